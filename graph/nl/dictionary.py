"""Which words each language has: the dictionaries that spelling is checked with."""

from functools import cache

from spellchecker import SpellChecker

from graph.nl.languages.model import Language


def has_word(language: Language, word: str) -> bool:
    """Whether a dictionary of the language has a word, in lower case."""
    return word in _dictionary(language)


@cache
def _dictionary(language: Language) -> SpellChecker:
    """Read at the first word that might be a mistake: it takes half a second."""
    return SpellChecker(language=language.value)
