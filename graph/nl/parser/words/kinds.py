"""Which kind of nodes a word speaks of: a label, who does something, where something leads."""

from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import AgentMeaning, Item, LabelMeaning, RelationshipMeaning, ValueMeaning
from graph.nl.parser.words.wordforms import is_deed


def kind_of(reader: Reader, item: Item) -> Kind | None:
    """The kind of nodes that an item speaks of; None where it speaks of none."""
    if label := item.as_a(LabelMeaning):
        return label.kind
    if item.asks(Operator.NODE):
        return Kind()
    if agent := item.as_a(AgentMeaning):
        return _doers(reader, agent.types, receives=agent.receives)
    if item.asks(Operator.WHERE) and not reader.nouns and item is _first_unread(reader):
        return _place(reader, item)
    if item.asks(Operator.WHO) and not any(each.as_a(LabelMeaning) for each in reader.items[:1]):
        return _who(reader, item)
    return None


def _first_unread(reader: Reader) -> Item | None:
    return next((item for item in reader.items if not reader.taken(item)), None)


def _who(reader: Reader, item: Item) -> Kind | None:
    """Those who do what the next verb says, in a graph where no label means a person."""
    verb = next((each for each in reader.verbs() if each.start >= item.end), None)
    if verb is None:
        return None
    return _doers(reader, types_of(verb))


def _doers(reader: Reader, types: frozenset[str], *, receives: bool = False) -> Kind | None:
    """Who does what these types say."""
    labels = reader.connections.doers(types, receive=receives)
    label = reader.connections.common_label(labels)
    if label:
        return Kind(frozenset({label}))
    return Kind(any_of=labels) if labels else None


def _place(reader: Reader, item: Item) -> Kind | None:
    """Where the next verb leads to; not that of another clause ("where are the users who ran ...")."""
    verb = next((each for each in reader.verbs() if each.start >= item.end), None)
    if verb and any(i.asks(Operator.WHO) and item.end <= i.start < verb.start for i in reader.items):
        return None
    reached = (
        [
            label
            for kind in types_of(verb)
            if not is_deed(kind)
            for label in reader.connections.ends(kind, forward=True)
        ]
        if verb
        else []
    )
    label = reader.connections.common_label(frozenset(reached))
    named = {p.owner for i in reader.items if (value := i.as_a(ValueMeaning)) for p in value.places}
    if label in named:
        return None  # "where was HB-0001 collected": that is what was collected, and no place
    return Kind(frozenset({label})) if label else None


def types_of(verb: Item) -> frozenset[str]:
    """The relationship types that a verb names."""
    meaning = verb.as_a(RelationshipMeaning)
    return meaning.types if meaning else frozenset()


def together(reader: Reader, left: Kind, right: Kind) -> Kind | None:
    """Both kinds in one, where nodes can be both: "Blast tasks", "nodes", "BlastDb files"."""
    if not left.names or not right.names:
        return left if left.names else right
    if not left.any_of and not right.any_of:
        labels = left.labels | right.labels
        return Kind(labels) if reader.schema.together(labels) else None
    several, one = (left, right) if left.any_of else (right, left)
    both = any(
        one.labels <= each.labels and several.any_of & each.labels for each in reader.schema.label_sets
    )
    return one if one.labels and both else None
