"""The query of a pattern: the names that it leaves open, and whether a graph has what it takes for granted.

A known question says nothing about a graph with other labels. Where something that its query names does not
exist, the pattern is left out, and whoever reads the question next answers for that graph.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from graph.cypher import ast, parse
from graph.cypher.layers.schema import misfits
from graph.cypher.render import render
from graph.schema import GraphSchema

PLACEHOLDER: Final = "$"
"""A label or relationship type that begins with it is a parameter of the pattern: (n:`$label`)."""


def placeholders_of(cypher: str) -> frozenset[str]:
    """The parameters that stand where a label or a relationship type would, as ``type:name``.

    Raises:
        CypherSyntaxError: the query cannot be read.
    """
    found = set()
    for node in ast.walk(parse(cypher)):
        if isinstance(node, ast.Label) and node.name.startswith(PLACEHOLDER):
            found.add(f"label:{node.name[1:]}")
        if isinstance(node, ast.RelationshipPattern):
            found |= {f"relationship:{kind[1:]}" for kind in node.types if kind.startswith(PLACEHOLDER)}
    return frozenset(found)


def with_names(cypher: str, names: Mapping[str, str]) -> str:
    """The query with the labels and types that its placeholders stand for, put into the syntax tree."""

    def named(name: str) -> str:
        return names[name[1:]] if name.startswith(PLACEHOLDER) else name

    def change(node: ast.Node) -> ast.Node:
        if isinstance(node, ast.Label):
            return ast.Label(named(node.name))
        if isinstance(node, ast.RelationshipPattern):
            return replace(node, types=tuple(map(named, node.types)))
        return node

    return render(ast.rewrite(parse(cypher), change))


def fits(cypher: str, schema: GraphSchema) -> bool:
    """Whether the graph has all that the query names.

    Where a label's property has few values, that goes for those too that it is compared with.
    """
    if any(True for _ in misfits(_tree(cypher), schema)):
        return False
    return all(
        value in known
        for label, name, value in compared_values(cypher)
        if (known := _values(schema, label, name))
    )


@lru_cache(maxsize=4096)
def _tree(cypher: str) -> ast.Statement:
    return parse(cypher)


@lru_cache(maxsize=4096)
def compared_values(cypher: str) -> frozenset[tuple[str, str, str]]:
    """Where a property of a node with one label must equal a text: label, property, text."""
    return frozenset(
        (label, name, other.value)
        for label, name, other in equalities(_tree(cypher))
        if isinstance(other, ast.Constant) and isinstance(other.value, str)
    )


def equalities(tree: ast.Statement) -> Iterator[tuple[str, str, ast.Expression]]:
    """What properties of nodes with one label must equal: label, property, and the other side."""
    nodes = list(ast.walk(tree))
    labels_of = _labels_of(nodes)
    for node in nodes:
        match node:
            case ast.Binary("=", ast.Property(ast.Variable(variable), key), other) if variable in labels_of:
                yield labels_of[variable], key, other


@lru_cache(maxsize=4096)
def compared_parameters(cypher: str) -> frozenset[tuple[str, str, str]]:
    """Where a property of a node with one label must equal a parameter, whatever the case."""
    nodes = list(ast.walk(_tree(cypher)))
    labels_of = _labels_of(nodes)
    return frozenset(
        (other.name, labels_of[variable], key)
        for node in nodes
        if isinstance(node, ast.Binary) and node.operator == "="
        for left, other in [(_bare(node.left), _bare(node.right))]
        if isinstance(other, ast.Parameter)
        for variable, key in [_property(left)]
        if variable in labels_of
    )


def is_somebody_elses(schema: GraphSchema, label: str, name: str, value: str) -> bool:
    """Whether the graph knows a value only as that of another property: "task ada" where ada is a user."""
    written = value.casefold()
    own, other = False, False
    for info in schema.labels:
        for each in info.properties:
            if any(written == known.casefold() for known in (*each.values, *each.examples)):
                same = each.name == name and schema.together(frozenset({label, info.name}))
                own, other = own or same, other or not same
    related = (each for info in schema.relationships for each in info.properties if each.name != name)
    other = other or any(written == known.casefold() for each in related for known in each.values)
    return other and not own


def _labels_of(nodes: Iterable[ast.Node]) -> dict[str, str]:
    return {
        node.variable: node.labels.name
        for node in nodes
        if isinstance(node, ast.NodePattern) and node.variable and isinstance(node.labels, ast.Label)
    }


def _bare(side: ast.Expression) -> ast.Expression:
    """What stands inside toLower()."""
    match side:
        case ast.FunctionCall(name, [inner]) if name.casefold() == "tolower":
            return inner
    return side


def _property(side: ast.Expression) -> tuple[str, str]:
    match side:
        case ast.Property(ast.Variable(variable), key):
            return variable, key
    return "", ""


def _values(schema: GraphSchema, label: str, name: str) -> tuple[str, ...]:
    info = schema.label(label)
    found = info.property(name) if info else None
    return found.values if found else ()
