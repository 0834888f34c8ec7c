"""How many relationships each node has, and figures of these numbers: "average degree of users"."""

from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by, shown
from graph.nl.parser.asks.roles import ASKING, asked_noun
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import node_of, pattern_of
from graph.nl.parser.query.tree import Call, Column, Edge, Node, Order, Pattern, Query, Stage, Variable
from graph.nl.parser.state import Reader
from graph.schema.model import Direction

DIRECTIONS: Final[dict[Operator, Direction]] = {
    Operator.IN_DEGREE: "in",
    Operator.OUT_DEGREE: "out",
    Operator.DEGREE: "both",
}
_FIGURES: Final = {Operator.AVERAGE: "avg", Operator.MAXIMUM: "max", Operator.MINIMUM: "min"}


def degrees(reader: Reader) -> Answer | None:
    """ "Average degree of users", "relationships per task", "degree of each institution"."""
    asked = reader.first(*DIRECTIONS)
    figure = reader.first(*_FIGURES)
    each = reader.first(Operator.EACH)
    target = asked_noun(reader)
    if asked is None or target is None or len(reader.nouns) > 1 or (figure is None and each is None):
        return None
    if any(reader.verbs()) or any(reader.properties()) or (figure and each and target.kind.names):
        figure_of_each = figure is not None and each is not None and reader.adjacent(each.end, target.start)
        if any(reader.verbs()) or any(reader.properties()) or not figure_of_each:
            return None
    reader.take(asked, *(item for item in (figure, each) if item))
    reader.take_all(Operator.COUNT, Operator.WITH, *ASKING)
    connect(reader, target)
    direction = next(way for operator, way in DIRECTIONS.items() if asked.asks(operator))
    optional, stage = degree_of(target, direction)
    number = stage.columns[-1]
    if figure:
        function = next(name for operator, name in _FIGURES.items() if figure.asks(operator))
        column = Column(Call(function, (Variable(number.alias),)), f"{function}_{number.alias}")
        query = Query(pattern_of(reader, target), (column,), (optional,), (stage,))
        return Answer("figures", "figures of", query, target=target)
    name = shown(reader, target)
    columns = (name, Column(Variable(number.alias), number.alias))
    order = (Order(Variable(number.alias), descending=True), *by(name))
    query = Query(pattern_of(reader, target), columns, (optional,), (stage,), order)
    return Answer("groups", "number of relationships of", query, target=target)


def degree_of(target: Noun, direction: Direction) -> tuple[Pattern, Stage]:
    """What finds the relationships of each node, and the stage that counts them."""
    own, other = node_of(target), Node("", frozenset())
    edge = Edge(own, other, (), "r", direction)
    alias = {"in": "incoming_relationships", "out": "outgoing_relationships"}.get(direction, "relationships")
    number = Column(Call("count", (Variable("r"),)), alias)
    stage = Stage((Column(Variable(target.variable), target.variable), number))
    return Pattern((own, other), (edge,), None, frozenset({target.variable})), stage
