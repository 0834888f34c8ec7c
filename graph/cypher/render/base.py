"""What turns a node of a syntax tree into text: each kind of node registers its own way."""

from functools import singledispatch

from graph.cypher import ast
from graph.cypher.ast import Expression


@singledispatch
def render(node: ast.Node) -> str:
    """The text of a tree; parsing it gives the same tree again."""
    raise TypeError(f"{type(node).__name__} has no text")


def listed(nodes: tuple[ast.Node, ...]) -> str:
    """The texts of trees, with commas between them."""
    return ", ".join(map(render, nodes))


def where(condition: Expression | None) -> str:
    """A condition with its keyword and the space before it; nothing where there is none."""
    return "" if condition is None else f" WHERE {render(condition)}"
