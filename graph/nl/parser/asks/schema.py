"""Questions about the graph's own structure, which the live schema answers."""

from graph.nl.generate import Table
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer
from graph.nl.parser.asks.roles import ASKING
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader

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
        ((Operator.SCHEMA,), _whole),
    ):
        asked = reader.first(*operators)
        if asked and (answer := answers(reader)):
            reader.take_all(*operators, *_READ)
            return answer
    return None


def _labels(reader: Reader) -> Answer | None:
    if any(noun.kind.names for noun in reader.nouns):
        return None
    rows = tuple((info.name, info.count) for info in reader.schema.labels)
    if reader.first(Operator.COUNT):
        return _number(len(rows), "label")
    ordered = tuple(sorted(rows, key=lambda row: (-row[1], row[0])))
    return Answer("schema", "labels", table=Table(("label", "nodes"), ordered), subject=("label", "labels"))


def _properties(reader: Reader) -> Answer | None:
    nouns = [noun for noun in reader.nouns if noun.kind.names]
    if len(nouns) > 1:
        return None
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
    if len(nouns) == 2:
        return _connection(reader)
    if len(nouns) > 2 or (not only_types and (not nouns or reader.first(Operator.COUNT, Operator.TOP))):
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
    rows = tuple((t.start, t.type, t.end, t.count) for t in reader.schema.triples)
    return Answer(
        "schema",
        "schema",
        table=Table(("from", "relationship_type", "to", "relationships"), rows),
        subject=("connection", "connections"),
    )


def _number(number: int, noun: str) -> Answer:
    return Answer(
        "count", f"number of {noun}", table=Table(("total",), ((number,),)), subject=(noun, f"{noun}s")
    )
