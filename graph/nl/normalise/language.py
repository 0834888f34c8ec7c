"""Which language a question is in, by its small words."""

import re
from functools import cache
from typing import Final

from graph.nl.languages import WORDS
from graph.nl.languages.model import Language

_WORD: Final = re.compile(r"[^\W\d_]{2,}|è|[cdl](?='\w)")
"""A letter by itself is a name more often than a word, but for "è" and what Italian elides ("l'utente")."""
_ITALIAN_LETTERS: Final = frozenset("àèéìòù")


def language_of(text: str, *, default: Language = Language.ENGLISH) -> Language:
    """The language with more words of its own in ``text``; ``default`` where the words do not tell.

    Names, values and labels belong to no language, so that only words that hold a question together count.
    """
    words = _WORD.findall(text.casefold())
    scores = {language: sum(map(own.__contains__, words)) for language, own in _own_words().items()}
    if any(_ITALIAN_LETTERS.intersection(word) for word in words):
        scores[Language.ITALIAN] += 1
    best = max(scores.values())
    leaders = [language for language, score in scores.items() if score == best]
    return leaders[0] if len(leaders) == 1 else default


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
            *words.numbers.values,
            *(" ".join(phrase) for phrase in (*dates.days, *dates.bounds)),
        )
        for word in _WORD.findall(text.casefold())
    )
