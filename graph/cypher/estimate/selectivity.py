"""Which share of the nodes passes a condition, as far as the schema's figures tell.

The share only ever makes an estimate smaller, so whoever wants to get past the gate would like it small: what
the figures do not show passes in full, the same property counts once, and vague conditions together never
take away more than nine nodes in ten.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graph.cypher import ast
from graph.cypher.estimate.statistics import Statistics
from graph.cypher.estimate.values import value_of
from graph.cypher.scopes import NodeShape

_VAGUE: Final = 1 / 3
_LEAST_VAGUE: Final = 0.1
_ORDERED: Final = frozenset({"<", "<=", ">", ">="})
_WORDY: Final = frozenset({"STARTS WITH", "ENDS WITH", "CONTAINS", "=~"})


def conjuncts(where: ast.Expression | None) -> tuple[ast.Expression, ...]:
    """The conditions that must all hold."""
    match where:
        case None:
            return ()
        case ast.Logical("AND", operands):
            return tuple(each for operand in operands for each in conjuncts(operand))
        case _:
            return (where,)


def share(
    node: ast.NodePattern,
    shape: NodeShape,
    conditions: tuple[ast.Expression, ...],
    statistics: Statistics,
    params: Mapping[str, Any],
) -> float:
    """The share of a pattern's nodes that pass its properties and the conditions on its variable alone."""
    exact: dict[str, float] = {}
    vague = 1.0
    for key, how_many in _equalities(node, conditions, params):
        info = statistics.property(shape, key)
        different = statistics.different(shape, key)
        if info is not None and different:
            exact[key] = min(exact.get(key, 1), min(how_many / different, 1) * info.coverage)
    for condition in conditions:
        if node.variable and _is_vague(condition, node.variable):
            vague *= _VAGUE
    result = max(vague, _LEAST_VAGUE)
    for each in exact.values():
        result *= each
    return result


def _equalities(
    node: ast.NodePattern, conditions: tuple[ast.Expression, ...], params: Mapping[str, Any]
) -> Iterator[tuple[str, float]]:
    """Properties that equal something that no node has a say in, and one of how many values that is."""
    for entry in node.properties:
        if _is_given(entry.value):
            yield entry.key, 1
    for condition in conditions:
        match condition:
            case ast.Binary("=", ast.Property(ast.Variable(name), key), value) if name == node.variable:
                if _is_given(value):
                    yield key, 1
            case ast.Binary("=", value, ast.Property(ast.Variable(name), key)) if name == node.variable:
                if _is_given(value):
                    yield key, 1
            case ast.Binary("IN", ast.Property(ast.Variable(name), key), value) if name == node.variable:
                if isinstance(value, ast.ListLiteral) and _is_given(value):
                    yield key, len(value.items)
                elif isinstance(value, ast.Parameter):
                    yield key, value_of(params.get(value.name)).length


def _is_given(value: ast.Expression) -> bool:
    return not any(
        isinstance(each, ast.Variable | ast.Subquery | ast.PatternComprehension) for each in ast.walk(value)
    )


def _is_vague(condition: ast.Expression, variable: str) -> bool:
    """Whether this compares a property of the variable with a value, by order or by part of a text."""
    match condition:
        case ast.Binary(operator, ast.Property(ast.Variable(name), _), value) if name == variable:
            return operator in _ORDERED | _WORDY and _is_given(value)
        case ast.Binary(operator, value, ast.Property(ast.Variable(name), _)) if name == variable:
            return operator in _ORDERED and _is_given(value)
        case _:
            return False
