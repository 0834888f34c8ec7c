"""The sentences of a summary, in each language that a question may be asked in."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """One language: how numbers are written, and the sentences with places for what was found."""

    thousands: str
    decimal: str
    yes: str
    no: str
    missing: str
    there_is: str
    there_are: str
    there_are_none: str
    the_answer: str
    figures: dict[str, str]
    """By the first word of the column's name."""
    number_of: str
    share: str
    """Of part and whole, with the percentage; ``predicate`` may be empty."""
    ratio: str
    no_whole: str
    of_all: str
    """Behind yes or no, of how many of the whole it is so."""
    none_of_all: str
    compared: str
    """Behind yes or no, the two numbers that were compared."""
    first_tied: str
    tied: str
    """Of those that share the first place, with the number that they have."""
    maybe_more: str
    completeness: str
    lacking: str
    none_of_value: str
    winner: str
    winner_of: str
    first: str
    by: str
    more_rows: str
    more_row: str
    cut: str
    present: str
    range_present: str
    together: str
    row: str
    rows: str
    share_of: str
    paths: str
    hops: str
    hop: str


ENGLISH: Final = Words(
    thousands=",",
    decimal=".",
    yes="Yes",
    no="No",
    missing="(none)",
    there_is="There is {number} {noun}.",
    there_are="There are {number} {noun}.",
    there_are_none="There are no {noun}.",
    the_answer="The answer is {number}.",
    figures={
        "average": "The average {property} of {noun} is {number}.",
        "minimum": "The smallest {property} of {noun} is {number}.",
        "maximum": "The largest {property} of {noun} is {number}.",
        "total": "The total {property} of {noun} is {number}.",
        "median": "The median {property} of {noun} is {number}.",
    },
    number_of="number of {noun}",
    share="{part} of {whole} {noun}{predicate} ({percent}%).",
    ratio="The ratio is {ratio} ({first} to {second}).",
    no_whole="There are no {noun}, so there is no share of them.",
    of_all="{part} of {whole} {noun}.",
    none_of_all="There are no {noun}, so nothing can be said of all of them.",
    compared="{first} and {second}.",
    first_tied="First are {rest}.",
    tied="{names}, with {number} {noun} each",
    maybe_more="There may be others with as many.",
    completeness="Percent of {noun} that have it:",
    lacking="Number of {noun} that lack it:",
    none_of_value="There is no {property} of {noun} to compute with.",
    winner="{name}, with {number} {noun}.",
    winner_of="{name}, with {property} {number}.",
    first="First is {rest}",
    by="{noun} by {keys}:",
    more_rows="... and {number} more rows.",
    more_row="... and 1 more row.",
    cut="The result was cut: there are more rows than the {number} that were read.",
    present="No {label} has {property} {value}; present: {values}.",
    range_present="The {property} of {label} reaches from {minimum} to {maximum}.",
    together="Each of the conditions holds for some, but none has all of them.",
    row="row",
    rows="rows",
    share_of="{number} {noun} in common",
    paths="{number} paths:",
    hops="{number} hops: {path}",
    hop="1 hop: {path}",
)
ITALIAN: Final = Words(
    thousands=".",
    decimal=",",
    yes="Sì",
    no="No",
    missing="(nessuno)",
    there_is="C'è {number} {noun}.",
    there_are="Ci sono {number} {noun}.",
    there_are_none="Non ci sono {noun}.",
    the_answer="La risposta è {number}.",
    figures={
        "average": "La media di {property} per {noun} è {number}.",
        "minimum": "Il valore minimo di {property} per {noun} è {number}.",
        "maximum": "Il valore massimo di {property} per {noun} è {number}.",
        "total": "Il totale di {property} per {noun} è {number}.",
        "median": "La mediana di {property} per {noun} è {number}.",
    },
    number_of="numero di {noun}",
    share="{part} su {whole} {noun}{predicate} ({percent}%).",
    ratio="Il rapporto è {ratio} ({first} a {second}).",
    no_whole="Non ci sono {noun}, quindi non c'è una quota.",
    of_all="{part} su {whole} {noun}.",
    none_of_all="Non ci sono {noun}, quindi non si può dire nulla di tutti.",
    compared="{first} e {second}.",
    first_tied="Al primo posto: {rest}.",
    tied="{names}, con {number} {noun} ciascuno",
    maybe_more="Altri potrebbero averne altrettanti.",
    completeness="Percentuale di {noun} che ce l'hanno:",
    lacking="Numero di {noun} che non ce l'hanno:",
    none_of_value="Per {noun} non c'è alcun valore di {property} con cui calcolare.",
    winner="{name}, con {number} {noun}.",
    winner_of="{name}, con {property} {number}.",
    first="Al primo posto: {rest}",
    by="{noun} per {keys}:",
    more_rows="... e altre {number} righe.",
    more_row="... e un'altra riga.",
    cut="Il risultato è stato troncato: ci sono più righe delle {number} lette.",
    present="Nessun {label} ha {property} {value}; valori presenti: {values}.",
    range_present="I valori di {property} di {label} vanno da {minimum} a {maximum}.",
    together="Ogni condizione vale per alcuni, ma nessuno le soddisfa tutte.",
    row="riga",
    rows="righe",
    share_of="{number} {noun} in comune",
    paths="{number} percorsi:",
    hops="{number} passi: {path}",
    hop="1 passo: {path}",
)
_LANGUAGES: Final = {"en": ENGLISH, "it": ITALIAN}


def words_of_language(language: str) -> Words:
    """The words of a language; English for one that is not known."""
    return _LANGUAGES.get(language, ENGLISH)
