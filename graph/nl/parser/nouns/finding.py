"""The nouns of a question: which kinds of nodes it speaks of."""

from graph.nl.languages.small_words import PLURAL_COPULAS, TRUTHS
from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.kinds import kind_of, together
from graph.nl.parser.words.meanings import (
    AgentMeaning,
    Item,
    LabelMeaning,
    PropertyMeaning,
    RelationshipMeaning,
    ValueMeaning,
)
from graph.nl.stems import singular


def find_nouns(reader: Reader) -> None:
    """Each label is a noun. Labels side by side that nodes have together are one ("Blast tasks")."""
    for index, item in enumerate(reader.items):
        if reader.taken(item):
            continue
        if item.asks(Operator.WHERE) and any(noun.end == item.start for noun in reader.nouns):
            reader.take(item)  # "institutions where nobody works"
            continue
        if _is_text(reader, item) or _is_truth(reader, item):
            continue
        if item.asks(Operator.COUNT) and (heads := item.as_a(LabelMeaning)):
            reader.add_noun(heads.kind, item.start, item.end)  # "headcount": of whom, the word says itself
            continue
        if _asks_for_property(reader, item):
            reader.take(item)  # "who is the funder of"
            continue
        kind = kind_of(reader, item)
        if kind is None or _is_value_of_property_beside(reader, item):
            continue
        last = reader.nouns[-1] if reader.nouns else None
        if last and last.kind.names and not kind.names and _ends_a_verb(reader, item):
            reader.take(item)  # "who never collected anything"
        elif (
            last
            and last.end == item.start
            and not _says_what(reader, last)
            and (both := together(reader, last.kind, kind))
        ):
            reader.take(item)
            last.kind, last.end = both, item.end
        elif last and item.asks(Operator.WHO):
            continue  # a relative pronoun
        elif last and _names_who(reader, last, item, kind):
            reader.take(item)
            last.kind, last.start, last.end = kind, item.start, item.end
        elif item.as_a(AgentMeaning) and not item.as_a(LabelMeaning) and _is_said_of(reader, item, kind):
            agent = item.as_a(AgentMeaning)  # it says what somebody named does: "is ada a member of ..."
            if agent and not agent.receives and not item.as_a(RelationshipMeaning):
                reader.items[index] = Item(item.start, item.end, (RelationshipMeaning(agent.types),))
            continue
        else:
            reader.take(item)
            noun = reader.add_noun(kind, item.start, item.end)
            if item.asks(Operator.WHO) and (by := reader.operator_left_of(item.start, Operator.BY)):
                reader.take(by)
            agent = item.as_a(AgentMeaning)
            noun.does = agent.types if agent and not item.as_a(LabelMeaning) else frozenset()
            noun.receives = agent is not None and agent.receives


def _says_what(reader: Reader, last: Noun) -> bool:
    """ "Are the failed tasks Blast tasks": behind a plural, what they are asked to be."""
    word = reader.tokens[last.end - 1].key
    return reader.tokens[0].key in PLURAL_COPULAS and reader.tokens[1].key == "the" and singular(word) != word


def _is_value_of_property_beside(reader: Reader, item: Item) -> bool:
    """ "The results bucket", "role coordinator": beside its property a word is what the graph holds there."""
    value = item.as_a(ValueMeaning)
    if value is None:
        return False
    last = reader.nouns[-1] if reader.nouns else None
    if last and not item.as_a(LabelMeaning) and _is_role_of(reader, last, value):
        return True
    held = {place.property for place in value.places}
    before = reader.left_of(item.start)
    if before and before.asks(Operator.OR, Operator.AND, Operator.NOT) and not item.as_a(LabelMeaning):
        other = reader.left_of(before.start)  # "neither students nor coordinators"
        beside = other.as_a(ValueMeaning) if other else None
        if beside and _held_in(beside) & _held_in(value):
            return True
    while before and before.asks(Operator.EQUAL, Operator.YES_NO):  # "whose role is coordinator"
        before = reader.left_of(before.start)
    behind = next((each for each in reader.items if each.start == item.end), None)
    named = [beside.as_a(PropertyMeaning) for beside in (before, behind) if beside and not _is_kind(beside)]
    return any(meaning is not None and meaning.names & held for meaning in named)


def _held_in(value: ValueMeaning) -> set[tuple[str, str]]:
    return {(place.owner, place.property) for place in value.places}


def _asks_for_property(reader: Reader, item: Item) -> bool:
    """Whether "who is the" is followed by a property, whose value is then what is asked for."""
    being = reader.right_of(item.end) if item.asks(Operator.WHO) else None
    article = reader.right_of(being.end) if being and being.asks(Operator.YES_NO) else None
    named = reader.right_of(article.end) if article and article.asks(Operator.DEFINITE) else None
    if named is None or named.as_a(PropertyMeaning) is None:
        return False
    return not any(
        named.as_a(other) for other in (LabelMeaning, AgentMeaning, RelationshipMeaning, ValueMeaning)
    )


def _is_role_of(reader: Reader, who: Noun, value: ValueMeaning) -> bool:
    """ "Who is coordinator of": what somebody is in a relationship of theirs, where it holds such a word."""
    asked = next((each for each in reader.items if each.start == who.start), None)
    types = {kind for kind, _ in reader.connections.steps(who.kind)}
    held = {place.owner for place in value.places if place.of_relationship}
    return asked is not None and asked.asks(Operator.WHO) and bool(types & held)


def _is_kind(item: Item) -> bool:
    return item.as_a(LabelMeaning) is not None


def _names_who(reader: Reader, who: Noun, item: Item, kind: Kind) -> bool:
    """ "Who is the busiest user": the noun says again whom "who" asks for, and nothing stands between."""
    asked = next((each for each in reader.items if each.start == who.start), None)
    if asked is None or not asked.asks(Operator.WHO) or not who.kind.names & kind.names:
        return False
    between = [each for each in reader.items if asked.end <= each.start and each.end <= item.start]
    return bool(between) and between[0].asks(Operator.YES_NO)


def _is_text(reader: Reader, item: Item) -> bool:
    """ "Files ending in .xml", "that starts with user": letters, whatever else they mean."""
    ends = (Operator.STARTS_WITH, Operator.ENDS_WITH)
    return any(each.end == item.start and each.asks(*ends) for each in reader.items)


def _is_truth(reader: Reader, item: Item) -> bool:
    """ "(active = true)": what a property is said to be."""
    sign = next((each for each in reader.items if each.end == item.start), None)
    return reader.tokens[item.start].key in TRUTHS and sign is not None and sign.asks(Operator.EQUAL)


def _ends_a_verb(reader: Reader, item: Item) -> bool:
    """Whether a word for any node stands right behind a verb: all it says is that there is one."""
    verb = reader.left_of(item.start)
    return verb is not None and verb.as_a(RelationshipMeaning) is not None


def _is_said_of(reader: Reader, item: Item, kind: Kind) -> bool:
    denial = reader.operator_left_of(item.start, Operator.NOT)  # "users who are not members of ..."
    start = denial.start if denial else item.start
    before = [noun for noun in reader.nouns if reader.adjacent(noun.end, start)]
    same = any(noun.kind.names & kind.names for noun in before)
    return same or any(each.end == item.start and each.asks(Operator.INDEFINITE) for each in reader.items)


def drop_repeated_nouns(reader: Reader) -> None:
    """A path that is drawn with arrows, and one of its ends named again: "A -> B, count the As"."""
    for noun in list(reader.nouns):
        first = next((n for n in reader.nouns if n.kind == noun.kind), noun)
        if reader.explained and first is not noun:
            reader.nouns.remove(noun)
