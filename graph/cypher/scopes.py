"""Which labels and types the variables of a query stand for, wherever in the query one asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from graph.cypher import ast

_MAX_ALTERNATIVES: Final = 64


@dataclass(frozen=True, slots=True)
class NodeShape:
    """A node that has all labels of one of the alternatives; no labels, no condition."""

    alternatives: frozenset[frozenset[str]] = frozenset({frozenset()})

    def __and__(self, other: "NodeShape") -> "NodeShape":
        """A node that is both. Too many alternatives are given up for none, which claims less."""
        if len(self.alternatives) * len(other.alternatives) > _MAX_ALTERNATIVES:
            return ANY_NODE
        pairs = product(self.alternatives, other.alternatives)
        return NodeShape(frozenset(one | another for one, another in pairs))


@dataclass(frozen=True, slots=True)
class RelationshipShape:
    """A relationship of one of the types; no types, no condition."""

    types: tuple[str, ...] = ()


ANY_NODE: Final = NodeShape()
Scope = Mapping[str, NodeShape | RelationshipShape | None]
"""What each variable is; ``None`` for a value that is neither a node nor a relationship, or may be either."""
_Variables = dict[str, NodeShape | RelationshipShape | None]


def shape_of(labels: ast.LabelExpression | None) -> NodeShape:
    """The nodes that a label expression describes."""
    match labels:
        case None:
            return ANY_NODE
        case ast.Label(name):
            return NodeShape(frozenset({frozenset({name})}))
        case ast.LabelCombination("&", operands):
            shape = ANY_NODE
            for operand in operands:
                shape = shape & shape_of(operand)
            return shape
        case ast.LabelCombination(_, operands):
            alternatives = frozenset().union(*(shape_of(operand).alternatives for operand in operands))
            return NodeShape(alternatives) if len(alternatives) <= _MAX_ALTERNATIVES else ANY_NODE


def shape_at(pattern: ast.NodePattern, scope: Scope) -> NodeShape:
    """The nodes that a pattern describes, with what is known of its variable from elsewhere."""
    known = scope.get(pattern.variable) if pattern.variable else None
    return known if isinstance(known, NodeShape) else shape_of(pattern.labels)


def with_path(path: ast.PathPattern, scope: Scope) -> _Variables:
    """The scope with the variables of a path in it."""
    variables = dict(scope)
    for pattern in (path.start, *(step.node for step in path.steps)):
        if pattern.variable:
            known = variables.get(pattern.variable)
            own = shape_of(pattern.labels)
            variables[pattern.variable] = known & own if isinstance(known, NodeShape) else own
    for relationship in (step.relationship for step in path.steps):
        if relationship.variable:
            one = RelationshipShape(relationship.types) if relationship.length is None else None
            variables[relationship.variable] = one
    if path.variable:
        variables[path.variable] = None
    return variables


def with_projection(projection: ast.Projection, scope: Scope) -> _Variables:
    """The scope behind a WITH."""
    variables: _Variables = dict(scope) if projection.star else {}
    for item in projection.items:
        source = item.expression.name if isinstance(item.expression, ast.Variable) else None
        if (name := item.alias or source) is not None:
            variables[name] = scope.get(source) if source else None
    return variables


def inside_call(call: ast.CallSubquery, scope: Scope) -> Scope:
    """The scope in which the query of a CALL begins."""
    if call.imports is not None:
        return {name: scope.get(name) for name in call.imports}
    imports_by_with = isinstance(call.query.parts[0].clauses[0], ast.With)
    return scope if imports_by_with else {}


def scoped(statement: ast.Statement) -> Iterator[tuple[ast.Node, Scope]]:
    """Every node of the tree with the scope that holds there."""
    return _in_query(statement.query, {})


def _in_query(query: ast.Query, outer: Scope) -> Iterator[tuple[ast.Node, Scope]]:
    for part in query.parts:
        scope = outer
        for clause in part.clauses:
            yield from _in_clause(clause, scope)
            scope = _behind(clause, scope)


def _behind(clause: ast.Clause, scope: Scope) -> Scope:
    match clause:
        case ast.Match(paths):
            for path in paths:
                scope = with_path(path, scope)
            return scope
        case ast.Unwind(_, variable):
            return {**scope, variable: None}
        case ast.With(projection):
            return with_projection(projection, scope)
        case ast.CallSubquery(query):
            last = query.parts[0].clauses[-1]
            added = with_projection(last.projection, {}) if isinstance(last, ast.Return) else {}
            return {**scope, **added}
        case _:
            return scope


def _in_clause(clause: ast.Clause, scope: Scope) -> Iterator[tuple[ast.Node, Scope]]:
    match clause:
        case ast.Match():
            yield from _in_node(clause, _behind(clause, scope))
        case ast.With(projection, where):
            yield from _in_node(projection, {**with_projection(projection, scope), **scope})
            if where is not None:
                yield from _in_node(where, with_projection(projection, scope))
        case ast.Return(projection):
            yield from _in_node(projection, {**with_projection(projection, scope), **scope})
        case ast.CallSubquery(query):
            yield from _in_query(query, inside_call(clause, scope))
        case _:
            yield from _in_node(clause, scope)


def _in_node(node: ast.Node, scope: Scope) -> Iterator[tuple[ast.Node, Scope]]:
    match node:
        case ast.ListComprehension() | ast.Quantifier():
            scope = {**scope, node.variable: None}
        case ast.Reduce():
            scope = {**scope, node.variable: None, node.accumulator: None}
        case ast.PatternComprehension(path) | ast.PatternPredicate(path):
            scope = with_path(path, scope)
        case ast.Subquery(_, query):
            yield from _in_query(query, scope)
            return
    yield node, scope
    for child in ast.children(node):
        yield from _in_node(child, scope)
