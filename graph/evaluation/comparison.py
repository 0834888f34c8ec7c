"""Whether the rows of an answer are those of the reference, and how they differ when they are not."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from graph.evaluation.cases import Compare, Mode
from graph.evaluation.columns import Matching, Row, distinct_rows, projections
from graph.evaluation.naming import NameIndex
from graph.evaluation.references import Expected

_SHOWN: Final = 3


def difference(
    expected: Expected,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    compare: Compare,
    names: NameIndex,
) -> str | None:
    """What is wrong with the rows of an answer; None when nothing is.

    Columns may have other names and another order, and there may be more of them than in the reference.
    """
    if compare.mode is Mode.SCALAR:
        return _scalar(expected, rows, compare=compare, names=names)
    if compare.mode is Mode.BOOLEAN:
        return _boolean(expected, rows)
    return _Rows(expected, len(columns), rows, compare=compare, names=names).difference()


def _scalar(
    expected: Expected, rows: Sequence[Sequence[Any]], *, compare: Compare, names: NameIndex
) -> str | None:
    [[wanted]] = expected.rows
    if len(rows) != 1:
        return f"{len(rows)} rows instead of the one value {_short(wanted)}"
    acceptable = [wanted, wanted * 100] if compare.percentage else [wanted]
    matching = Matching([acceptable], names=names, tolerance=compare.tolerance)
    right = {matching.reference(value) for value in acceptable}
    cells = [_length(cell) for cell in rows[0]]
    if compare.percentage:
        cells += _quotients(cells)
    if any(matching.answer(cell, as_node=False) in right for cell in cells):
        return None
    return f"{_short(rows[0])} instead of {_short(wanted)}"


def _length(cell: Any) -> Any:
    """The number of hops for a path, so that any shortest path is as good as another."""
    if isinstance(cell, Mapping) and {"nodes", "relationships"} == cell.keys():
        return len(cell["relationships"])
    return cell


def _quotients(cells: Sequence[Any]) -> list[float]:
    """The shares that a row says in two numbers: so many of so many."""
    counts = [cell for cell in cells if isinstance(cell, int) and not isinstance(cell, bool)]
    return [part / whole for part, whole in pairwise(counts) if whole]


def _boolean(expected: Expected, rows: Sequence[Sequence[Any]]) -> str | None:
    [[wanted]] = expected.rows
    said = _truth(rows)
    return None if said == bool(wanted) else f"{_yes(said)} instead of {_yes(bool(wanted))}"


def _truth(rows: Sequence[Sequence[Any]]) -> bool:
    """What rows say to a question of yes or no: a truth value, a number of finds, or the finds themselves."""
    if len(rows) == 1:
        for cell in rows[0]:
            if isinstance(cell, bool):
                return cell
        if len(rows[0]) == 1 and isinstance(rows[0][0], int | float):
            return rows[0][0] > 0
    return any(cell is not None for row in rows for cell in row)


class _Rows:
    """Rows that have to be found in an answer."""

    def __init__(
        self,
        expected: Expected,
        width: int,
        rows: Sequence[Sequence[Any]],
        *,
        compare: Compare,
        names: NameIndex,
    ) -> None:
        self._compare = compare
        self._width = width
        self._rows = rows if compare.mode is Mode.BAG else distinct_rows(rows)
        chosen = [expected.columns.index(name) for name in compare.key] or list(range(len(expected.columns)))
        # Of a ranking only who is ranked has to be shown; the last column is what it is ranked by.
        ranks = compare.mode is Mode.TOPK
        keys = chosen[:-1] if ranks and not compare.key else chosen
        self._matching = Matching(expected.population, names=names, tolerance=compare.tolerance)
        wanted = distinct_rows(expected.rows) if compare.mode is Mode.SET else expected.rows
        self._reference = self._keyed(wanted, keys)
        self._population = self._keyed(expected.population, keys)
        # Read by rankings only: what belongs in each place, and what everybody has.
        self._wanted = [self._matching.reference(row[-1]) for row in expected.rows]
        self._measures: dict[Row, set[Hashable]] = defaultdict(set)
        for key, row in zip(self._population, expected.population, strict=True):
            self._measures[key].add(self._matching.reference(row[-1]))

    def difference(self) -> str | None:
        """What is wrong; None when some way of reading the columns makes it right."""
        if len(self._rows) != len(self._reference):
            return f"{len(self._rows)} rows instead of {len(self._reference)}{self._first_rows()}"
        checks: dict[Mode, Callable[[list[Row]], bool]] = {
            Mode.TOPK: self._is_ranking,
            Mode.SAMPLE: self._is_sample,
        }
        is_right = checks.get(self._compare.mode, self._is_same)
        allowed = [set(column) for column in zip(*self._population, strict=True)]
        if self._compare.symmetric:
            allowed[0] = allowed[1] = allowed[0] | allowed[1]
        found = projections(self._rows, width=self._width, allowed=allowed, matching=self._matching)
        if not allowed or any(is_right(each) for each in found):
            return None
        return f"the right number of rows, but not these{self._first_rows()}"

    def _is_same(self, rows: list[Row]) -> bool:
        if self._compare.ordered:
            return rows == self._reference
        return Counter(map(self._unordered, rows)) == Counter(map(self._unordered, self._reference))

    def _is_ranking(self, rows: list[Row]) -> bool:
        """Ties are free: whoever has the measure that belongs in a place may stand in it."""
        return len(set(rows)) == len(rows) and all(
            wanted in self._measures[row] for row, wanted in zip(rows, self._wanted, strict=True)
        )

    def _is_sample(self, rows: list[Row]) -> bool:
        return not Counter(rows) - Counter(self._population)

    def _keyed(self, rows: Sequence[Sequence[Any]], keys: Sequence[int]) -> list[Row]:
        return [tuple(self._matching.reference(row[key]) for key in keys) for row in rows]

    def _unordered(self, row: Row) -> Row:
        if not self._compare.symmetric:
            return row
        return (*sorted(row[:2], key=repr), *row[2:])

    def _first_rows(self) -> str:
        return f"; the answer begins with {_short(list(self._rows[:_SHOWN]))}" if self._rows else ""


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _short(value: Any, most: int = 160) -> str:
    """A value for a line of a report: nodes as their ids, cut where it gets long."""
    text = repr(_readable(value))
    return text if len(text) <= most else f"{text[:most]} ..."


def _readable(value: Any) -> Any:
    match value:
        case {"properties": dict(properties), "labels": _}:
            return properties.get("orig_id", properties)
        case list() | tuple():
            return [_readable(item) for item in value]
    return value
