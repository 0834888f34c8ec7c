"""Conditions as clauses behind a noun, in the language of the question: "whose size is more than 5"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.nl.languages import Language


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language: what a condition may begin with, how its property is compared, and what joins two."""

    joint: str
    alternative: str
    having: str
    """A clause on a property, of what is said of it."""
    being: str
    """A clause of words that say a quality: "failed or queued"."""
    equal: str
    beginnings: Mapping[str, str]
    """By the words with which the parser begins a condition that names no property first; longest first."""
    comparisons: Mapping[str, str]
    """By the words or the sign right behind the property."""
    operations: Mapping[str, str]
    """By the name of what is done with the noun."""


_ENGLISH: Final = Phrases(
    joint=" and ",
    alternative=" or ",
    having="whose {property} {comparison}",
    being="that are {quality}",
    equal="is",
    beginnings={each: each for each in ("without", "with", "not named", "named", "that are not", "that are")},
    comparisons={
        "contains": "contains",
        "starts with": "starts with",
        "ends with": "ends with",
        "between": "is between",
        ">=": "is at least",
        "<=": "is at most",
        "<>": "is not",
        ">": "is more than",
        "<": "is less than",
        "=": "is",
    },
    operations={},
)
_ITALIAN: Final = Phrases(
    joint=" e ",
    alternative=" o ",
    having="con {property} {comparison}",
    being="che sono {quality}",
    equal="",
    beginnings={
        "without": "senza",
        "with": "con",
        "not named": "non di nome",
        "named": "di nome",
        "that are not": "che non sono",
        "that are": "che sono",
    },
    comparisons={
        "contains": "che contiene",
        "starts with": "che inizia con",
        "ends with": "che finisce con",
        "between": "tra",
        "not": "diverso da",
        ">=": "almeno",
        "<=": "al massimo",
        "<>": "diverso da",
        ">": "maggiore di",
        "<": "minore di",
        "=": "",
        "negative": "negativo",
        "positive": "positivo",
    },
    operations={
        "number of": "numero di",
        "number of different": "numero di diversi",
        "different": "valori diversi:",
        "list of": "elenco di",
        "share of": "quota di",
        "whether there is": "se ci sono",
        "shortest path": "percorso più breve",
    },
)
_LANGUAGES: Final = {Language.ENGLISH: _ENGLISH, Language.ITALIAN: _ITALIAN}


def phrases_in(language: Language) -> Phrases:
    """The phrases of a language."""
    return _LANGUAGES[language]


def clause(said: str, properties: Iterable[str], phrases: Phrases) -> str:
    """What a condition says, as a clause that may stand behind a noun.

    Args:
        said: as the parser notes a condition: "size > 5", "with email", "size > 5 or size < 2".
        properties: the names that a condition of the noun may begin with, as they are spoken.
    """
    names = sorted(properties, key=len, reverse=True)
    begins = "|".join(re.escape(each) for each in (*phrases.beginnings, *names))
    alternatives = re.split(rf" or (?=(?:{begins}) )", said)
    return phrases.alternative.join(_clause(each, names, phrases) for each in alternatives)


def _clause(said: str, names: Sequence[str], phrases: Phrases) -> str:
    for beginning, words in phrases.beginnings.items():
        if rest := _behind(beginning, said):
            return f"{words} {rest}"
    for name in names:
        if rest := _behind(name, said):
            return phrases.having.format(property=name, comparison=_comparison(rest, phrases))
    return phrases.being.format(quality=said)


def _comparison(said: str, phrases: Phrases) -> str:
    for comparison, words in phrases.comparisons.items():
        if said == comparison:
            return f"{phrases.equal} {words}".strip()
        if rest := _behind(comparison, said):
            rest = rest.replace(" and ", phrases.joint) if comparison == "between" else rest
            return f"{words} {rest}".strip()
    return f"{phrases.equal} {said}".strip()


def _behind(beginning: str, said: str) -> str:
    return said.removeprefix(f"{beginning} ") if said.startswith(f"{beginning} ") else ""
