"""Charts of the analytics page, which the server draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

MOST_COLUMNS: Final = 30
"""Beyond so many different figures they are grouped by powers of two."""
WIDTH: Final = 720
HEIGHT: Final = 220
_GAP: Final = 0.2
"""Between two columns, as a share of a column."""


@dataclass(frozen=True)
class Bar:
    """One bar: what it is of, what it says, and how long it is, 0 to 100."""

    name: str
    about: str
    text: str
    percent: float
    query: str = ""
    """What the console is to be asked for more of it."""


@dataclass(frozen=True)
class Bars:
    """A chart of bars that lie beneath each other."""

    title: str
    bars: list[Bar]


@dataclass(frozen=True)
class Column:
    """One column, where it stands on the canvas, and what it says."""

    x: float
    y: float
    width: float
    height: float
    name: str
    count: int

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Columns:
    """A chart of columns beside each other."""

    title: str
    across: str
    """What the names of the columns are."""
    columns: list[Column]
    most: int
    width: int = WIDTH
    height: int = HEIGHT


def bars_of(title: str, counts: Mapping[str, int]) -> Bars:
    """Counts by name, the largest first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    most = max(counts.values(), default=0)
    return Bars(title, [Bar(name, "", f"{count:,}", share_of(count, most)) for name, count in ranked])


def columns_of(title: str, across: str, counts: Sequence[tuple[int, int]]) -> Columns:
    """How often each figure occurs, as columns; many figures in groups."""
    named = _grouped(counts) if len(counts) > MOST_COLUMNS else [(f"{value:,}", n) for value, n in counts]
    most = max((count for _, count in named), default=0)
    each = WIDTH / max(1, len(named))
    return Columns(
        title,
        across,
        [
            Column(
                x=round(number * each + each * _GAP / 2, 2),
                y=round(HEIGHT - HEIGHT * count / most, 2),
                width=round(each * (1 - _GAP), 2),
                height=round(HEIGHT * count / most, 2),
                name=name,
                count=count,
            )
            for number, (name, count) in enumerate(named)
        ],
        most,
    )


def _grouped(counts: Sequence[tuple[int, int]]) -> list[tuple[str, int]]:
    """0, 1, 2 to 3, 4 to 7 ..."""
    groups = []
    for bits, group in groupby(sorted(counts), key=lambda pair: pair[0].bit_length()):
        least, most = (1 << bits) >> 1, (1 << bits) - 1
        name = f"{least:,}" if most <= least else f"{least:,}–{most:,}"
        groups.append((name, sum(count for _, count in group)))
    return groups


def share_of(value: float, most: float) -> float:
    """How long the bar of a value is beside the longest one, 0 to 100."""
    return round(100 * value / most, 2) if most > 0 else 0.0
