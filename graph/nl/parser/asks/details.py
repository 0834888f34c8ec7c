"""All about one node."""

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by
from graph.nl.parser.query.build import pattern_of
from graph.nl.parser.query.tree import Call, Column, Property, Query, Variable
from graph.nl.parser.state import Reader


def details(reader: Reader) -> Answer | None:
    """ "Show user mRossi", "tell me about task 7": everything about one node."""
    asked = reader.first(Operator.DETAILS)
    one = [noun for noun in reader.nouns if any(m.property == "name" for m in reader.modifiers_of(noun))]
    if not one or len(reader.nouns) != 1 or (not asked and not reader.first(Operator.LIST)):
        return None
    [target] = one
    if any(reader.properties()):
        return None
    reader.take_all(Operator.DETAILS, Operator.LIST, Operator.WHICH)
    infos = reader.properties_of(target.kind)
    columns = tuple(Column(Property(target.variable, info.name), info.name) for info in infos)
    if not target.kind.names:
        columns = (
            Column(Call("labels", (Variable(target.variable),)), "labels"),
            Column(Call("properties", (Variable(target.variable),)), "properties"),
        )
    pattern = pattern_of(reader, target)
    return Answer(
        "record", "everything about", Query(pattern, columns, order=by(columns[0]), limit=10), target=target
    )
