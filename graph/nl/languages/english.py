"""English: the adjectives that compare, and the words that only hold a sentence together."""

from typing import Final

from graph.nl.languages.english_phrases import OPERATOR_PHRASES
from graph.nl.languages.model import phrase_list, word_list
from graph.nl.operators import Gradable

_SIZES: Final = ("size", "length", "bytes", "amount", "volume", "area", "count")
_LENGTHS: Final = ("length", "duration", "size", "minutes", "hours", "seconds")
_PRICES: Final = ("price", "cost", "amount", "fee", "value", "total")
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
    )


GRADABLES: Final[tuple[Gradable, ...]] = (
    _gradable("larger, bigger, greater", "largest, biggest, hugest, heftiest", upwards=True, of=_SIZES),
    _gradable("smaller, tinier", "smallest, tiniest", upwards=False, of=_SIZES),
    _gradable("longer, lengthier", "longest, lengthiest", upwards=True, of=_LENGTHS),
    _gradable("shorter", "shortest", upwards=False, of=_LENGTHS),
    _gradable("heavier", "heaviest", upwards=True, of=_WEIGHTS),
    _gradable("lighter", "lightest", upwards=False, of=_WEIGHTS),
    _gradable("taller", "tallest", upwards=True, of=("height",)),
    _gradable("more expensive, dearer", "most expensive, priciest", upwards=True, of=_PRICES),
    _gradable("cheaper, less expensive", "cheapest, least expensive", upwards=False, of=_PRICES),
    _gradable("faster, quicker", "fastest, quickest", upwards=True, of=_SPEEDS, reversed_for=_DURATIONS),
    _gradable("slower", "slowest", upwards=False, of=_SPEEDS, reversed_for=_DURATIONS),
    _gradable("higher", "highest", upwards=True, of=_HEIGHTS),
    _gradable("lower", "lowest", upwards=False, of=_HEIGHTS),
    _gradable("deeper", "deepest", upwards=True, of=("depth",)),
    _gradable("older", "oldest", upwards=False, of_time=True),
    _gradable("newer, younger, more recent", "newest, youngest", upwards=True, of_time=True),
)

FUNCTION_WORDS: Final = frozenset(
    word_list(
        "a against an any anybody anyone appear appeared appears are as at based be been behind being "
        "came can carried carries carry come comes coming could did do does ever everybody everyone "
        "exist exists field for found from got graph had has have i i'm in into is it its kicked know "
        "lasted located look looks lying marked me my obtained occur occurs of off on one ones our out "
        "say see so spent still stored taken that the their them there they those through to took us via "
        "want was we were what which who whose with would"
    )
)
"""Words that carry no condition: leaving one out never changes what is asked."""

__all__ = ["FUNCTION_WORDS", "GRADABLES", "OPERATOR_PHRASES"]
