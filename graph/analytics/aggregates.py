"""Groups of nodes and a figure of each: what the graph server adds up by itself, in one checked query."""

from typing import Final

from graph.ask.structured import Text, labelled, prop
from graph.cypher import ast, render

OPERATIONS: Final = ("count", "sum", "avg", "min", "max")
OF_NUMBERS: Final = frozenset({"sum", "avg"})


def aggregate(*, label: str, group_by: str, measure: str | None, operation: str, limit: int) -> Text:
    """The nodes of a label, grouped by one property, with a figure of another; the largest first.

    Nodes that lack the measure do not count; without a measure, nodes themselves are counted.
    """
    value = prop("n", measure) if measure else None
    figure = ast.FunctionCall(operation, (value,)) if value else ast.CountRows()
    present = ast.Unary("IS NOT NULL", value) if value else None
    projection = ast.Projection(
        (ast.Item(prop("n", group_by), "key"), ast.Item(figure, "value")),
        order=(ast.SortItem(ast.Variable("value"), descending=True), ast.SortItem(ast.Variable("key"))),
        limit=ast.Constant(limit),
    )
    pattern = ast.PathPattern(ast.NodePattern("n", labelled((label,))))
    clauses = (ast.Match((pattern,), present), ast.Return(projection))
    return Text(render(ast.Statement(ast.Query((ast.SingleQuery(clauses),)))), {})
