"""Conditions as clauses behind a noun, in the language of the question: "whose size is more than 5"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    not_understood: tuple[str, str]
    """Of one word, and of several, that the graph has nothing for."""
    nothing_named: str
    nothing_asked: str
    composed: Sequence[tuple[re.Pattern[str], str]] = ()
    """Of names that have parts: what they look like, and the same with the parts in their places."""
    whole: Mapping[str, str] = field(default_factory=dict)
    """Conditions that name nothing of the graph, and so are said as a whole."""


_ENGLISH: Final = Phrases(
    joint=" and ",
    alternative=" or ",
    having="whose {property} {comparison}",
    being="that are {quality}",
    equal="is",
    beginnings={
        each: each
        for each in ("without", "with number of", "with", "not named", "named", "that are not", "that are")
    },
    comparisons={
        "contains": "contains",
        "starts with": "starts with",
        "ends with": "ends with",
        "between": "is between",
        ">=": "is at least",
        "<=": "is at most",
        "<>": "is not",
        "> average": "above the average",
        "< average": "below the average",
        ">": "is more than",
        "<": "is less than",
        "=": "is",
    },
    operations={},
    not_understood=(
        "{words} is not understood: this graph holds nothing of that name.",
        "{words} are not understood: this graph holds nothing of that name.",
    ),
    nothing_named="Nothing in the question names anything that this graph holds.",
    nothing_asked="The question names what this graph holds, but not what to find out about it.",
)
_ITALIAN: Final = Phrases(
    joint=" e ",
    alternative=" o ",
    having="con {property} {comparison}",
    being="che sono {quality}",
    equal="",
    beginnings={
        "without": "senza",
        "with number of": "con numero di",
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
        "> average": "sopra la media",
        "< average": "sotto la media",
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
        "whether all are": "se tutti sono",
        "whether there are fewer": "se ci sono meno",
        "whether there are more": "se ci sono più",
        "labels": "etichette",
        "missing values of": "valori mancanti di",
        "completeness (%) of": "completezza (%) di",
        "average": "media",
        "median": "mediana",
        "minimum": "minimo",
        "maximum": "massimo",
        "total": "totale",
        "sum": "somma",
        "schema connections": "connessioni dello schema",
    },
    not_understood=(
        "Non si capisce {words}: questo grafo non contiene nulla con questo nome.",
        "Non si capiscono {words}: questo grafo non contiene nulla con questi nomi.",
    ),
    nothing_named="Nella domanda non c'è nulla che questo grafo contenga.",
    nothing_asked="La domanda nomina ciò che questo grafo contiene, ma non che cosa se ne voglia sapere.",
    whole={
        "with relationships": "con relazioni",
        "without relationships": "senza relazioni",
        "with incoming relationships": "con relazioni in entrata",
        "without incoming relationships": "senza relazioni in entrata",
        "with outgoing relationships": "con relazioni in uscita",
        "without outgoing relationships": "senza relazioni in uscita",
    },
    composed=tuple(
        (re.compile(english), italian)
        for english, italian in (
            (r"ranking by number of (.+) of", r"classifica per numero di \1 di"),
            (r"ranking by (.+) of", r"classifica per \1 di"),
            (r"lowest (.+) for each (.+), of", r"\1 più basso per ogni \2, di"),
            (r"highest (.+) for each (.+), of", r"\1 più alto per ogni \2, di"),
            (r"number, and average (.+) of", r"numero, e media di \1 di"),
            (r"number, and total (.+) of", r"numero, e totale di \1 di"),
            (r"minimum and maximum (.+) of", r"minimo e massimo di \1 di"),
            (r"average (.+) of", r"media di \1 di"),
            (r"median (.+) of", r"mediana di \1 di"),
            (r"minimum (.+) of", r"minimo di \1 di"),
            (r"maximum (.+) of", r"massimo di \1 di"),
            (r"(?:total|sum) (.+) of", r"totale di \1 di"),
            (r"numbers of (.+) and (.+)", r"numeri di \1 e \2"),
            (r"share \(with (.+)\) of", r"quota (con \1) di"),
            (r"share \(without (.+)\) of", r"quota (senza \1) di"),
            (r"share \(that are not (.+)\) of", r"quota (che non sono \1) di"),
            (r"share \(that are (.+)\) of", r"quota (che sono \1) di"),
            (r"share \((.+)\) of", r"quota (\1) di"),
            (r"ratio of (.+) to (.+)", r"rapporto tra \1 e \2"),
            (r"pairs with the same (.+) of", r"coppie con lo stesso \1 di"),
            (r"pairs that share (.+) of", r"coppie che condividono \1 di"),
            (r"properties of (.+)", r"proprietà di \1"),
            (r"relationship types of (.+)", r"tipi di relazione di \1"),
            (r"connections of (.+) and (.+)", r"collegamenti di \1 e \2"),
            (r"number of (.+)", r"numero di \1"),
        )
    ),
)
_LANGUAGES: Final = {Language.ENGLISH: _ENGLISH, Language.ITALIAN: _ITALIAN}


def phrases_in(language: Language) -> Phrases:
    """The phrases of a language."""
    return _LANGUAGES[language]


def operation(said: str, phrases: Phrases) -> str:
    """What is done with the noun, of which the parser notes the name in English."""
    if said in phrases.operations:
        return phrases.operations[said]
    found = ((pattern.fullmatch(said), words) for pattern, words in phrases.composed)
    return next((match.expand(words) for match, words in found if match), said)


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
    if said in phrases.whole:
        return phrases.whole[said]
    for beginning, words in phrases.beginnings.items():
        if rest := _behind(beginning, said):
            return f"{words} {rest}".replace(" not ", f" {phrases.comparisons.get('not', 'not')} ")
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
