"""One module per language: its function words, word forms, numbers, dates and the phrases of operators."""

from collections.abc import Mapping
from typing import Final

from graph.nl.languages import (
    english,
    english_figures,
    english_graph_phrases,
    english_phrases,
    italian,
    italian_figures,
    italian_graph_phrases,
    italian_phrases,
)
from graph.nl.languages.model import Language, LanguageWords
from graph.nl.operators import Gradable, Operator

WORDS: Final[Mapping[Language, LanguageWords]] = {
    Language.ENGLISH: LanguageWords(
        function_words=english.FUNCTION_WORDS,
        prepositions=english.PREPOSITIONS,
        operators={**english_phrases.ANSWERS_AND_CONDITIONS, **english_graph_phrases.CONNECTIONS_AND_DATA},
        gradables=english.GRADABLES,
        numbers=english_figures.NUMBERS,
        dates=english_figures.DATES,
        compounds=frozenset(),
        respelt=english.RESPELT,
        negation="not",
    ),
    Language.ITALIAN: LanguageWords(
        function_words=italian.FUNCTION_WORDS,
        prepositions=italian.PREPOSITIONS,
        operators={**italian_phrases.ANSWERS_AND_CONDITIONS, **italian_graph_phrases.CONNECTIONS_AND_DATA},
        gradables=italian.GRADABLES,
        numbers=italian_figures.NUMBERS,
        dates=italian_figures.DATES,
        compounds=italian.COMPOUNDS,
        respelt=italian.RESPELT,
        negation="non",
        plurals=italian.PLURALS,
    ),
}
"""All that is known of each language."""


def operators_of(language: str) -> tuple[Mapping[Operator, tuple[str, ...]], tuple[Gradable, ...]]:
    """The phrases and the comparing adjectives of a language."""
    words = WORDS[Language(language)]
    return words.operators, words.gradables


__all__ = ["WORDS", "Language", "LanguageWords", "operators_of"]
