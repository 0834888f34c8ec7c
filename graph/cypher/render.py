"""Syntax tree to text.

This is the only source of the text that a server gets. An operand that is not plainly one value is put in
brackets, because servers do not agree on which operator binds tighter.
"""

from functools import singledispatch
from typing import Final

from graph.cypher import ast
from graph.cypher.ast import Expression
from graph.cypher.names import name

_STRING_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
)


@singledispatch
def render(node: ast.Node) -> str:
    """The text of a tree; parsing it gives the same tree again."""
    raise TypeError(f"{type(node).__name__} has no text")


def _operand(expression: Expression) -> str:
    """An operand or an item of a list: in brackets, unless it is one value that nothing can reach into.

    In a list, ``x IN xs`` or a path without brackets would begin a comprehension.
    """
    text = render(expression)
    return f"({text})" if isinstance(expression, _COMPOUND) else text


_COMPOUND: Final = (ast.Binary, ast.Unary, ast.Logical, ast.HasLabels, ast.PatternPredicate)


def _target(expression: Expression) -> str:
    """What ``.key`` or ``[index]`` may stand behind."""
    text = render(expression)
    return text if isinstance(expression, _PLAIN) else f"({text})"


_PLAIN: Final = (ast.Variable, ast.Parameter, ast.Property, ast.Index, ast.Slice, ast.FunctionCall)


def _list(nodes: tuple[ast.Node, ...]) -> str:
    return ", ".join(map(render, nodes))


def _where(condition: Expression | None) -> str:
    return "" if condition is None else f" WHERE {render(condition)}"


def _prefix(variable: str | None) -> str:
    return "" if variable is None else f"{name(variable)} = "


# ── Queries and clauses ──────────────────────────────────────────────────────────────────────────────


@render.register
def _(node: ast.Statement) -> str:
    return f"{node.prefix} {render(node.query)}" if node.prefix else render(node.query)


@render.register
def _(node: ast.Query) -> str:
    return ("\nUNION ALL\n" if node.union_all else "\nUNION\n").join(map(render, node.parts))


@render.register
def _(node: ast.SingleQuery) -> str:
    return "\n".join(map(render, node.clauses))


@render.register
def _(node: ast.Match) -> str:
    return f"{'OPTIONAL ' * node.optional}MATCH {_list(node.paths)}{_where(node.where)}"


@render.register
def _(node: ast.Unwind) -> str:
    return f"UNWIND {render(node.source)} AS {name(node.variable)}"


@render.register
def _(node: ast.CallSubquery) -> str:
    imports = "" if node.imports is None else f" ({', '.join(map(name, node.imports))})"
    return f"CALL{imports} {{ {render(node.query)} }}"


@render.register
def _(node: ast.With) -> str:
    return f"WITH {render(node.projection)}{_where(node.where)}"


@render.register
def _(node: ast.Return) -> str:
    return f"RETURN {render(node.projection)}"


@render.register
def _(node: ast.Projection) -> str:
    items = ", ".join(["*"] * node.star + [render(item) for item in node.items])
    order = f" ORDER BY {_list(node.order)}" if node.order else ""
    skip = f" SKIP {render(node.skip)}" if node.skip else ""
    limit = f" LIMIT {render(node.limit)}" if node.limit else ""
    return f"{'DISTINCT ' * node.distinct}{items}{order}{skip}{limit}"


@render.register
def _(node: ast.Item) -> str:
    alias = "" if node.alias is None else f" AS {name(node.alias)}"
    return render(node.expression) + alias


@render.register
def _(node: ast.SortItem) -> str:
    return render(node.expression) + " DESC" * node.descending


# ── Patterns ─────────────────────────────────────────────────────────────────────────────────────────


@render.register
def _(node: ast.PathPattern) -> str:
    text = render(node.start) + "".join(map(render, node.steps))
    return _prefix(node.variable) + (f"{node.function}({text})" if node.function else text)


@render.register
def _(node: ast.Step) -> str:
    return render(node.relationship) + render(node.node)


@render.register
def _(node: ast.NodePattern) -> str:
    variable = "" if node.variable is None else name(node.variable)
    labels = "" if node.labels is None else f":{render(node.labels)}"
    return f"({_spaced(variable + labels, node.properties)})"


@render.register
def _(node: ast.RelationshipPattern) -> str:
    variable = "" if node.variable is None else name(node.variable)
    types = f":{'|'.join(map(name, node.types))}" if node.types else ""
    length = "" if node.length is None else render(node.length)
    detail = _spaced(variable + types + length, node.properties)
    start, end = {"left": ("<-", "-"), "right": ("-", "->"), "either": ("-", "-")}[node.direction]
    return f"{start}[{detail}]{end}" if detail else start + end


def _spaced(text: str, properties: tuple[ast.MapEntry, ...]) -> str:
    return f"{text} {{{_list(properties)}}}".lstrip() if properties else text


