"""The syntax tree of an expression, which is its interpreter: each node says what it is worth for a record.

Nulls are as SQL has them: what is asked of null is null, AND and OR know when that does not matter.
"""

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Final, Protocol

from graph.etl.records import Record
from graph.etl.transforms.casting import kind_of, shown
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.expressions import values
from graph.etl.transforms.expressions.functions import Function
from graph.etl.values import Value


class Expression(Protocol):
    """A part of the tree."""

    def worth(self, record: Record) -> Value:
        """Its value for a record.

        Raises:
            RecordRefused: it has none: the record's values are of kinds that it cannot take.
        """


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is written out."""

    value: Value

    def worth(self, record: Record) -> Value:
        """The value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the record; null when it has none of this name."""

    name: str

    def worth(self, record: Record) -> Value:
        """The property's value."""
        return record.properties.get(self.name)


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    function: Function
    arguments: tuple[Expression, ...]

    def worth(self, record: Record) -> Value:
        """What the function makes of its arguments."""
        found = [argument.worth(record) for argument in self.arguments]
        if self.function.is_strict and None in found:
            return None
        return self.function.work(record, *found)


@dataclass(frozen=True, slots=True)
class Logical:
    """AND or OR of two or more: ``decisive`` is the value that settles it, whatever the others are."""

    decisive: bool
    operands: tuple[Expression, ...]

    def worth(self, record: Record) -> Value:
        """The decisive value if any operand is that, else null if any is, else the other."""
        unknown = False
        for operand in self.operands:
            found = truth(operand.worth(record))
            if found is self.decisive:
                return found
            unknown = unknown or found is None
        return None if unknown else not self.decisive


@dataclass(frozen=True, slots=True)
class Negation:
    """NOT."""

    operand: Expression

    def worth(self, record: Record) -> Value:
        """The opposite; of null null."""
        found = truth(self.operand.worth(record))
        return None if found is None else not found


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values side by side."""

    operator: str
    left: Expression
    right: Expression

    def worth(self, record: Record) -> Value:
        """Whether it holds; null when either side is."""
        left, right = self.left.worth(record), self.right.worth(record)
        if left is None or right is None:
            return None
        if self.operator in ("=", "<>"):
            return values.equal(left, right) is (self.operator == "=")
        return bool(_ORDER[self.operator](*values.ordered(left, right)))


@dataclass(frozen=True, slots=True)
class IsNull:
    """IS NULL."""

    operand: Expression

    def worth(self, record: Record) -> Value:
        """Whether there is no value; never null."""
        return self.operand.worth(record) is None


@dataclass(frozen=True, slots=True)
class Contained:
    """IN."""

    item: Expression
    items: Expression

    def worth(self, record: Record) -> Value:
        """Whether the list has it; null when that is not known for a null in it."""
        item, items = self.item.worth(record), self.items.worth(record)
        if item is None or items is None:
            return None
        if not isinstance(items, list):
            raise RecordRefused(f"IN takes a list in square brackets, not {shown(items)}")
        if any(each is not None and values.equal(item, each) for each in items):
            return True
        return None if None in items else False


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts or lists behind each other."""

    operands: tuple[Expression, ...]

    def worth(self, record: Record) -> Value:
        """One text of texts, numbers and dates, or one list of lists; null when any is."""
        found = [operand.worth(record) for operand in self.operands]
        return None if None in found else values.joined(found)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers, or a date and a number of days."""

    operator: str
    left: Expression
    right: Expression

    def worth(self, record: Record) -> Value:
        """What comes out; null when either is."""
        left, right = self.left.worth(record), self.right.worth(record)
        return None if left is None or right is None else values.calculated(self.operator, left, right)


@dataclass(frozen=True, slots=True)
class Signed:
    """A number with its sign turned."""

    operand: Expression

    def worth(self, record: Record) -> Value:
        """The number from the other side of zero; of null null."""
        found = self.operand.worth(record)
        return None if found is None else values.calculated("-", 0, found)


@dataclass(frozen=True, slots=True)
class Item:
    """One of a list, counted from 1; from its end when below 0."""

    items: Expression
    index: Expression

    def worth(self, record: Record) -> Value:
        """The item; null when there is none."""
        items, index = self.items.worth(record), self.index.worth(record)
        if items is None or index is None:
            return None
        if not isinstance(items, list) or kind_of(index) != "integer":
            raise RecordRefused(f"{shown(items)}[{shown(index)}] is no item of a list")
        position = int(index) - 1 if int(index) > 0 else int(index)  # type: ignore[arg-type]  # an integer
        return items[position] if index and -len(items) <= position < len(items) else None


@dataclass(frozen=True, slots=True)
class Items:
    """A list that is written out."""

    operands: tuple[Expression, ...]

    def worth(self, record: Record) -> Value:
        """The list of what its items are worth."""
        return [operand.worth(record) for operand in self.operands]


@dataclass(frozen=True, slots=True)
class Case:
    """CASE: the first whose condition holds."""

    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression

    def worth(self, record: Record) -> Value:
        """The value of that branch; what is behind the others is never asked."""
        for condition, result in self.branches:
            if truth(condition.worth(record)):
                return result.worth(record)
        return self.otherwise.worth(record)


def truth(value: Value) -> bool | None:
    """A value that is to be true, false or null.

    Raises:
        RecordRefused: it is none of these.
    """
    if value is None or isinstance(value, bool):
        return value
    raise RecordRefused(f"{shown(value)} is neither true nor false")


def depth(root: Expression) -> int:
    """How many parts stand below each other, at most."""
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        part, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((each, level + 1) for each in _below(part))
    return deepest


def parts(root: Expression) -> Iterator[Expression]:
    """Every part of the tree."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(_below(part))


def _below(part: Expression) -> Iterator[Expression]:
    for each in fields(part):  # type: ignore[arg-type]  # all parts are dataclasses
        yield from _expressions(getattr(part, each.name))


def _expressions(found: Any) -> Iterator[Expression]:
    if isinstance(found, tuple):
        for each in found:
            yield from _expressions(each)
    elif hasattr(found, "worth"):
        yield found


_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
