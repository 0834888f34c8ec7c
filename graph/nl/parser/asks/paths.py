"""The way from one node to another: the shortest, its length, and whether there is one."""

from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by, name_of
from graph.nl.parser.asks.roles import ASKING
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import conditions_of, node_of
from graph.nl.parser.query.tree import (
    Call,
    Column,
    Each,
    Expression,
    Pattern,
    Query,
    ShortestPath,
    Variable,
    all_of,
)
from graph.nl.parser.state import Reader

MAX_PATH: Final = 5
"""How far the ways lead that are looked for."""

_SAID_OF_PATHS: Final = (
    *(Operator.PATH, Operator.HOW_CONNECTED, Operator.CONNECTED, Operator.DEGREE, Operator.COUNT),
    *(Operator.BETWEEN, Operator.FROM, Operator.TO, Operator.AND, Operator.WITH, Operator.INDEFINITE),
    *(Operator.AT_LEAST, Operator.MINIMUM, Operator.BOTTOM, Operator.LOWEST, Operator.YES_NO),
)


def _asks_for_path(reader: Reader, first: Noun, last: Noun) -> bool:
    """ "How far is A from B", and "is A connected to B": the way is the answer, whatever it leads over."""
    if reader.first(Operator.PATH, Operator.HOW_CONNECTED):
        return True
    counted = reader.first(Operator.COUNT) and reader.first(Operator.DEGREE)
    if counted and reader.first(Operator.BETWEEN, Operator.CONNECTED):
        return True
    if reader.first(Operator.LIST, Operator.WHICH, Operator.COUNT) or any(reader.verbs()):
        return False
    return (
        all(reader.is_named(noun) for noun in (first, last))
        and reader.first(Operator.CONNECTED, Operator.DEGREE) is not None
    )


def shortest_path(reader: Reader) -> Answer | None:
    """ "The shortest path between ada and task 7": the nodes and relationships on the way."""
    named = [noun for noun in reader.nouns if reader.modifiers_of(noun)]
    if len(named) != 2 or len(reader.nouns) != 2 or not _asks_for_path(reader, *named):
        return None
    reader.take_all(*_SAID_OF_PATHS, *ASKING)
    first, last = named
    conditions = [*conditions_of(reader, first), *conditions_of(reader, last)]
    path = ShortestPath("path", node_of(first), node_of(last), MAX_PATH)
    inner = Noun(Kind(), 0, 0, "n")
    nodes: Expression = Each("n", Call("nodes", (Variable("path"),)), name_of(reader, inner))
    types: Expression = Each("r", Call("relationships", (Variable("path"),)), Call("type", (Variable("r"),)))
    columns = (
        Column(nodes, "nodes"),
        Column(types, "relationships"),
        Column(Call("length", (Variable("path"),)), "hops"),
    )
    pattern = Pattern((node_of(first), node_of(last)), (path,), all_of(conditions))
    query = Query(pattern, columns, order=by(columns[2]), limit=1)
    return Answer("path", "shortest path", query, subject=("path", "paths"))
