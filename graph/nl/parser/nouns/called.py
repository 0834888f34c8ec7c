"""Nouns made up from a relationship's name, where the graph itself holds that word as somebody's role."""

from dataclasses import replace

from graph.nl.parser.nouns.connections import Connections
from graph.nl.parser.words.meanings import AgentMeaning, Item, LabelMeaning, RelationshipMeaning, ValueMeaning


def settle_roles(items: list[Item], connections: Connections) -> list[Item]:
    """ "The coordinators of X" are those who have that role, if some relationship holds the word.

    That institutions coordinate is a guess from the name COORDINATED_BY: it counts where the question speaks
    of institutions.
    """
    named = {name for item in items if (label := item.as_a(LabelMeaning)) for name in label.kind.names}
    return [_settled(item, connections, named) for item in items]


def _settled(item: Item, connections: Connections, named: set[str]) -> Item:
    agent, value = item.as_a(AgentMeaning), item.as_a(ValueMeaning)
    if agent is None or value is None or item.as_a(LabelMeaning):
        return item
    if not any(place.of_relationship and place.owner not in agent.types for place in value.places):
        return item
    doers = connections.doers(agent.types, receive=agent.receives)
    other = ValueMeaning if doers & named else AgentMeaning | RelationshipMeaning
    return replace(item, meanings=tuple(each for each in item.meanings if not isinstance(each, other)))
