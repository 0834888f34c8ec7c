"""Which language a question is in, by its small words."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from graph.nl.dictionary import has_word
from graph.nl.languages import WORDS
from graph.nl.languages.model import Language

_WORD: Final = re.compile(r"[^\W\d_]{2,}|è|[cdl](?='\w)")
"""A letter by itself is a name more often than a word, but for "è" and what Italian elides ("l'utente")."""
_MOST_WORDS: Final = 200
_TELLING: Final = 5
"""Letters. Shorter words are in the dictionary of many a language."""
_ITALIAN_LETTERS: Final = frozenset("àèéìòù")


def language_of(text: str, *, default: Language | None = None) -> Language:
    """The language with more words of its own in ``text``; ``default`` where the words do not tell.

    Names, values and labels belong to no language, so that only words that hold a question together count.
    Where these do not tell and there is no default, it is the language whose dictionary alone has more of the
    words ("task falliti"), and English in the end.
    """
    written = [word for word in _WORD.findall(text)[:_MOST_WORDS] if len(word) == 1 or not word.isupper()]
    words = [word.casefold() for word in written]
    scores = {
        language: sum((word in own) + (word in own & WORDS[language].function_words) for word in words)
        for language, own in _own_words().items()
    }
    if any(_ITALIAN_LETTERS.intersection(word) for word in words):
        scores[Language.ITALIAN] += 1
    return _leader(scores) or default or _leader(_in_dictionaries(words)) or Language.ENGLISH


def _leader(scores: Mapping[Language, int]) -> Language | None:
    best = max(scores.values())
    leaders = [language for language, score in scores.items() if score == best]
    return leaders[0] if len(leaders) == 1 else None


def _in_dictionaries(words: Sequence[str]) -> dict[Language, int]:
    """How many words only the one language has."""
    long = [word for word in words if len(word) >= _TELLING]
    found = [[language for language in WORDS if has_word(language, word)] for word in long]
    return {language: found.count([language]) for language in WORDS}


@cache
def _own_words() -> dict[Language, frozenset[str]]:
    """Of each language the words that it does not share with another."""
    known = {language: _known_words(language) for language in WORDS}
    return {
        language: words.difference(*(other for name, other in known.items() if name is not language))
        for language, words in known.items()
    }


def _known_words(language: Language) -> frozenset[str]:
    words = WORDS[language]
    phrases = [phrase for each in words.operators.values() for phrase in each]
    dates = words.dates
    return frozenset(
        word
        for text in (
            *words.function_words,
            *words.respelt,
            *phrases,
            *dates.months,
            *dates.weekdays,
            *dates.units,
            *dates.seasons,
            *words.numbers.values,
            *(" ".join(phrase) for phrase in (*dates.days, *dates.bounds)),
        )
        for word in _WORD.findall(text.casefold())
    )
