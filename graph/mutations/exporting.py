"""The query for a part of the graph that is to be exported."""

from collections.abc import Sequence
from typing import Final

from graph.ask.structured import Text, labelled
from graph.cypher import ast, render

PART_ROWS: Final = 10_000
"""Rows of a part, when nobody says how many."""


def part_of_graph(*, labels: Sequence[str], types: Sequence[str], limit: int) -> Text:
    """Nodes with any of the labels; with types, the relationships of these between such nodes, and both ends.

    Raises:
        CypherRefused: a name that no query can hold.
    """
    steps: tuple[ast.Step, ...] = ()
    variables = ["a"]
    if types:
        between = ast.RelationshipPattern("right", "r", tuple(dict.fromkeys(types)))
        steps = (ast.Step(between, ast.NodePattern("b", labelled(labels))),)
        variables = ["a", "r", "b"]
    items = tuple(ast.Item(ast.Variable(name), name) for name in variables)
    pattern = ast.PathPattern(ast.NodePattern("a", labelled(labels)), steps)
    returned = ast.Return(ast.Projection(items, limit=ast.Constant(limit)))
    query = ast.Query((ast.SingleQuery((ast.Match((pattern,), None), returned)),))
    return Text(render(ast.Statement(query)), {})
