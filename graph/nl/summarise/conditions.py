"""What the conditions of a query ask for, held against what the graph holds: why an answer is empty."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from graph.cypher import CypherRefused, ast, parse
from graph.schema import GraphSchema, PropertyInfo

_EQUAL: Final = ("=", "IN")
_RANGES: Final = ("<", "<=", ">", ">=")
_WRAPPERS: Final = frozenset({"tolower", "toupper", "date", "datetime", "localdatetime"})
"""Functions that do not change which property or which value a condition speaks of."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, and whether anything that has the label meets it.

    ``values`` are all that the property has; ``minimum`` and ``maximum`` its ends, for numbers and dates.
    """

    label: str
    property: str
    asked: Any
    occurs: bool
    values: tuple[str, ...] = ()
    minimum: Any = None
    maximum: Any = None


def reasons_of(text: str, params: Mapping[str, Any], schema: GraphSchema) -> dict[str, Any]:
    """Why a query may have found nothing, as JSON hints for the summary.

    ``conditions`` are those that the live schema can say something about, each property once. Only those that
    all have to hold are looked at: what stands under OR or NOT, or in a subquery, explains nothing alone.

    ``each_holds`` is whether they are all that the query asks for and each is an equality with a value that
    the graph has, so that only their combination can be what is missing.
    """
    nothing_known = {"conditions": [], "each_holds": False}
    try:
        parts = parse(text).query.parts
    except CypherRefused:
        return nothing_known
    if len(parts) != 1:
        return nothing_known
    clauses = parts[0].clauses
    comparisons = list(_comparisons(clauses, params))
    found: dict[tuple[str, str], Condition] = {}
    for label, name, operator, asked in comparisons:
        info = (known := schema.label(label)) and known.property(name)
        condition = _judged(label, info, operator, asked) if info else None
        if condition and ((label, name) not in found or not condition.occurs):
            found[label, name] = condition
    return {
        "conditions": [{**asdict(each), "values": list(each.values)} for each in found.values()],
        "each_holds": _is_one_node(clauses)
        and _conditions_in(clauses) == len(comparisons)
        and all(_is_present(schema, *comparison) for comparison in comparisons),
    }


def _is_one_node(clauses: Iterable[ast.Clause]) -> bool:
    """Whether a query only reads one node of one label and returns something of it."""
    match tuple(clauses):
        case (ast.Match(paths=(ast.PathPattern(start=node, steps=()),), optional=False), ast.Return()):
            return isinstance(node.labels, ast.Label)
    return False


def _conditions_in(clauses: Iterable[ast.Clause]) -> int:
    """How many conditions there are, of whatever sort, on the nodes that are looked for."""
    found = 0
    for clause in clauses:
        if isinstance(clause, ast.Match):
            found += sum(len(node.properties) for node in _nodes(clause))
        if isinstance(clause, ast.Match | ast.With) and clause.where is not None:
            found += len(list(_all_of(clause.where)))
    return found


def _is_present(schema: GraphSchema, label: str, name: str, operator: str, asked: Any) -> bool:
    """Whether some node of the label has a value that is asked for, spelled so."""
    known = schema.label(label)
    info = known.property(name) if known else None
    wanted = asked if isinstance(asked, list) else [asked]
    return operator in _EQUAL and info is not None and any(each in info.values for each in wanted)


def _judged(label: str, info: PropertyInfo, operator: str, asked: Any) -> Condition | None:
    if operator in _EQUAL and info.values:
        wanted = asked if isinstance(asked, list) else [asked]
        present = {value.casefold() for value in info.values}
        present_somewhere = any(str(each).casefold() in present for each in wanted)
        return Condition(label, info.name, asked, present_somewhere, values=info.values)
    if (operator in _RANGES or operator == "=") and info.minimum is not None and info.maximum is not None:
        occurs = _within(operator, asked, info.minimum, info.maximum)
        if occurs is None:
            return None
        return Condition(label, info.name, asked, occurs, minimum=info.minimum, maximum=info.maximum)
    return None


def _within(operator: str, asked: Any, minimum: Any, maximum: Any) -> bool | None:
    """Whether a value between the two ends could meet the condition; None when they cannot be compared."""
    low, value, high = _ordered(minimum), _ordered(asked), _ordered(maximum)
    if type(low) is not type(value) or type(high) is not type(value):
        return None
    match operator:
        case "<":
            return bool(low < value)
        case "<=":
            return bool(low <= value)
        case ">":
            return bool(high > value)
        case ">=":
            return bool(high >= value)
    return bool(low <= value <= high)


def _ordered(value: Any) -> Any:
    """A value by which order can be told: a number, or a moment; the text itself when it is neither."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _comparisons(
    clauses: Iterable[ast.Clause], params: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, Any]]:
    """Label, property, operator and value of each condition that has to hold."""
    sought = [clause for clause in clauses if isinstance(clause, ast.Match) and not clause.optional]
    labels = {
        node.variable: names[-1]
        for match in sought
        for node in _nodes(match)
        if node.variable and (names := _names(node.labels))
    }
    for match in sought:
        for node in _nodes(match):
            for entry in node.properties if (names := _names(node.labels)) else ():
                if (value := _value(entry.value, params)) is not None:
                    yield names[-1], entry.key, "=", value
    for clause in clauses:
        optional = isinstance(clause, ast.Match) and clause.optional
        if isinstance(clause, ast.Match | ast.With) and clause.where is not None and not optional:
            for condition in _all_of(clause.where):
                yield from _comparison(condition, labels, params)


def _nodes(clause: ast.Match) -> Iterator[ast.NodePattern]:
    """The nodes of the patterns themselves, not of those in its conditions."""
    for path in clause.paths:
        yield path.start
        yield from (step.node for step in path.steps)


def _comparison(
    condition: ast.Expression, labels: Mapping[str, str], params: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, Any]]:
    match condition:
        case ast.Binary(operator, left, right):
            match _bare(left):
                case ast.Property(ast.Variable(variable), key) if variable in labels:
                    if (value := _value(right, params)) is not None:
                        yield labels[variable], key, operator.upper(), value


def _all_of(where: ast.Expression) -> Iterator[ast.Expression]:
    if isinstance(where, ast.Logical) and where.operator == "AND":
        for operand in where.operands:
            yield from _all_of(operand)
    else:
        yield where


def _names(labels: ast.LabelExpression | None) -> list[str]:
    """The labels that a node certainly has."""
    match labels:
        case ast.Label(name):
            return [name]
        case ast.LabelCombination("&", operands):
            return [name for each in operands for name in _names(each)]
    return []


def _bare(expression: ast.Expression) -> ast.Expression:
    while isinstance(expression, ast.FunctionCall) and expression.name.lower() in _WRAPPERS:
        if len(expression.arguments) != 1:
            break
        [expression] = expression.arguments
    return expression


def _value(expression: ast.Expression, params: Mapping[str, Any]) -> Any:
    match _bare(expression):
        case ast.Constant(value):
            return value
        case ast.Parameter(name):
            return params.get(name)
    return None
