"""General words for nodes that another word names: "files of the X database", where databases are files."""

from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader

_GROUPING = (
    Operator.EACH,
    Operator.BY,
    Operator.AND,
    Operator.OR,
    Operator.SHARE,
    Operator.THAN,
    Operator.RATIO,
)


def drop_umbrella_nouns(reader: Reader) -> None:
    """Where no verb and no relationship joins them, the general word says again what the other nodes are."""
    if any(reader.verbs()) or any(item.asks(*_GROUPING) for item in reader.items):
        return
    for general in list(reader.nouns):
        particular = [
            noun for noun in reader.nouns if noun is not general and _are_among(reader, noun, general)
        ]
        if len(particular) == 1 and not reader.modifiers_of(general):
            reader.nouns.remove(general)
            reader.take_all(Operator.BELONGS)  # "which files make up the database X"


def _are_among(reader: Reader, noun: Noun, general: Noun) -> bool:
    """Whether all nodes of a noun are of the general one, and no relationship leads from one to another."""
    ways = reader.connections.ways(general.kind, noun.kind)
    if not noun.kind.labels or (ways and len(ways[0].hops) == 1):
        return False
    if general.kind.any_of:
        return bool(noun.kind.labels & general.kind.any_of)
    both = reader.schema.count_of(noun.kind.labels | general.kind.labels)
    return bool(general.kind.labels) and _is_wider(reader, general.kind, noun.kind) and both > 0


def _is_wider(reader: Reader, general: Kind, particular: Kind) -> bool:
    own = reader.schema.count_of(particular.labels)
    return (
        own
        == reader.schema.count_of(particular.labels | general.labels)
        < reader.schema.count_of(general.labels)
    )
