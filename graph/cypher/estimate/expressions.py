"""What the parts of an expression may come to: lists that grow, texts that double, loops in loops."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Protocol

from graph.cypher import ast
from graph.cypher.estimate.functions import MEASURED
from graph.cypher.estimate.values import (
    ENTITY,
    ENTITY_SIZE,
    HUGE,
    PROPERTY,
    SHORT_CHARACTERS,
    UNKNOWN,
    Value,
    added,
    either,
    grown,
    joined,
    list_of,
    multiplied,
    negated,
    number,
    stored,
    value_of,
)
from graph.cypher.regex import unsafe

MAX_VALUE_SIZE: Final = 1_000_000
"""Numbers, nodes or tens of characters in one value."""
_MAX_LABELS: Final = 10

Variables = Mapping[str, Value]
PerRow = ast.Subquery | ast.PatternPredicate | ast.PatternComprehension
"""What makes rows of its own for each row that it is worked out for."""


class Ledger(Protocol):
    """Where the rows that are looked at, and what must not be, are written down."""

    rows: float
    """How many rows the expression is worked out for."""
    gathered: float
    """How many of them an aggregate makes one value of."""

    def touch(self, times: float) -> None:
        """So much is looked at for each of the rows."""

    def fault(self, reason: str) -> None:
        """The query must not run."""

    def longest(self, key: str | None) -> int:
        """How long the longest text or list of the graph is under a name, or under any."""

    def per_row(self, subquery: PerRow, variables: Variables) -> Value:
        """The list of what a subquery or a path makes for one row; what that touches is written down."""


class Evaluator:
    """Works out what is known of an expression's value before it runs."""

    def __init__(self, ledger: Ledger, params: Mapping[str, Any]) -> None:
        self._ledger, self._params = ledger, params

    def value(self, expression: ast.Node, variables: Variables) -> Value:
        """The value's bounds; a value that is too large is a fault."""
        value = self._value(expression, variables)
        if value.size > MAX_VALUE_SIZE:
            self._ledger.fault("a list or text may grow beyond what the server can hold")
        return value

    def _value(self, node: ast.Node, variables: Variables) -> Value:
        match node:
            case ast.Constant(constant):
                return value_of(constant)
            case ast.Parameter(name):
                return value_of(self._params.get(name))
            case ast.Variable(name):
                return variables.get(name, UNKNOWN)
            case ast.Property(target, key):
                return self._read(self.value(target, variables).part, key)
            case ast.ListLiteral(items):
                return joined([self.value(item, variables) for item in items])
            case ast.MapProjection(name, items):
                owner = variables.get(name, UNKNOWN)
                return joined([self._projected(item, owner, variables) for item in items])
            case ast.MapLiteral():
                return joined([self.value(child, variables) for child in ast.children(node)])
            case ast.MapEntry(_, entry):
                return self.value(entry, variables)
            case ast.Unary("-", operand):
                return negated(self.value(operand, variables))
            case ast.Binary():
                return self._binary(node, variables)
            case ast.Index(target, index):
                self.value(index, variables)
                indexed = self.value(target, variables)
                return self._read(indexed.part if indexed.node else indexed.element)
            case ast.Slice(target):
                return self._over_children(node, variables, self.value(target, variables))
            case ast.Case(_, alternatives, default):
                self._over_children(node, variables, UNKNOWN)
                results = [each.result for each in alternatives] + ([default] if default else [])
                return either([self.value(each, variables) for each in results])
            case ast.FunctionCall():
                return self._function(node, variables)
            case ast.ListComprehension() | ast.Quantifier() | ast.Reduce():
                return self._loop(node, variables)
            case ast.Subquery("COLLECT") | ast.PatternComprehension():
                return self._ledger.per_row(node, variables)
            case ast.Subquery() | ast.PatternPredicate():
                return number(0, self._ledger.per_row(node, variables).length)
            case _:
                return self._over_children(node, variables, UNKNOWN)

    def _read(self, value: Value, key: str | None = None) -> Value:
        """What is read from something, which may be a property of the graph, of that name or of any."""
        if value.node is not None:
            return value
        longest = self._ledger.longest(key)
        return either([value, stored(longest)]) if longest > value.length else value

    def _read_all(self, owner: Value) -> Value:
        """All properties of a node; a map as it is."""
        if owner.node is None:
            return owner
        return replace(list_of(PROPERTY, ENTITY_SIZE), item=self._read(PROPERTY))

    def _over_children(self, node: ast.Node, variables: Variables, result: Value) -> Value:
        for child in ast.children(node):
            self.value(child, variables)
        return result

    def _projected(self, item: ast.Node, owner: Value, variables: Variables) -> Value:
        match item:
            case ast.OneProperty(key):
                return self._read(owner.part, key)
            case ast.AllProperties():
                return self._read_all(owner)
            case _:
                return self.value(item, variables)

    def _binary(self, node: ast.Binary, variables: Variables) -> Value:
        left, right = self.value(node.left, variables), self.value(node.right, variables)
        match node.operator:
            case "+":
                return added(left, right)
            case "-":
                return Value(least=(sum_ := added(left, negated(right))).least, most=sum_.most)
            case "*":
                return multiplied(left, right)
            case "/" if right.least is not None and right.least >= 1:
                return Value(least=min(left.least or 0, 0), most=left.most)
            case "^" if (power := _power(left, right)) is not None:
                return number(power)
            case "%" if right.least is not None and right.most is not None:
                largest = max(abs(right.least), abs(right.most))
                return number(-largest, largest)
            case "=~":
                self._check_pattern(node.right)
        return UNKNOWN

    def _check_pattern(self, pattern: ast.Expression) -> None:
        if (text := self._text(pattern)) is None:
            self._ledger.fault(
                "a regular expression must be a text or a parameter, not worked out as it runs"
            )
        elif reason := unsafe(text):
            self._ledger.fault(reason)

    def _text(self, expression: ast.Expression) -> str | None:
        match expression:
            case ast.Constant(str(text)):
                return text
            case ast.Parameter(name) if isinstance(self._params.get(name), str):
                return str(self._params[name])
            case ast.Binary("+", left, right):
                one, other = self._text(left), self._text(right)
                return None if one is None or other is None else one + other
            case _:
                return None

    def _loop(self, node: ast.ListComprehension | ast.Quantifier | ast.Reduce, variables: Variables) -> Value:
        source = self.value(node.source, variables)
        self._ledger.touch(source.length)
        outside, self._ledger.rows = self._ledger.rows, min(self._ledger.rows * max(source.length, 1), HUGE)
        inside = {**variables, node.variable: source.element}
        try:
            match node:
                case ast.Reduce():
                    return self._reduced(node, source.length, inside)
                case ast.ListComprehension(_, _, where, result):
                    if where is not None:
                        self.value(where, inside)
                    each = self.value(result, inside) if result is not None else source.element
                    return list_of(each, source.length)
                case _:
                    self.value(node.where, inside)
                    return UNKNOWN
        finally:
            self._ledger.rows = outside

    def _reduced(self, node: ast.Reduce, rounds: float, variables: Variables) -> Value:
        """Two rounds show whether the accumulator stays, grows by as much each time, or by a factor."""
        first = self.value(node.initial, variables)
        second = self._value(node.step, {**variables, node.accumulator: first})
        third = self._value(node.step, {**variables, node.accumulator: second})
        length = grown(first.length, second.length, third.length, rounds)
        size = grown(first.size, second.size, third.size, rounds)
        return Value(length, size, item=third.item if third.item == second.item else None)

    def _function(self, call: ast.FunctionCall, variables: Variables) -> Value:
        arguments = [self.value(argument, variables) for argument in call.arguments]
        name = call.name.lower()
        if name == "properties" and arguments:
            return self._read_all(arguments[0])
        if name in MEASURED and arguments:
            return MEASURED[name](arguments)
        match name:
            case "range":
                return self._range(arguments)
            case "collect" if arguments:
                return list_of(arguments[0], self._ledger.gathered)
            case "count":
                return number(0, self._ledger.gathered)
            case "labels":
                return list_of(PROPERTY, _MAX_LABELS)
            case "keys":
                return list_of(PROPERTY, ENTITY_SIZE)
            case "startnode" | "endnode":
                return ENTITY
            case "type" | "id" | "elementid" | "valuetype":
                return PROPERTY
            case _:
                # No function that is left makes a text longer, but many make a text of something else.
                largest = either(arguments)
                return Value(max(largest.length, SHORT_CHARACTERS), largest.size)

    def _range(self, arguments: list[Value]) -> Value:
        start, end = arguments[0], arguments[1] if len(arguments) > 1 else UNKNOWN
        step = arguments[2] if len(arguments) > 2 else number(1)
        bounds = (start.least, start.most, end.least, end.most, step.least, step.most)
        if any(bound is None for bound in bounds):
            self._ledger.fault("range() needs bounds that are numbers, or the size of something")
            return UNKNOWN
        low, top, least, most, least_step, most_step = (float(bound or 0) for bound in bounds)
        stride = min(abs(least_step), abs(most_step)) if least_step * most_step > 0 else 1.0
        length = max(most - low, top - least, 0) / max(stride, 1) + 1
        return list_of(number(min(low, least), max(top, most)), length)


def _power(left: Value, right: Value) -> float | None:
    """``left ^ right`` of two known numbers."""
    if left.least is None or left.least != left.most or right.least is None or right.least != right.most:
        return None
    try:
        power = left.least**right.least
    except (OverflowError, ZeroDivisionError):
        return HUGE
    return power if isinstance(power, float | int) else None