@render.register
def _(node: ast.PathLength) -> str:
    low, high = ("" if bound is None else str(bound) for bound in (node.minimum, node.maximum))
    if low == high:
        return f"*{low}"
    return f"*{low}..{high}"


@render.register
def _(node: ast.Label) -> str:
    return name(node.name)


@render.register
def _(node: ast.LabelCombination) -> str:
    operands = (f"({render(o)})" if isinstance(o, ast.LabelCombination) else render(o) for o in node.operands)
    return (":" if node.operator == "&" else "|").join(operands)


@render.register
def _(node: ast.MapEntry) -> str:
    return f"{name(node.key)}: {render(node.value)}"


# ── Expressions ──────────────────────────────────────────────────────────────────────────────────────


@render.register
def _(node: ast.Constant) -> str:
    value = node.value
    if isinstance(value, str):
        return f"'{value.translate(_STRING_ESCAPES)}'"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return repr(value).replace("e+", "e")


@render.register
def _(node: ast.Parameter) -> str:
    return f"${node.name}"


@render.register
def _(node: ast.Variable) -> str:
    return name(node.name)


@render.register
def _(node: ast.ListLiteral) -> str:
    return f"[{', '.join(map(_operand, node.items))}]"


@render.register
def _(node: ast.MapLiteral) -> str:
    return f"{{{_list(node.entries)}}}"


@render.register
def _(node: ast.Property) -> str:
    return f"{_target(node.target)}.{name(node.key)}"


@render.register
def _(node: ast.Index) -> str:
    return f"{_target(node.target)}[{_operand(node.index)}]"


@render.register
def _(node: ast.Slice) -> str:
    start, end = ("" if bound is None else _operand(bound) for bound in (node.start, node.end))
    return f"{_target(node.target)}[{start}..{end}]"


@render.register
def _(node: ast.HasLabels) -> str:
    labels = render(node.labels)
    any_of = isinstance(node.labels, ast.LabelCombination) and node.labels.operator == "|"
    return f"{_target(node.target)}:{f'({labels})' if any_of else labels}"


@render.register
def _(node: ast.FunctionCall) -> str:
    return f"{node.name}({'DISTINCT ' * node.distinct}{_list(node.arguments)})"


@render.register
def _(_node: ast.CountRows) -> str:
    return "count(*)"


@render.register
def _(node: ast.Unary) -> str:
    if node.operator == "NOT":
        pattern = isinstance(node.operand, ast.PatternPredicate)
        return f"NOT {render(node.operand) if pattern else _operand(node.operand)}"
    if node.operator in ("-", "+"):
        return node.operator + _summand(node.operand)
    return f"{_operand(node.operand)} {node.operator}"


@render.register
def _(node: ast.Binary) -> str:
    right = _summand(node.right) if node.operator == "-" else _operand(node.right)
    return f"{_operand(node.left)} {node.operator} {right}"


def _summand(expression: Expression) -> str:
    """An operand behind a minus, where ``[`` would begin a relationship."""
    text = _operand(expression)
    return f"({text})" if text.startswith("[") else text


@render.register
def _(node: ast.Logical) -> str:
    operands = (f"({render(o)})" if isinstance(o, ast.Logical) else render(o) for o in node.operands)
    return f" {node.operator} ".join(operands)


@render.register
def _(node: ast.Case) -> str:
    subject = "" if node.subject is None else f" {render(node.subject)}"
    default = "" if node.default is None else f" ELSE {render(node.default)}"
    return f"CASE{subject} {' '.join(map(render, node.alternatives))}{default} END"


@render.register
def _(node: ast.When) -> str:
    return f"WHEN {render(node.condition)} THEN {render(node.result)}"


@render.register
def _(node: ast.ListComprehension) -> str:
    result = "" if node.result is None else f" | {render(node.result)}"
    return f"[{name(node.variable)} IN {_operand(node.source)}{_where(node.where)}{result}]"


@render.register
def _(node: ast.PatternComprehension) -> str:
    return f"[{render(node.path)}{_where(node.where)} | {render(node.result)}]"


@render.register
def _(node: ast.Quantifier) -> str:
    return f"{node.kind}({name(node.variable)} IN {_operand(node.source)}{_where(node.where)})"


@render.register
def _(node: ast.Reduce) -> str:
    start = f"{name(node.accumulator)} = {render(node.initial)}"
    return f"reduce({start}, {name(node.variable)} IN {_operand(node.source)} | {render(node.step)})"


@render.register
def _(_node: ast.AllProperties) -> str:
    return ".*"


@render.register
def _(node: ast.OneProperty) -> str:
    return f".{name(node.key)}"


@render.register
def _(node: ast.MapProjection) -> str:
    return f"{name(node.variable)} {{{_list(node.items)}}}"


@render.register
def _(node: ast.PatternPredicate) -> str:
    return render(node.path)


@render.register
def _(node: ast.Subquery) -> str:
    return f"{node.kind} {{ {render(node.query)} }}"
