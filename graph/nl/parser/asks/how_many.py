"""How many there are: of nodes, of values, of relationships."""

from dataclasses import replace

from graph.nl.languages.small_words import DEGREES, NUMBER_OF, TYPES
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer
from graph.nl.parser.asks.lists import is_list
from graph.nl.parser.asks.roles import ASKING, asked_noun, owner_of_asked, requested_properties, type_of
from graph.nl.parser.conditions.relationships import link_by
from graph.nl.parser.nouns.connections import Hop, Kind
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import counted, node_of, pattern_of
from graph.nl.parser.query.tree import Call, Column, Edge, Expression, Node, Property, Query, Unwind, Variable
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning
from graph.nl.stems import plural, spoken
from graph.schema.model import Direction


def count(reader: Reader) -> Answer | None:
    """ "How many X ...", "number of X"."""
    asked = reader.first(Operator.COUNT) or _total(reader)
    if asked and (things := _count_things(reader, asked)):
        return things
    target = asked_noun(reader) or (owner_of_asked(reader) if asked else None)
    if asked is None or target is None:
        return None
    reader.take(asked)
    reader.take_all(Operator.COUNT, Operator.LIST, Operator.WHICH)
    distinct = reader.first(Operator.DISTINCT)
    connect(reader, target)
    # "How many statuses do tasks have"; behind the noun a property is a condition that was not understood.
    asks_values = distinct or any(asked.end <= i.start <= target.start for i in reader.properties())
    if asks_values and (found := requested_properties(reader, target)):
        return _count_values(reader, target, found)
    if distinct:
        if found := type_of(reader, [distinct], target):
            return _count_values(reader, target, found)
        reader.take(distinct)
    present = reader.operator_right_of(target.end, Operator.PRESENT)
    if present and present.end == len(reader.tokens):
        reader.take(present)  # "quanti taxa sono registrati": that there are
    pattern = pattern_of(reader, target)
    query = Query(pattern, (Column(counted(reader, target, pattern), "total"),))
    return Answer("count", "number of", query, target=target)


def _count_things(reader: Reader, asked: Item) -> Answer | None:
    """ "How many identifications": the relationships themselves."""
    verb = reader.right_of(asked.end, lambda item: item.as_a(RelationshipMeaning) is not None)
    meaning = verb.as_a(RelationshipMeaning) if verb and not verb.as_a(LabelMeaning) else None
    if verb is None or meaning is None or not meaning.nominal or len(meaning.types) != 1:
        return None
    link = link_by(reader, min(meaning.types), verb)
    if link is None:
        return None
    reader.take(asked, verb)
    reader.take_all(*ASKING)
    connect(reader, link.parent)
    number = Column(Call("count", (Variable(link.variable),), distinct=True), "total")
    said = reader.said(verb.start, verb.end)
    query = Query(pattern_of(reader, link.parent), (number,))
    return Answer("count", "number of", query, subject=(said, said))


def _total(reader: Reader) -> Item | None:
    """ "Total users", "users: total?": with nothing that could be added up, it is how many there are."""
    total = reader.first(Operator.SUM)
    if total is None or any(reader.properties()) or len(reader.nouns) != 1:
        return None
    [noun] = reader.nouns
    behind = max([noun.end, *(each.end for each in reader.modifiers_of(noun))])
    ahead = min([noun.start, *(each.start for each in reader.modifiers_of(noun))])
    beside = reader.adjacent(behind, total.start) or reader.adjacent(total.end, ahead)
    return total if beside else None


def count_relationships(reader: Reader) -> Answer | None:
    """ "How many INPUT relationships are there", "how many relationships does ada have"."""
    asked = reader.first(Operator.DEGREE, Operator.IN_DEGREE, Operator.OUT_DEGREE)
    if (
        asked is None
        or len(reader.nouns) > 1
        or not (reader.first(Operator.COUNT) or _is_number(reader, asked))
    ):
        return _count_paths(reader)
    verb = next((each for each in reader.verbs()), None)
    meaning = verb.as_a(RelationshipMeaning) if verb else None
    if len(meaning.types if meaning else ()) > 1:
        return None
    kind = reader.left_of(verb.start, lambda each: each.as_a(PropertyMeaning) is not None) if verb else None
    if kind and reader.tokens[kind.start].key in TYPES:
        reader.take(kind)  # "relationships of type X"
    direction: Direction = (
        "out" if asked.asks(Operator.OUT_DEGREE) else "in" if asked.asks(Operator.IN_DEGREE) else "both"
    )
    reader.take(asked, *([verb] if verb else []))
    reader.take_all(Operator.COUNT, *ASKING)
    target = reader.nouns[0] if reader.nouns else reader.add_noun(Kind(), asked.start, asked.start)
    if not reader.modifiers_of(target) and not target.kind.names:
        direction = "out"  # each relationship once
    hops = tuple(Hop(kind, direction != "in") for kind in (meaning.types if meaning else ()))
    connect(reader, target)
    pattern = pattern_of(reader, target)
    edge = Edge(node_of(target), Node(""), hops, "r", direction)
    pattern = replace(pattern, nodes=(*pattern.nodes, Node("")), edges=(*pattern.edges, edge))
    query = Query(pattern, (Column(Call("count", (Variable("r"),)), "total"),))
    return Answer("count", "number of", query, subject=("relationship", "relationships"))


def _is_number(reader: Reader, asked: Item) -> bool:
    """ "Numero di relazioni", "the degree of task 7": words that ask for a number by themselves."""
    if reader.first(Operator.EACH, Operator.TOP, Operator.BOTTOM, Operator.AVERAGE, Operator.WITH):
        return False
    key = reader.tokens[asked.start].key
    return key in NUMBER_OF or (key in DEGREES and any(map(reader.is_named, reader.nouns)))


def _count_paths(reader: Reader) -> Answer | None:
    """ "How many (:User)-[:RUNS]->(:Task) are there": relationships, not nodes."""
    counting = reader.first(Operator.COUNT)
    drawn = sorted(reader.explained)
    if counting is None or not drawn or len(reader.nouns) != 2 or reader.nouns[0].start < counting.end:
        return None
    if not any(reader.nouns[0].end <= position < reader.nouns[1].start for position in drawn):
        return None
    reader.take(counting)
    connect(reader, reader.nouns[0])
    [link] = reader.links
    link.variable = reader.variable_for(Kind(frozenset({"r"})))
    pattern = pattern_of(reader, reader.nouns[0])
    query = Query(pattern, (Column(Call("count", (Variable(link.variable),)), "total"),))
    return Answer("count", "number of", query, subject=("relationship", "relationships"))


def _count_values(reader: Reader, target: Noun, found: list[tuple[Noun, str]]) -> Answer | None:
    """ "How many different statuses do tasks have"."""
    if len(found) != 1:
        return None
    [(owner, name)] = found
    reader.take_all(Operator.DISTINCT)
    value: Expression = Property(owner.variable, name)
    stages: tuple[Unwind, ...] = ()
    if is_list(reader, owner, name):
        stages, value = (Unwind(value, name),), Variable(name)
    total = Column(Call("count", (value,), distinct=True), "total")
    query = Query(pattern_of(reader, target), (total,), stages=stages)
    subject = spoken(name)
    return Answer("count", "number of different", query, target=target, subject=(subject, plural(subject)))
