"""Questions about the graph's own structure, which the live schema answers."""

from graph.nl.generate import Table
from graph.nl.languages.small_words import RELATIONSHIPS
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer
from graph.nl.parser.asks.roles import ASKING
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, PropertyMeaning, RelationshipMeaning
from graph.nl.stems import plural

_LABELS = (Operator.LABELS,)
_READ = (
    *ASKING,
    Operator.CONTAINS,
    Operator.AMONG,
    Operator.COUNT,
    Operator.WITH,
    Operator.YES_NO,
    Operator.DISTINCT,
    Operator.EACH,
    Operator.AND,
)


def schema_question(reader: Reader) -> Answer | None:
    """Labels, properties of a label, relationship types from or to one, how two hang together."""
    if reader.modifiers:
        return None
    for operators, answers in (
        ((Operator.HOW_CONNECTED,), _connection),
        (
            (Operator.RELATIONSHIP_TYPES, Operator.DEGREE, Operator.IN_DEGREE, Operator.OUT_DEGREE),
            _relationship_types,
        ),
        ((Operator.PROPERTIES,), _properties),
        (_LABELS, _labels),
        ((Operator.CONNECTED,), _ends),
        ((Operator.SCHEMA,), _whole),
    ):
        asked = reader.first(*operators)
        if Operator.HOW_CONNECTED in operators and reader.first(Operator.DISTRIBUTED, Operator.EACH):
            continue  # "how are users spread over institutions" asks for numbers
        if operators == (Operator.PROPERTIES,) and _asks_for_labels(reader):
            continue
        if asked and (answer := answers(reader)):
            reader.take_all(*operators, *_READ)
            return answer
    return None


def _asks_for_labels(reader: Reader) -> bool:
    """ "Which labels have the property ..." asks for labels, and names a property."""
    labels, properties = reader.first(Operator.LABELS), reader.first(Operator.PROPERTIES)
    if labels is None or properties is None:
        return False
    return labels.start < properties.start and _one_property(reader) is not None


def _ends(reader: Reader) -> Answer | None:
    """ "What does COLLECTED connect", "which labels does COLLECTED connect"."""
    verbs = list(reader.verbs())
    meaning = verbs[0].as_a(RelationshipMeaning) if len(verbs) == 1 else None
    if meaning is None or any(noun.kind.names for noun in reader.nouns) or not reader.first(*ASKING):
        return None
    reader.take(verbs[0])
    reader.take_all(Operator.LABELS, Operator.NODE, Operator.DEGREE, Operator.CONNECTED)
    rows = tuple((t.start, t.type, t.end, t.count) for t in reader.schema.triples if t.type in meaning.types)
    return _triples(f"what {' or '.join(sorted(meaning.types))} connects", rows)


def _neighbours(reader: Reader) -> Answer | None:
    """ "Which labels is a Specimen connected to"."""
    named = [noun for noun in reader.nouns if noun.kind.names]
    if len(named) != 1 or not reader.first(Operator.CONNECTED) or reader.first(Operator.COUNT, *NEGATIONS):
        return None
    reader.take_all(Operator.CONNECTED, Operator.TO, Operator.INDEFINITE)
    names = named[0].kind.names
    rows = tuple((t.start, t.type, t.end, t.count) for t in reader.schema.triples if names & {t.start, t.end})
    return _triples(f"what {reader.widest(named[0].kind)} is connected to", rows)


def _triples(said: str, rows: tuple[tuple[str, str, str, int], ...]) -> Answer:
    table = Table(("from", "relationship_type", "to", "relationships"), rows)
    return Answer("schema", said, table=table, subject=("connection", "connections"))


def _labels(reader: Reader) -> Answer | None:
    if reader.first(Operator.CONNECTED):
        return _neighbours(reader) or _ends(reader)
    if any(noun.kind.names for noun in reader.nouns):
        return None
    rows = tuple((info.name, info.count) for info in reader.schema.labels)
    if _of_each(reader):
        ordered = tuple(sorted(rows, key=lambda row: (-row[1], row[0])))
        return Answer("table", "nodes of each label", table=Table(("label", "nodes"), ordered))
    if (named := _one_property(reader)) is not None:
        return _having(reader, named)
    if reader.first(Operator.COUNT):
        return _number(len(rows), "label")
    ordered = tuple(sorted(rows, key=lambda row: (-row[1], row[0])))
    return Answer("schema", "labels", table=Table(("label", "nodes"), ordered), subject=("label", "labels"))


