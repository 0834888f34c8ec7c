"""Going over a tree by the fields of its dataclasses, so that no kind of node can be left out of a check."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar, cast

from graph.cypher.ast.base import Node

_Tree = TypeVar("_Tree", bound=Node)


def _field_names(node: Node) -> tuple[str, ...]:
    return type(node).__match_args__


def _values(node: Node) -> Iterator[Any]:
    for name in _field_names(node):
        value = getattr(node, name)
        if isinstance(value, tuple):
            yield from value
        else:
            yield value


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below this one."""
    return (value for value in _values(node) if isinstance(value, Node))


def walk(node: Node) -> Iterator[Node]:
    """This node and all below it, without recursion."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(children(node))


def depth(node: Node) -> int:
    """How many nodes the longest way down from here has, without recursion."""
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [child for parent in level for child in children(parent)]
    return deepest


def strings(node: Node) -> Iterator[str]:
    """Every name and every string anywhere in the tree: labels, keys, variables, constants."""
    return (value for each in walk(node) for value in _values(each) if isinstance(value, str))


def rewrite(node: _Tree, change: Callable[[Any], Node]) -> _Tree:
    """The tree with ``change`` applied to every node, the lowest first."""
    changed: dict[str, Any] = {}
    for name in _field_names(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            changed[name] = rewrite(value, change)
        elif isinstance(value, tuple):
            changed[name] = tuple(rewrite(item, change) if isinstance(item, Node) else item for item in value)
    return cast(_Tree, change(replace(node, **changed)))
