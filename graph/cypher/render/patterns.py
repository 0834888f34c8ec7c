"""Patterns of nodes and relationships, as text."""

from graph.cypher import ast
from graph.cypher.names import name
from graph.cypher.render.base import listed, render


@render.register
def _(node: ast.PathPattern) -> str:
    text = render(node.start) + "".join(map(render, node.steps))
    assigned = "" if node.variable is None else f"{name(node.variable)} = "
    return assigned + (f"{node.function}({text})" if node.function else text)


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
    return f"{text} {{{listed(properties)}}}".lstrip() if properties else text


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
