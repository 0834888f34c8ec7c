"""Counting one kind of nodes for each of another."""

from graph.nl.parser.answer import amount_alias, shown
from graph.nl.parser.parts import Link, Noun
from graph.nl.parser.query.build import edge_of, node_of, pattern_of
from graph.nl.parser.query.tree import Call, Column, Pattern, Query, Stage, Variable
from graph.nl.parser.state import Reader


def tally(
    reader: Reader, key: Noun, measured: Noun, *, keep_empty: bool
) -> tuple[Query, Column, Column] | None:
    """Rows of a node and how many nodes hang on it, unordered; ``keep_empty`` keeps those that have none."""
    top = link_towards(reader, key, measured)
    if top is None or top.negated or top.amount:
        return None
    number = Column(
        Call("count", (Variable(measured.variable),), distinct=True), amount_alias(reader, measured)
    )
    stage = Stage((Column(Variable(key.variable), key.variable), number))
    name = shown(reader, key)
    columns = (name, Column(Variable(number.alias), number.alias))
    if not keep_empty:
        return Query(pattern_of(reader, key), columns, stages=(stage,)), name, columns[1]
    inner = pattern_of(reader, top.child)
    optional = Pattern(
        (node_of(key), *inner.nodes), (edge_of(top), *inner.edges), inner.condition, frozenset({key.variable})
    )
    query = Query(pattern_of(reader, key, without=[top]), columns, optional=(optional,), stages=(stage,))
    return query, name, columns[1]


def link_towards(reader: Reader, start: Noun, end: Noun) -> Link | None:
    """The link of ``start`` that leads to ``end``."""
    link = next((each for each in reader.links if each.child is end), None)
    while link and link.parent is not start:
        link = next((each for each in reader.links if link and each.child is link.parent), None)
    return link
