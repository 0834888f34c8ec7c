"""Queries from their parts: a syntax tree is built and rendered, so that nothing is pasted into text.

What is built here is still only a text; ``graph.cypher.prepare`` checks it and binds it to the tenant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from graph.cypher import ast, render

ID: Final = "orig_id"
Direction = Literal["out", "in", "both"]
_ARROWS: Final[dict[str, Literal["left", "right", "either"]]] = {
    "out": "right",
    "in": "left",
    "both": "either",
}


class Text(NamedTuple):
    """A query as text, and the values that it names."""

    cypher: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Hop:
    """One step of a pattern: along which relationships, to which nodes."""

    types: tuple[str, ...] = ()
    direction: Direction = "out"
    labels: tuple[str, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Parameters:
    """The values of a query, each under a name of its own."""

    values: dict[str, Any] = field(default_factory=dict)

    def add(self, value: Any) -> ast.Parameter:
        """A parameter that stands for the value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return ast.Parameter(name)

    def equal(self, variable: str, where: Mapping[str, Any]) -> list[ast.Expression]:
        """A condition for each property: that it is the value, one of a list of values, or (null) missing."""
        return [self._condition(prop(variable, key), value) for key, value in where.items()]

    def _condition(self, target: ast.Expression, value: Any) -> ast.Expression:
        if value is None:
            return ast.Unary("IS NULL", target)
        return ast.Binary("IN" if isinstance(value, list) else "=", target, self.add(value))


def nodes(
    *,
    labels: Sequence[str] = (),
    where: Mapping[str, Any],
    select: Sequence[str] | None = None,
    order_by: str | None = None,
    descending: bool = False,
    skip: int = 0,
    limit: int,
) -> Text:
    """Nodes with any of the labels and all of the values: id, labels and properties of each."""
    params = Parameters()
    match = _match(ast.PathPattern(_node("n", labels)), params.equal("n", where))
    wanted = [ast.SortItem(prop("n", order_by), descending)] if order_by else []
    projection = ast.Projection(
        (
            ast.Item(prop("n", ID), ID),
            ast.Item(call("labels", "n"), "labels"),
            ast.Item(_properties("n", select), "props"),
        ),
        order=(*wanted, ast.SortItem(prop("n", ID))),
        skip=ast.Constant(skip) if skip else None,
        limit=ast.Constant(limit),
    )
    return _text(params, match, ast.Return(projection))


def edges(
    *,
    types: Sequence[str] = (),
    where: Mapping[str, Any],
    select: Sequence[str] | None = None,
    skip: int = 0,
    limit: int,
) -> Text:
    """Relationships of any of the types with all of the values, each once, from its start to its end."""
    params = Parameters()
    match = _match(_relationship(types), params.equal("r", where))
    projection = ast.Projection(
        (
            ast.Item(prop("a", ID), "start"),
            ast.Item(call("type", "r"), "type"),
            ast.Item(prop("b", ID), "end"),
            ast.Item(_properties("r", select), "props"),
        ),
        order=tuple(ast.SortItem(ast.Variable(name)) for name in ("start", "type", "end")),
        skip=ast.Constant(skip) if skip else None,
        limit=ast.Constant(limit),
    )
    return _text(params, match, ast.Return(projection))


def count_nodes(*, labels: Sequence[str] = (), where: Mapping[str, Any]) -> Text:
    """How many nodes ``nodes`` has."""
    params = Parameters()
    match = _match(ast.PathPattern(_node("n", labels)), params.equal("n", where))
    return _text(params, match, _total(call("count", "n")))


def count_edges(*, types: Sequence[str] = (), where: Mapping[str, Any]) -> Text:
    """How many relationships ``edges`` has."""
    params = Parameters()
    return _text(params, _match(_relationship(types), params.equal("r", where)), _total(call("count", "r")))


def distinct(*, labels: Sequence[str] = (), key: str, limit: int) -> Text:
    """The different values of a property, in their order."""
    present = ast.Unary("IS NOT NULL", prop("n", key))
    projection = ast.Projection(
        (ast.Item(prop("n", key), "value"),),
        distinct=True,
        order=(ast.SortItem(ast.Variable("value")),),
        limit=ast.Constant(limit),
    )
    return _text(Parameters(), _match(ast.PathPattern(_node("n", labels)), [present]), ast.Return(projection))


def select(
    *, label: str | None, where: Mapping[str, Any], returned: Sequence[str], limit: int, at_random: bool
) -> Text:
    """Nodes as a whole, or some of their properties as columns; any of them with ``at_random``."""
    params = Parameters()
    match = _match(ast.PathPattern(_node("n", (label,) if label else ())), params.equal("n", where))
    columns = [ast.Item(prop("n", key), key) for key in dict.fromkeys(returned)]
    projection = ast.Projection(
        tuple(columns) or (ast.Item(ast.Variable("n"), "n"),),
        order=(ast.SortItem(ast.FunctionCall("rand", ())),) if at_random else (),
        limit=ast.Constant(limit),
    )
    return _text(params, match, ast.Return(projection))


