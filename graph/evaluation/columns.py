"""Find the columns of a reference in an answer, which may name and order them as it likes and have more."""

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import permutations, product
from typing import Any, Final

from graph.evaluation.naming import NameIndex, is_node

Row = tuple[Hashable, ...]
_MAX_ASSIGNMENTS: Final = 5_000


class Matching:
    """Values of a reference and of an answer in one form, in which equal ones are equal.

    A number of the answer that is within the tolerance of one of the reference becomes that one.
    """

    def __init__(self, expected: Sequence[Sequence[Any]], *, names: NameIndex, tolerance: float) -> None:
        """``expected`` are the rows whose numbers and nodes there are to be found."""
        self._names = names
        self._tolerance = tolerance
        self._numbers: list[float] = sorted({value for row in expected for value in row if _is_number(value)})

    def reference(self, value: Any) -> Hashable:
        """A value of the reference."""
        return ("node", self._names.of_node(value["id"])) if is_node(value) else _plain(value)

    def answer(self, value: Any, *, as_node: bool) -> Hashable:
        """A value of the answer; ``as_node`` where the reference has nodes, so that names stand for them."""
        if is_node(value):
            return ("node", self._names.of_node(value["id"]))
        if as_node:
            texts = value.values() if isinstance(value, Mapping) else [value]
            found = [self._names.of_text(text) for text in texts if isinstance(text, str)]
            return ("node", next((each for each in found if each), None))
        plain = _plain(value)
        if _is_number(value):
            nearest = min(self._numbers, key=lambda each: abs(each - value), default=None)
            return nearest if nearest is not None and self._close(value, nearest) else plain
        return plain

    def _close(self, one: float, other: float) -> bool:
        """Whether two numbers are equal within the tolerance."""
        return abs(one - other) <= self._tolerance * max(1.0, abs(other))


def projections(
    answer: Sequence[Sequence[Any]],
    *,
    width: int,
    allowed: Sequence[set[Hashable]],
    matching: Matching,
) -> Iterator[list[Row]]:
    """The rows of an answer, cut to what may be the columns of the reference: each possible way.

    Args:
        width: how many columns the answer has.
        allowed: for each column of the reference, the values that may stand in it.
    """
    candidates = [list(_candidates(answer, width, values, matching)) for values in allowed]
    for count, chosen in enumerate(product(*candidates)):
        if count >= _MAX_ASSIGNMENTS:
            return
        used = [column for columns, _ in chosen for column in columns]
        if len(used) == len(set(used)):
            yield [tuple(values[position] for _, values in chosen) for position in range(len(answer))]


def distinct_rows(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """The rows without those that repeat another one in every column."""
    return list({json.dumps(row, sort_keys=True, default=str): row for row in rows}.values())


def _candidates(
    answer: Sequence[Sequence[Any]], width: int, allowed: set[Hashable], matching: Matching
) -> Iterator[tuple[tuple[int, ...], list[Hashable]]]:
    """The columns, alone or two as one name, all of whose values may stand there."""
    as_node = any(isinstance(value, tuple) and value[:1] == ("node",) for value in allowed)
    ways: list[tuple[int, ...]] = [(column,) for column in range(width)]
    if as_node:
        ways += permutations(range(width), 2)
    for columns in ways:
        values = [matching.answer(_cell(row, columns), as_node=as_node) for row in answer]
        if allowed.issuperset(values):
            yield columns, values


def _cell(row: Sequence[Any], columns: Sequence[int]) -> Any:
    """The value of one column, or of two texts as one name."""
    values = [row[column] for column in columns]
    return values[0] if len(values) == 1 else " ".join(map(str, values))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Any) -> Hashable:
    match value:
        case bool():
            return ("boolean", value)
        case None | int() | float() | str():
            return value
    return json.dumps(value, sort_keys=True, default=str)