def _of_each(reader: Reader) -> bool:
    """ "How many nodes per label": the nodes are counted, and not the labels."""
    counting, named = reader.first(Operator.COUNT), reader.first(Operator.LABELS)
    if counting is None or named is None:
        return False
    return any(counting.end <= noun.start and noun.end <= named.start for noun in reader.nouns)


def _one_property(reader: Reader) -> Item | None:
    """The property in "which labels have a country property"."""
    named = list(reader.properties())
    return named[0] if len(named) == 1 and not any(reader.verbs()) else None


def _having(reader: Reader, item: Item) -> Answer | None:
    meaning = item.as_a(PropertyMeaning)
    names = meaning.names if meaning else frozenset()
    if reader.first(*NEGATIONS):
        return None
    rows = tuple(
        (label.name, each.name, each.type)
        for label in reader.schema.labels
        for each in label.properties
        if each.name in names
    )
    reader.take(item)
    reader.take_all(Operator.PROPERTIES, Operator.INDEFINITE)
    if reader.first(Operator.COUNT):
        return _number(len({row[0] for row in rows}), "label")
    table = Table(("label", "property", "type"), rows)
    return Answer("schema", "labels with a property", table=table, subject=("label", "labels"))


def _properties_of_type(reader: Reader) -> Answer | None:
    """ "Which properties does MEMBER_OF have"."""
    verbs = list(reader.verbs())
    meaning = verbs[0].as_a(RelationshipMeaning) if len(verbs) == 1 else None
    info = reader.schema.relationship(min(meaning.types)) if meaning and len(meaning.types) == 1 else None
    if info is None:
        return None
    reader.take(verbs[0])
    reader.take_all(Operator.DEGREE, Operator.RELATIONSHIP_TYPES, Operator.INDEFINITE)
    reader.read |= {at for at, token in enumerate(reader.tokens) if token.key in RELATIONSHIPS}
    if reader.first(Operator.COUNT):
        return _number(len(info.properties), "property")
    rows = tuple((each.name, each.type, round(100 * each.coverage, 1)) for each in info.properties)
    table = Table(("property", "type", "filled_percent"), rows)
    return Answer("schema", f"properties of {info.type}", table=table, subject=("property", "properties"))


def _common_properties(reader: Reader, nouns: list[Noun]) -> Answer | None:
    """ "Which properties do A and B share"."""
    if not reader.first(Operator.SAME, Operator.BOTH) or reader.first(Operator.COUNT, *NEGATIONS):
        return None
    reader.take_all(Operator.SAME, Operator.BOTH, Operator.BETWEEN, Operator.TO)
    shared = set.intersection(*({i.name for i in reader.properties_of(noun.kind)} for noun in nouns))
    rows = tuple((i.name, i.type) for i in reader.properties_of(nouns[0].kind) if i.name in shared)
    said = " and ".join(reader.widest(noun.kind) for noun in nouns)
    table = Table(("property", "type"), rows)
    return Answer("schema", f"properties of {said}", table=table, subject=("property", "properties"))


def _properties(reader: Reader) -> Answer | None:
    nouns = [noun for noun in reader.nouns if noun.kind.names]
    if len(nouns) > 1:
        return _common_properties(reader, nouns)
    if not nouns and any(reader.verbs()):
        return _properties_of_type(reader)
    if reader.first(Operator.COUNT) and nouns:
        return _number(len(reader.properties_of(nouns[0].kind)), "property")
    if nouns:
        rows = tuple(
            (i.name, i.type, round(100 * i.coverage, 1)) for i in reader.properties_of(nouns[0].kind)
        )
        said = f"properties of {reader.widest(nouns[0].kind)}"
        return Answer(
            "schema",
            said,
            table=Table(("property", "type", "filled_percent"), rows),
            subject=("property", "properties"),
        )
    named = tuple(
        (label.name, i.name, i.type, round(100 * i.coverage, 1))
        for label in reader.schema.labels
        for i in label.properties
    )
    return Answer(
        "schema",
        "properties",
        table=Table(("label", "property", "type", "filled_percent"), named),
        subject=("property", "properties"),
    )


