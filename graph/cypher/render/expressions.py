"""Expressions, as text.

An operand that is not plainly one value is put in brackets, because servers do not agree on which operator
binds tighter.
"""

from typing import Final

from graph.cypher import ast
from graph.cypher.ast import Expression
from graph.cypher.names import name
from graph.cypher.render.base import listed, render, where

_STRING_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
)
_COMPOUND: Final = (ast.Binary, ast.Unary, ast.Logical, ast.HasLabels, ast.PatternPredicate)
_PLAIN: Final = (ast.Variable, ast.Parameter, ast.Property, ast.Index, ast.Slice, ast.FunctionCall)


def _operand(expression: Expression) -> str:
    """An operand or an item of a list: in brackets, unless it is one value that nothing can reach into.

    In a list, ``x IN xs`` or a path without brackets would begin a comprehension.
    """
    text = render(expression)
    return f"({text})" if isinstance(expression, _COMPOUND) else text


def _target(expression: Expression) -> str:
    """What ``.key`` or ``[index]`` may stand behind."""
    text = render(expression)
    return text if isinstance(expression, _PLAIN) else f"({text})"


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
    return f"{{{listed(node.entries)}}}"


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
    return f"{node.name}({'DISTINCT ' * node.distinct}{listed(node.arguments)})"


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
    return f"[{name(node.variable)} IN {_operand(node.source)}{where(node.where)}{result}]"


@render.register
def _(node: ast.PatternComprehension) -> str:
    return f"[{render(node.path)}{where(node.where)} | {render(node.result)}]"


@render.register
def _(node: ast.Quantifier) -> str:
    return f"{node.kind}({name(node.variable)} IN {_operand(node.source)}{where(node.where)})"


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
    return f"{name(node.variable)} {{{listed(node.items)}}}"


@render.register
def _(node: ast.PatternPredicate) -> str:
    return render(node.path)


@render.register
def _(node: ast.Subquery) -> str:
    return f"{node.kind} {{ {render(node.query)} }}"