def count_by_label() -> Text:
    """How many nodes each label has; a node counts for each of its labels."""
    unwind = ast.Unwind(call("labels", "n"), "label")
    counted = _counted(ast.Item(ast.Variable("label"), "label"))
    return _text(Parameters(), _match(ast.PathPattern(_node("n", ())), []), unwind, counted)


def count_by_type() -> Text:
    """How many relationships of each type there are."""
    return _text(Parameters(), _match(_relationship(()), []), _counted(ast.Item(call("type", "r"), "type")))


def count_connections() -> Text:
    """How many relationships of each type lead from which labels to which."""
    ends = (ast.Item(call("labels", "a"), "start"), ast.Item(call("labels", "b"), "end"))
    counted = _counted(ends[0], ast.Item(call("type", "r"), "type"), ends[1])
    return _text(Parameters(), _match(_relationship(()), []), counted)


def path(*, start: Hop, steps: Sequence[Hop], limit: int) -> Text:
    """The paths that begin at a node and go on step by step: maps of nodes and of relationships."""
    params = Parameters()
    conditions = params.equal("n0", start.where)
    walked = []
    for number, step in enumerate(steps, start=1):
        relationship = ast.RelationshipPattern(_ARROWS[step.direction], f"r{number}", step.types)
        walked.append(ast.Step(relationship, _node(f"n{number}", step.labels)))
        conditions += params.equal(f"n{number}", step.where)
    pattern = ast.PathPattern(_node("n0", start.labels), tuple(walked))
    visited = ast.ListLiteral(tuple(_node_map(f"n{number}") for number in range(len(steps) + 1)))
    passed = ast.ListLiteral(tuple(_edge_map(f"r{number + 1}") for number in range(len(steps))))
    projection = ast.Projection(
        (ast.Item(visited, "nodes"), ast.Item(passed, "edges")), limit=ast.Constant(limit)
    )
    return _text(params, _match(pattern, conditions), ast.Return(projection))


def prop(variable: str, key: str) -> ast.Property:
    """``variable.key``."""
    return ast.Property(ast.Variable(variable), key)


def call(name: str, variable: str) -> ast.FunctionCall:
    """``name(variable)``."""
    return ast.FunctionCall(name, (ast.Variable(variable),))


def labelled(labels: Sequence[str]) -> ast.LabelExpression | None:
    """Any of the labels; None for none, which is any node."""
    named = tuple(map(ast.Label, dict.fromkeys(labels)))
    return ast.LabelCombination("|", named) if len(named) > 1 else next(iter(named), None)


def _node(variable: str, labels: Sequence[str]) -> ast.NodePattern:
    return ast.NodePattern(variable, labelled(labels))


def _relationship(types: Sequence[str]) -> ast.PathPattern:
    between = ast.RelationshipPattern("right", "r", tuple(dict.fromkeys(types)))
    return ast.PathPattern(ast.NodePattern("a"), (ast.Step(between, ast.NodePattern("b")),))


def _match(pattern: ast.PathPattern, conditions: Sequence[ast.Expression]) -> ast.Match:
    if len(conditions) < 2:
        return ast.Match((pattern,), next(iter(conditions), None))
    return ast.Match((pattern,), ast.Logical("AND", tuple(conditions)))


def _properties(variable: str, select: Sequence[str] | None) -> ast.Expression:
    if select is None:
        return call("properties", variable)
    return ast.MapLiteral(tuple(ast.MapEntry(key, prop(variable, key)) for key in dict.fromkeys(select)))


def _node_map(variable: str) -> ast.MapLiteral:
    return ast.MapLiteral(
        (
            ast.MapEntry(ID, prop(variable, ID)),
            ast.MapEntry("labels", call("labels", variable)),
            ast.MapEntry("props", call("properties", variable)),
        )
    )


def _edge_map(variable: str) -> ast.MapLiteral:
    ends = (("start", "startNode"), ("end", "endNode"))
    return ast.MapLiteral(
        (
            ast.MapEntry("type", call("type", variable)),
            *(ast.MapEntry(name, ast.Property(call(end, variable), ID)) for name, end in ends),
            ast.MapEntry("props", call("properties", variable)),
        )
    )


def _counted(*groups: ast.Item) -> ast.Return:
    """How many rows there are of each group, the largest first."""
    order = ast.SortItem(ast.Variable("total"), descending=True)
    return ast.Return(ast.Projection((*groups, ast.Item(ast.CountRows(), "total")), order=(order,)))


def _total(expression: ast.Expression) -> ast.Return:
    return ast.Return(ast.Projection((ast.Item(expression, "total"),)))


def _text(params: Parameters, *clauses: ast.Clause) -> Text:
    query = ast.Statement(ast.Query((ast.SingleQuery(clauses),)))
    return Text(render(query), params.values)