def _relationship_types(reader: Reader) -> Answer | None:
    nouns = [noun for noun in reader.nouns if noun.kind.names]
    only_types = reader.first(Operator.RELATIONSHIP_TYPES) is not None
    if len(nouns) == 2 and reader.first(Operator.COUNT) and not only_types:
        return _number_between(reader, *nouns)
    if len(nouns) == 2:
        return _connection(reader)
    if not only_types and reader.first(Operator.COUNT, Operator.TOP, Operator.EACH):
        return None
    if len(nouns) > 2 or (not only_types and not nouns and not _asks_which(reader)):
        return None
    if not only_types and any(noun.kind.names == frozenset() for noun in reader.nouns):
        return None
    outgoing = bool(reader.take_all(Operator.FROM, Operator.OUT_DEGREE))
    incoming = bool(reader.take_all(Operator.TO, Operator.IN_DEGREE))
    rows = []
    for triple in reader.schema.triples:
        starts = not nouns or _is(nouns[0], triple.start)
        ends = not nouns or _is(nouns[0], triple.end)
        if (starts and (outgoing or not incoming)) or (ends and (incoming or not outgoing)):
            rows.append((triple.start, triple.type, triple.end, triple.count))
    if not nouns:
        counts = tuple(sorted(reader.schema.relationship_counts.items(), key=lambda row: (-row[1], row[0])))
        if reader.first(Operator.COUNT):
            return _number(len(counts), "relationship type")
        table = Table(("relationship_type", "relationships"), counts)
        return Answer(
            "schema", "relationship types", table=table, subject=("relationship type", "relationship types")
        )
    table = Table(("from", "relationship_type", "to", "relationships"), tuple(rows))
    said = f"relationship types of {reader.widest(nouns[0].kind)}"
    return Answer("schema", said, table=table, subject=("relationship type", "relationship types"))


def _asks_which(reader: Reader) -> bool:
    """ "Which relationships are there": their types, where no other word says more of them."""
    asked = reader.first(Operator.WHICH)
    said = reader.first(Operator.DEGREE)
    beside = asked is not None and said is not None and reader.adjacent(asked.end, said.start)
    return beside and not any(reader.verbs()) and not any(reader.properties())


def _number_between(reader: Reader, one: Noun, other: Noun) -> Answer:
    """ "How many relationships connect users and tasks": those that lead from the one to the other."""
    ends = {reader.widest(one.kind), reader.widest(other.kind)}
    reader.take_all(Operator.CONNECTED, Operator.AND, Operator.TO, Operator.BETWEEN, Operator.FROM)
    reader.take_all(Operator.DEGREE, Operator.HOW_CONNECTED)
    total = sum(each.count for each in reader.schema.triples if {each.start, each.end} == ends)
    return _number(total, "relationship")


def _is(noun: Noun, label: str) -> bool:
    return label in noun.kind.names


def _connection(reader: Reader) -> Answer | None:
    """The shortest ways between two kinds of nodes."""
    nouns = [noun for noun in reader.nouns if noun.kind.names]
    if len(nouns) != 2:
        return None
    rows = []
    for way in reader.connections.ways(nouns[0].kind, nouns[1].kind):
        text = f"({reader.widest(nouns[0].kind)})"
        for i, hop in enumerate(way.hops):
            label = reader.widest(nouns[1].kind) if i == len(way.hops) - 1 else hop.label
            text += f"-[:{hop.type}]->({label})" if hop.forward else f"<-[:{hop.type}]-({label})"
        rows.append((", ".join(hop.type for hop in way.hops), text, len(way.hops)))
    reader.take_all(
        Operator.CONNECTED,
        Operator.AND,
        Operator.TO,
        Operator.BETWEEN,
        Operator.DEGREE,
        Operator.RELATIONSHIP_TYPES,
        Operator.FROM,
    )
    said = f"connections of {reader.widest(nouns[0].kind)} and {reader.widest(nouns[1].kind)}"
    return Answer(
        "schema",
        said,
        table=Table(("relationship_types", "connection", "hops"), tuple(rows)),
        subject=("connection", "connections"),
    )


def _whole(reader: Reader) -> Answer | None:
    return _triples("schema", tuple((t.start, t.type, t.end, t.count) for t in reader.schema.triples))


def _number(number: int, noun: str) -> Answer:
    table = Table(("total",), ((number,),))
    return Answer("count", f"number of {noun}", table=table, subject=(noun, plural(noun)))
