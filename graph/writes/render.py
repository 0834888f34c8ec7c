"""From a statement to the texts that run: how many nodes it touches, which ones, and the change itself.

Each begins with the same MATCH, as ``graph.cypher.prepare`` has bound it to the tenant; nothing of what
somebody wrote is in them that was not in a syntax tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from graph.cypher import Limits, Prepared, ast, parse, prepare, render
from graph.cypher.names import fresh
from graph.schema import GraphSchema
from graph.writes.conditions import query_of
from graph.writes.statements import DeleteWhere, NodeStatement, RenameProperty, SetWhereMissing

SAMPLED: Final = 5
READ_SECONDS: Final = 1.5
"""Of each query of a dry run: the transaction of the request that asks may be idle for five seconds."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it runs, and the query that says how many nodes it would touch."""

    text: str
    params: dict[str, Any]
    counting: Prepared


def counting(statement: NodeStatement) -> str:
    """The reading query of how many nodes a statement touches, not yet bound to a tenant."""
    return query_of(statement.nodes, *_implied(statement))


def check_against(schema: GraphSchema, statement: NodeStatement, *, tenant_id: UUID) -> None:
    """Refuse a condition that names what the graph does not have: a misspelt property is missing everywhere.

    Raises:
        CypherRefused
    """
    prepare(query_of(statement.nodes), params=statement.nodes.params, tenant_id=tenant_id, schema=schema)


def change(statement: NodeStatement, *, tenant_id: UUID) -> Change:
    """The change of a tenant's nodes.

    Raises:
        CypherRefused: its condition is not one that a question could have.
    """
    prepared = _prepared(counting(statement), statement, tenant_id)
    match = parse(prepared.text).query.parts[0].clauses[0]
    values = {"value": statement.value} if isinstance(statement, SetWhereMissing) else {}
    return Change(f"{render(match)} {_effect(statement)}", {**prepared.params, **values}, prepared)


def _prepared(text: str, statement: NodeStatement, tenant_id: UUID, *, rows: int = 1) -> Prepared:
    limits = Limits(max_rows=rows, timeout_seconds=READ_SECONDS)
    return prepare(text, params=statement.nodes.params, tenant_id=tenant_id, limits=limits)


def _implied(statement: NodeStatement) -> Iterator[ast.Expression]:
    """What the kind of a statement says of its nodes, beside its condition."""
    match statement:
        case SetWhereMissing(nodes, name, _):
            yield ast.Unary("IS NULL", _property(nodes.variable, name))
        case RenameProperty(nodes, name, new_name):
            yield ast.Unary("IS NOT NULL", _property(nodes.variable, name))
            yield ast.Unary("IS NULL", _property(nodes.variable, new_name))


def _property(variable: str, name: str) -> ast.Property:
    return ast.Property(ast.Variable(variable), name)


def _effect(statement: NodeStatement) -> str:
    own = render(ast.Variable(statement.nodes.variable))
    match statement:
        case SetWhereMissing(nodes, name, _):
            return f"SET {render(_property(nodes.variable, name))} = $value"
        case RenameProperty(nodes, name, new_name):
            old, new = (render(_property(nodes.variable, each)) for each in (name, new_name))
            return f"SET {new} = {old} REMOVE {old}"
        case DeleteWhere():
            return f"DETACH DELETE {own}"


def both_names(statement: RenameProperty, *, tenant_id: UUID) -> Prepared:
    """How many nodes have the old and the new property, so that one would have to go."""
    nodes = statement.nodes
    conditions = (
        ast.Unary("IS NOT NULL", _property(nodes.variable, each))
        for each in (statement.property, statement.new_name)
    )
    return _prepared(query_of(nodes, *conditions), statement, tenant_id)


def relationships(statement: NodeStatement, *, tenant_id: UUID) -> Prepared:
    """How many relationships the nodes have."""
    taken = set(ast.strings(parse(counting(statement))))
    link = next(fresh("link", taken))
    returned = f"count(DISTINCT {link}) AS relationships"
    text = query_of(statement.nodes, *_implied(statement), returned=returned, steps=f"-[{link}]-()")
    return _prepared(text, statement, tenant_id)


def of_the_labels(statement: NodeStatement, *, tenant_id: UUID, at_most: int) -> Prepared:
    """How many nodes have the labels, whatever the condition says of them; counted as far as ``at_most``."""
    nodes = replace(statement.nodes, condition="", params={})
    own = render(ast.Variable(nodes.variable))
    match = render(parse(query_of(nodes)).query.parts[0].clauses[0])
    text = f"{match} WITH {own} LIMIT {at_most} RETURN count({own}) AS nodes"
    return _prepared(text, replace(statement, nodes=nodes), tenant_id)


def sample(statement: NodeStatement, properties: tuple[str, ...], *, tenant_id: UUID) -> Prepared:
    """A few of the nodes: their ids, labels and these properties."""
    own = ast.Variable(statement.nodes.variable)
    columns = [
        f"{render(_property(own.name, 'orig_id'))} AS id",
        f"labels({render(own)}) AS labels",
        *(
            render(ast.Item(_property(own.name, name), name))
            for name in properties
            if name not in ("id", "labels")
        ),
    ]
    returned = f"{', '.join(columns)} LIMIT {SAMPLED}"
    text = query_of(statement.nodes, *_implied(statement), returned=returned)
    return _prepared(text, statement, tenant_id, rows=SAMPLED)
