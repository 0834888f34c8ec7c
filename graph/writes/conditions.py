"""From a pattern and a condition of a syntax tree to ``Nodes``, and back to a query about them.

Typed Cypher and plain language both come through here: a question is read into Cypher first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from graph.cypher import CypherSyntaxError, ast, parse, render
from graph.writes.refusals import Reason, StatementRefused
from graph.writes.statements import Nodes

_COMPARISONS: Final = frozenset({"=", "<", "<=", ">", ">=", "IN", "STARTS WITH", "ENDS WITH", "CONTAINS"})


def nodes_of(match: ast.Match, params: Mapping[str, Any]) -> Nodes:
    """The nodes of a MATCH that has one node pattern and nothing else.

    Raises:
        StatementRefused: it has more, or is not about labels that all hold.
    """
    path = match.paths[0]
    variable = path.start.variable
    if match.optional or len(match.paths) > 1 or path != ast.PathPattern(path.start) or variable is None:
        raise StatementRefused(Reason.NOT_TAKEN)
    given = [
        ast.Binary("=", ast.Property(ast.Variable(variable), entry.key), entry.value)
        for entry in path.start.properties
    ]
    condition, used = _with_numbered_parameters([*given, *conjuncts(match.where)], params)
    return Nodes(tuple(_labels(path.start.labels)), text_of(condition), variable, used)


def _labels(labels: ast.LabelExpression | None) -> Iterator[str]:
    match labels:
        case ast.Label(name):
            yield name
        case ast.LabelCombination("&", operands):
            for each in operands:
                yield from _labels(each)
        case ast.LabelCombination():
            raise StatementRefused(Reason.NOT_TAKEN)


def _with_numbered_parameters(
    conditions: Sequence[ast.Expression], params: Mapping[str, Any]
) -> tuple[tuple[ast.Expression, ...], dict[str, Any]]:
    """The conditions with parameters of our own names, which no other text of the statement uses."""
    names: dict[str, str] = {}

    def change(node: ast.Node) -> ast.Node:
        if not isinstance(node, ast.Parameter):
            return node
        if node.name not in params:
            raise StatementRefused(Reason.INVALID, detail=f"the parameter ${node.name} has no value")
        return ast.Parameter(names.setdefault(node.name, f"where_{len(names) + 1}"))

    numbered = tuple(ast.rewrite(each, change) for each in conditions)
    return numbered, {ours: params[name] for name, ours in names.items()}


def conjuncts(condition: ast.Expression | None) -> tuple[ast.Expression, ...]:
    """What all has to hold for a condition to hold."""
    match condition:
        case None:
            return ()
        case ast.Logical("AND", operands):
            return tuple(part for each in operands for part in conjuncts(each))
        case _:
            return (condition,)


def text_of(conditions: Sequence[ast.Expression]) -> str:
    """All of the conditions as one text; of none, an empty one."""
    if len(conditions) < 2:
        return "".join(map(render, conditions))
    return render(ast.Logical("AND", tuple(conditions)))


def condition_of(nodes: Nodes) -> tuple[ast.Expression, ...]:
    """The conditions that ``Nodes`` keeps as text."""
    match = parse(query_of(nodes)).query.parts[0].clauses[0]
    return conjuncts(match.where) if isinstance(match, ast.Match) else ()


def without(nodes: Nodes, *superfluous: ast.Expression) -> Nodes:
    """The same nodes without conditions that the statement implies."""
    kept = [each for each in condition_of(nodes) if each not in superfluous]
    return replace(nodes, condition=text_of(kept))


def has_condition(nodes: Nodes) -> bool:
    """Whether there is a condition about the nodes: ``true OR n.x = 1`` and ``1 = 1`` are none.

    It may still be one that every node meets, like ``n.x IS NULL OR n.x IS NOT NULL``; that shows only where
    the nodes are counted.
    """
    return any(_binds(each, nodes.variable) for each in condition_of(nodes))


def _binds(condition: ast.Expression, variable: str) -> bool:
    match condition:
        case ast.Logical("AND", operands):
            return any(_binds(each, variable) for each in operands)
        case ast.Logical(_, operands):
            return all(_binds(each, variable) for each in operands)
        case ast.Binary(_, left, right) if left == right:
            return False
    return any(
        (isinstance(each, ast.Property) and each.target == ast.Variable(variable))
        or (isinstance(each, ast.NodePattern) and each.variable == variable)
        for each in ast.walk(condition)
    )


def compares_with_value(nodes: Nodes) -> bool:
    """Whether a property must equal, be beyond or hold a value, so that it is plain which nodes are meant."""
    own = ast.Variable(nodes.variable)

    def is_given(value: ast.Expression) -> bool:
        match value:
            case ast.Constant(constant):
                return constant not in (None, "")
            case ast.Parameter(name):
                return nodes.params.get(name) not in (None, "", [])
            case ast.ListLiteral(items):
                return bool(items) and all(map(is_given, items))
            case ast.Unary("-", ast.Constant()):
                return True
            case ast.FunctionCall(_, arguments):
                return bool(arguments) and all(map(is_given, arguments))
        return False

    def compares(condition: ast.Expression) -> bool:
        match condition:
            case ast.Binary(operator, ast.Property(target), value) if operator in _COMPARISONS:
                return target == own and is_given(value)
        return False

    return any(map(compares, condition_of(nodes)))


def properties_in(nodes: Nodes) -> tuple[str, ...]:
    """The properties of the nodes that the condition is about, each once."""
    found = (part for each in condition_of(nodes) for part in ast.walk(each))
    own = ast.Variable(nodes.variable)
    keys = [each.key for each in found if isinstance(each, ast.Property) and each.target == own]
    return tuple(dict.fromkeys(keys))


def shown(nodes: Nodes) -> str:
    """The condition as people read it: with its values in place of their parameters."""

    def change(node: ast.Node) -> ast.Node:
        value = nodes.params.get(node.name) if isinstance(node, ast.Parameter) else None
        return ast.Constant(value) if isinstance(value, str | int | float | bool) else node

    return text_of([ast.rewrite(each, change) for each in condition_of(nodes)])


def query_of(nodes: Nodes, *conditions: ast.Expression, returned: str = "", steps: str = "") -> str:
    """A query about the nodes that also meet further conditions: how many they are, unless told otherwise.

    It is not bound to a tenant: ``graph.cypher.prepare`` does that.
    """
    variable = ast.Variable(nodes.variable)
    start = ast.NodePattern(nodes.variable, _all_of(nodes.labels))
    texts = [f"({nodes.condition})" if nodes.condition else "", *map(render, conditions)]
    where = " AND ".join(filter(None, texts))
    pattern = render(start) + steps
    result = returned or f"count({render(variable)}) AS touched"
    return f"MATCH {pattern}{' WHERE ' * bool(where)}{where} RETURN {result}"


def _all_of(labels: Sequence[str]) -> ast.LabelExpression | None:
    each = tuple(map(ast.Label, labels))
    if len(each) < 2:
        return each[0] if each else None
    return ast.LabelCombination("&", each)


def parsed(text: str) -> ast.SingleQuery:
    """The tree of one reading query without UNION and without EXPLAIN.

    Raises:
        StatementRefused: it is not one.
    """
    try:
        statement = parse(text)
    except CypherSyntaxError as error:
        raise StatementRefused(Reason.NOT_TAKEN) from error
    if statement.prefix or len(statement.query.parts) > 1:
        raise StatementRefused(Reason.NOT_TAKEN)
    return statement.query.parts[0]
