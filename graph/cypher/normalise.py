"""The query's own columns made explicit before anything is added to it.

What the tenant layer adds must not be seen: ``RETURN *`` would show its path variables, and an unnamed
column would be called by an expression that nobody wrote. So ``*`` becomes the variables in scope, and each
column of the result is named by the text of its own expression.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from graph.cypher import ast
from graph.cypher.errors import CypherRefused, Layer
from graph.cypher.render import render
from graph.names import MAX_NAME

_UNQUOTED: Final = str.maketrans("", "", "`\\")


def normalise(statement: ast.Statement) -> ast.Statement:
    """The same query without ``*`` and with a name for every column of the result."""
    parts = tuple(map(_single_query, statement.query.parts))
    normal = replace(statement, query=replace(statement.query, parts=parts))
    if any(isinstance(node, ast.Projection) and node.star for node in ast.walk(normal)):
        raise CypherRefused(Layer.SYNTAX, ("name the columns instead of * inside a subquery",))
    return normal


def columns(statement: ast.Statement) -> tuple[str, ...]:
    """The names of the result's columns in order, of a normalised statement."""
    last = statement.query.parts[0].clauses[-1]
    if not isinstance(last, ast.Return):
        return ()
    return tuple(item.alias or render(item.expression) for item in last.projection.items)


def _single_query(query: ast.SingleQuery) -> ast.SingleQuery:
    scope: dict[str, None] = {}
    clauses: list[ast.Clause] = []
    for clause in query.clauses:
        explicit = _explicit(clause, scope)
        if isinstance(explicit, ast.With):
            scope = {}
        scope |= dict.fromkeys(_bound(explicit))
        clauses.append(explicit)
    return ast.SingleQuery(tuple(clauses))


def _explicit(clause: ast.Clause, scope: dict[str, None]) -> ast.Clause:
    match clause:
        case ast.With(projection):
            return replace(clause, projection=_without_star(projection, scope))
        case ast.Return(projection):
            return ast.Return(_named(_without_star(projection, scope)))
        case _:
            return clause


def _without_star(projection: ast.Projection, scope: dict[str, None]) -> ast.Projection:
    if not projection.star:
        return projection
    if not scope:
        raise CypherRefused(Layer.SYNTAX, ("* stands for nothing here",))
    everything = tuple(ast.Item(ast.Variable(name)) for name in scope)
    return replace(projection, star=False, items=everything + projection.items)


def _named(projection: ast.Projection) -> ast.Projection:
    items = tuple(
        item
        if item.alias or isinstance(item.expression, ast.Variable)
        else replace(item, alias=_column_name(item))
        for item in projection.items
    )
    names = list(_projected(replace(projection, items=items)))
    if twice := {name for name in names if names.count(name) > 1}:
        raise CypherRefused(Layer.SYNTAX, tuple(f"two columns are called {name}" for name in sorted(twice)))
    return replace(projection, items=items)


def _column_name(item: ast.Item) -> str:
    text = " ".join(render(item.expression).translate(_UNQUOTED).split())
    return "".join(filter(str.isprintable, text))[:MAX_NAME]


def _projected(projection: ast.Projection) -> Iterator[str]:
    for item in projection.items:
        if item.alias:
            yield item.alias
        elif isinstance(item.expression, ast.Variable):
            yield item.expression.name


def _bound(clause: ast.Clause) -> Iterator[str]:
    """The variables that a clause adds to the scope, in the order of the text."""
    match clause:
        case ast.Match():
            for path in clause.paths:
                patterns = [
                    path,
                    path.start,
                    *(part for step in path.steps for part in (step.relationship, step.node)),
                ]
                yield from (pattern.variable for pattern in patterns if pattern.variable)
        case ast.Unwind():
            yield clause.variable
        case ast.With():
            yield from _projected(clause.projection)
        case ast.CallSubquery():
            last = clause.query.parts[0].clauses[-1]
            if isinstance(last, ast.Return):
                yield from _projected(last.projection)
