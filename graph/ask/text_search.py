"""Search for text in properties: a bounded scan, whose best finds come first."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from graph.ask.structured import ID, Parameters, Text, call, labelled, prop
from graph.cypher import ast, render
from graph.schema import GraphSchema

POINTS: Final = (("=", 4), ("STARTS WITH", 2), ("CONTAINS", 1))
"""What a property that is, begins with, or contains the text adds to the score of its node."""
_BEFORE, _AFTER = 40, 80


class Where(NamedTuple):
    """Where to look: in nodes with any of the labels (all when none), in these properties."""

    labels: tuple[str, ...]
    properties: tuple[str, ...]


def searchable(schema: GraphSchema, *, labels: Sequence[str], properties: Sequence[str]) -> Where:
    """The text properties that the nodes have, as far as they are wanted; all when none are named."""
    known = [label for label in schema.labels if not labels or label.name in labels]
    found: dict[str, set[str]] = {}
    for label in known:
        for each in label.properties:
            found.setdefault(each.name, set()).add(each.type)
    names = sorted(name for name, types in found.items() if types == {"text"})
    return Where(tuple(labels), tuple(name for name in names if not properties or name in properties))


def search(text: str, *, where: Where, limit: int) -> Text:
    """The nodes that have the text in a property, the best first; case makes no difference."""
    params = Parameters()
    wanted = params.add(text.lower())
    score = _sum(_points(name, wanted) for name in where.properties)
    texts = ast.MapLiteral(tuple(ast.MapEntry(name, prop("n", name)) for name in where.properties))
    scored = ast.With(
        ast.Projection((ast.Item(ast.Variable("n")), ast.Item(score, "score"))),
        where=ast.Binary(">", ast.Variable("score"), ast.Constant(0)),
    )
    found = ast.Projection(
        (
            ast.Item(prop("n", ID), ID),
            ast.Item(call("labels", "n"), "labels"),
            ast.Item(ast.Variable("score"), "score"),
            ast.Item(texts, "texts"),
        ),
        order=(ast.SortItem(ast.Variable("score"), descending=True), ast.SortItem(ast.Variable(ID))),
        limit=ast.Constant(limit),
    )
    match = ast.Match((ast.PathPattern(ast.NodePattern("n", labelled(where.labels))),))
    query = ast.Query((ast.SingleQuery((match, scored, ast.Return(found))),))
    return Text(render(ast.Statement(query)), params.values)


def snippet(text: str, texts: dict[str, Any]) -> dict[str, str]:
    """The property in which the text was found, and what stands around it."""
    for name, value in texts.items():
        at = str(value).lower().find(text.lower()) if value is not None else -1
        if at >= 0:
            begin, end = max(0, at - _BEFORE), at + len(text) + _AFTER
            cut = str(value)[begin:end]
            return {"property": name, "text": f"{'…' * (begin > 0)}{cut}{'…' * (end < len(str(value)))}"}
    return {}


def _points(name: str, wanted: ast.Parameter) -> ast.Case:
    value = ast.FunctionCall("toLower", (prop("n", name),))
    return ast.Case(
        None,
        tuple(ast.When(ast.Binary(how, value, wanted), ast.Constant(points)) for how, points in POINTS),
        ast.Constant(0),
    )


def _sum(parts: Iterable[ast.Expression]) -> ast.Expression:
    first, *others = parts
    for each in others:
        first = ast.Binary("+", first, each)
    return first
