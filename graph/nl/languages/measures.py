"""Words for units of measurement, and words in the names of properties that say what they are measured in."""

from dataclasses import dataclass
from typing import Final

from graph.nl.languages.model import word_list


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit: of what it is, and how many of the smallest unit it has. None where a name does not say it."""

    of: str
    factor: float | None


def _units(of: str, **factors: float) -> dict[str, Measure]:
    return {word: Measure(of, factor) for word, factor in factors.items()}


def _several(words: str, of: str, factor: float) -> dict[str, Measure]:
    return {word: Measure(of, factor) for word in word_list(words)}


_PREFIXES: Final = ("kilo", "mega", "giga", "tera", "peta")
_BYTES: Final = {
    **dict.fromkeys(("byte", "bytes"), 1),
    **{f"{prefix}b": 1_000**power for power, prefix in enumerate("kmgtp", 1)},
    **{f"{prefix}byte{s}": 1_000**power for power, prefix in enumerate(_PREFIXES, 1) for s in ("", "s")},
    **{prefix: 1_000**power for power, prefix in enumerate(_PREFIXES[1:], 2)},
    **{f"{prefix}ib": 1_024**power for power, prefix in enumerate("kmgtp", 1)},
}
"""Prefixes are decimal but for "KiB" and its like."""

FACTORS: Final = {
    **_BYTES,
    "bp": 1,
    **{f"{prefix}bp": 1_000**power for power, prefix in enumerate("km", 1)},
}
"""Words that multiply the number before them, for bytes and base pairs: "10 kb" is 10,000 of either."""

UNITS: Final[dict[str, Measure]] = {
    **{word: Measure("size", factor) for word, factor in _BYTES.items()},
    **_several("sec secs seconds secondi", "time", 1),
    **_several("min mins minute minutes minuto minuti", "time", 60),
    **_several("h hr hrs hour hours ora ore", "time", 3600),
    **_several("day days giorno giorni", "time", 86_400),
    **_several("m metre metres meter meters metri", "height", 1),
}
"""By the word in either language."""

HALVES: Final = frozenset({"half", "mezz", "mezza", "mezzo"})
ONE: Final = frozenset({"a", "an", "un", "una"})

MEASURED_IN: Final[dict[str, Measure]] = {
    **_several("size filesize bytes", "size", 1),
    **_units("size", kb=1e3, mb=1e6, gb=1e9, kilobytes=1e3, megabytes=1e6, gigabytes=1e9),
    **_several("seconds secs", "time", 1),
    **_several("minutes mins", "time", 60),
    **_several("hours", "time", 3600),
    **_several("days", "time", 86_400),
    **_several("elevation altitude height depth", "height", 1),
    **{word: Measure("time", None) for word in word_list("duration runtime")},
}
"""By a word of a property's name. Heights are in metres, sizes in bytes, unless another word says it."""

LIGHT_VERBS: Final = frozenset(
    word_list("take takes took taken run ran last lasts need needed occupy occupies weigh up have does do")
    + word_list("impiegano impiega impiegato occupano occupa pesano pesa durano dura durati durate")
)
"""What measured things do, in a question for how much: "how long do they take", "how many GB take up"."""
