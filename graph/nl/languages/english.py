"""English: the adjectives that compare, and the words that only hold a sentence together."""

from typing import Final

from graph.nl.languages.model import phrase_list, word_list
from graph.nl.operators import Gradable

_SIZES: Final = ("size", "length", "bytes", "amount", "volume", "area", "count")
_LENGTHS: Final = ("length", "duration", "size", "minutes", "hours", "seconds")
_PRICES: Final = ("price", "cost", "amount", "fee", "value", "total")
_SINCE: Final = ("since",)
_FUNDS: Final = ("budget", "funding", "funds", "capital", "revenue")
_HEIGHTS: Final = ("elevation", "altitude", "height")
_SPEEDS: Final = ("speed", "velocity")
_WEIGHTS: Final = ("weight", "mass")
_DURATIONS: Final = ("duration", "runtime", "minutes", "hours", "seconds", "time")


def _gradable(
    comparative: str,
    superlative: str,
    *,
    upwards: bool,
    of: tuple[str, ...] = (),
    of_time: bool = False,
    reversed_for: tuple[str, ...] = (),
    asked: str = "",
) -> Gradable:
    """Adjectives of one scale; the comparative also with "than"."""
    forms = phrase_list(comparative)
    return Gradable(
        comparative=(*forms, *(f"{form} than" for form in forms)),
        superlative=phrase_list(superlative),
        upwards=upwards,
        properties=of,
        of_time=of_time,
        reversed_for=reversed_for,
        questions=phrase_list(asked) if asked else (),
    )


GRADABLES: Final[tuple[Gradable, ...]] = (
    _gradable(
        "larger, bigger, greater",
        "largest, biggest, hugest, heftiest",
        upwards=True,
        of=_SIZES,
        asked="how big, how large",
    ),
    _gradable("smaller, tinier", "smallest, tiniest", upwards=False, of=_SIZES),
    _gradable(
        "longer, lengthier",
        "longest, lengthiest, longest running",
        upwards=True,
        of=_LENGTHS,
        reversed_for=_SINCE,
        asked="how long",
    ),
    _gradable("shorter", "shortest", upwards=False, of=_LENGTHS, reversed_for=_SINCE),
    _gradable("heavier", "heaviest", upwards=True, of=_WEIGHTS, asked="how heavy"),
    _gradable("lighter", "lightest", upwards=False, of=_WEIGHTS),
    _gradable("taller", "tallest", upwards=True, of=("height",), asked="how tall"),
    _gradable(
        "more expensive, dearer", "most expensive, priciest", upwards=True, of=_PRICES, asked="how expensive"
    ),
    _gradable("cheaper, less expensive", "cheapest, least expensive", upwards=False, of=_PRICES),
    _gradable("faster, quicker", "fastest, quickest", upwards=True, of=_SPEEDS, reversed_for=_DURATIONS),
    _gradable("slower", "slowest", upwards=False, of=_SPEEDS, reversed_for=_DURATIONS),
    _gradable("richer, better funded", "richest, wealthiest, best funded", upwards=True, of=_FUNDS),
    _gradable("poorer, less funded", "poorest, worst funded, least funded", upwards=False, of=_FUNDS),
    _gradable("higher", "highest", upwards=True, of=_HEIGHTS, asked="how high"),
    _gradable("lower", "lowest", upwards=False, of=_HEIGHTS),
    _gradable("deeper", "deepest", upwards=True, of=("depth",), asked="how deep"),
    _gradable("older", "oldest", upwards=False, of=("age",), of_time=True),
    _gradable("younger", "youngest", upwards=True, of=("age",), of_time=True),
    _gradable("newer, more recent", "newest", upwards=True, of_time=True),
)

FUNCTION_WORDS: Final = frozenset(
    word_list(
        "a against also an any anybody anyone appear appeared appears are as at based be been behind being "
        "came can carried carries carry come comes coming could did do does ever everybody everyone "
        "exist exists field for found from got graph had has have i i'm in into is it its kicked know "
        "lasted located look looks lying marked me my obtained occur occurs of off on one ones our out "
        "say see so spent still stored taken that the their them there they those through to took us via "
        "want was we were what which who whose with would"
    )
)
"""Words that carry no condition: leaving one out never changes what is asked."""

PREPOSITIONS: Final = frozenset(word_list("at by for from in inside into of on through to via with within"))

RESPELT: Final = {
    "wich": "which",
    "whats": "what",
    "whos": "who",
    "wheres": "where",
    "theres": "there",
    "teh": "the",
    "adn": "and",
    "u": "you",
}
"""What is typed in haste, and how it is spelt: words too short to be corrected by what they are near to."""

SKIPPED: Final = frozenset(word_list("a an the all any of please me"))
"""Words that change nothing in a pattern of the catalogue, nor in a question that is held against it."""

IRREGULAR: Final = {
    "ran": "run",
    "uses": "use",
    "used": "use",
    "using": "use",
    "made": "make",
    "wrote": "write",
    "written": "write",
    "held": "hold",
    "people": "person",
    "has": "have",
    "had": "have",
    "does": "do",
    "did": "do",
}
"""Forms of words that no ending tells of."""

AUXILIARIES: Final = word_list("do does did is are was were has have had")
"""Verbs that "n't" may be said of without its apostrophe: "didnt"."""

CONTRACTED: Final = {"ca": "can", "wo": "will", "sha": "shall"}
"""What stands before "n't" where a letter is lost."""
