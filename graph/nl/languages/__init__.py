"""One module per language: its function words, word forms, numbers, dates and the phrases of operators."""

from collections.abc import Mapping
from typing import Final

from graph.nl.languages import english, english_figures, italian, italian_figures
from graph.nl.languages.model import Language, LanguageWords
from graph.nl.operators import Gradable, Operator

WORDS: Final[Mapping[Language, LanguageWords]] = {
    Language.ENGLISH: LanguageWords(
        function_words=english.FUNCTION_WORDS,
        operators=english.OPERATOR_PHRASES,
        gradables=english.GRADABLES,
        numbers=english_figures.NUMBERS,
        dates=english_figures.DATES,
        compounds=frozenset(),
        respelt={},
        negation="not",
    ),
    Language.ITALIAN: LanguageWords(
        function_words=italian.FUNCTION_WORDS,
        operators=italian.OPERATOR_PHRASES,
        gradables=italian.GRADABLES,
        numbers=italian_figures.NUMBERS,
        dates=italian_figures.DATES,
        compounds=italian.COMPOUNDS,
        respelt=italian.RESPELT,
        negation="non",
    ),
}
"""All that is known of each language."""


def operators_of(language: str) -> tuple[Mapping[Operator, tuple[str, ...]], tuple[Gradable, ...]]:
    """The phrases and the comparing adjectives of a language."""
    words = WORDS[Language(language)]
    return words.operators, words.gradables


__all__ = ["WORDS", "Language", "LanguageWords", "operators_of"]
