"""Properties of relationships: "users in the Genomics department", "which department does ada work in"."""

from graph.nl.normalise import DateSpan, TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.comparisons import SIGNS, sign_of, token_at
from graph.nl.parser.conditions.negation import NEGATIONS, goes_on_denying, take_negation
from graph.nl.parser.conditions.operands import NUMERIC, compares, equals, is_time_like, within
from graph.nl.parser.nouns.connections import Hop, Kind, Way
from graph.nl.parser.parts import Link, Modifier, Noun
from graph.nl.parser.query.tree import Condition, any_of
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, PropertyMeaning, ValueMeaning
from graph.nl.stems import spoken
from graph.schema import PropertyInfo


def relationship_value(reader: Reader, item: Item, value: ValueMeaning) -> None:
    """A value that only relationships have, as a condition on that of the nearest noun which has one."""
    for place in value.places:
        info = _info(reader, place.owner, place.property) if place.of_relationship else None
        if _is_said_of_another(reader, place.owner, item):
            continue
        link = link_by(reader, place.owner, item) if info else None
        if info is None or link is None:
            continue
        denial = reader.operator_left_of(item.start, Operator.NOT)
        start = denial.start if denial else item.start
        for beside in (reader.left_of(start, _is_property), reader.right_of(item.end, _is_property)):
            if beside and place.property in _names(beside):
                reader.take(beside)
        if (joint := _joint_to_denied(reader, link, item, info)) is not None:
            reader.take(item, joint)
            said = next(m for m in reader.modifiers_of(link.child) if m.property == info.name)
            also = equals(link.variable, info, place.spellings)
            said.condition, said.end = any_of([said.condition, also]), item.end
            return
        negated = take_negation(reader, item.start)
        # "Members of X who are not students" are members still; of who are not, nothing else is said.
        stays = all(noun.end > noun.start for noun in (link.parent, link.child))
        link.negated = negated and not stays
        reader.take(item)
        condition = equals(link.variable, info, place.spellings, negated=negated and stays)
        add_relationship_condition(reader, link, info, condition, item.start, item.end)
        return


def _joint_to_denied(reader: Reader, link: Link, item: Item, info: PropertyInfo) -> Item | None:
    """The "nor" or "or" that joins a value to another one which the link may not have: "neither A nor B"."""
    said = [m for m in reader.modifiers_of(link.child) if m.property == info.name]
    if not link.negated or len(said) != 1:
        return None
    joint = reader.operator_left_of(item.start, Operator.OR, *NEGATIONS)
    if joint is None or not reader.adjacent(said[0].end, joint.start):
        return None
    return joint if joint.asks(Operator.OR) or goes_on_denying(reader, joint) else None


def _is_said_of_another(reader: Reader, kind: str, item: Item) -> bool:
    """Whether the word is an adjective of nodes that have no such relationship."""
    noun = next((each for each in reader.nouns if each.end == item.start and each.end > each.start), None)
    return (
        noun is not None
        and bool(noun.kind.names)
        and not any(reader.connections.reached(noun.kind, kind, forward=way) for way in (True, False))
    )


def find_relationship_properties(reader: Reader) -> None:
    """ "Since before 2011", "since 2015": a property of relationships with its number or date behind it."""
    for item in list(reader.properties()):
        for kind, info in _owned(reader, item):
            if _compare(reader, item, kind, info):
                break


def _compare(reader: Reader, item: Item, kind: str, info: PropertyInfo) -> bool:
    """The property compared with what stands behind it; false where nothing does."""
    comparing = reader.right_of(item.end, lambda each: each.asks(*SIGNS))
    position = comparing.end if comparing else item.end
    while position < len(reader.tokens) and reader.is_filler(position):
        position += 1
    token = token_at(reader, position, TokenKind.DATE, TokenKind.NUMBER)
    if token is None and (before := _sign_before(reader, item)):
        comparing, position = before, item.start - 1  # "below 0.8 confidence"
        token = token_at(reader, position, TokenKind.NUMBER)
    if token is None or (token.kind is TokenKind.DATE and not is_time_like(info)):
        return False
    if token.kind is TokenKind.NUMBER and not _is_amount(reader, info, position):
        return False
    link = link_by(reader, kind, item)
    if link is None:
        return False
    condition: Condition | None = None
    if isinstance(token.value, DateSpan):
        condition = within(link.variable, info, token.value)
    elif token.value is not None:
        sign = sign_of(comparing) if comparing else "="
        condition = compares(link.variable, info, sign, token.value)
    if condition is None:
        return False
    reader.take(item, *([comparing] if comparing else []))
    reader.read.add(position)
    add_relationship_condition(reader, link, info, condition, item.start, position + 1)
    return True


def _is_amount(reader: Reader, info: PropertyInfo, position: int) -> bool:
    """Whether a number is compared with the property, and does not say how many of a noun there are."""
    counts = any(noun.end > noun.start == position + 1 for noun in reader.nouns)
    return info.type in NUMERIC and not counts


def _sign_before(reader: Reader, item: Item) -> Item | None:
    """What compares with the number right before a property."""
    return next((i for i in reader.items if i.end == item.start - 1 and i.asks(*SIGNS)), None)


def requested_of_relationship(reader: Reader, item: Item) -> tuple[Link, PropertyInfo] | None:
    """The relationship of a noun, and its property that is asked for."""
    for kind, info in _owned(reader, item):
        if link := link_by(reader, kind, item):
            return link, info
    return None


def link_by(reader: Reader, kind: str, item: Item) -> Link | None:
    """The link by a relationship type from the nearest noun that has one, with a variable of its own."""
    for link in reader.links:
        if link.way.hops[-1].type == kind and len(link.way.hops) == 1:
            link.variable = link.variable or _variable(reader)
            return link
    for noun in sorted(reader.nouns, key=lambda each: abs(each.start - item.start)):
        for forward in (True, False):
            reached = reader.connections.reached(noun.kind, kind, forward=forward)
            if not reached:
                continue
            common = reader.connections.common_label(reached)
            child = next((n for n in reader.nouns if n is not noun and n.kind.names & reached), None)
            if child and _hang_together(reader, noun, child):
                continue
            if child is None:
                end = Kind(frozenset({common})) if common else Kind(any_of=reached)
                child = reader.add_noun(end, item.end, item.end)
            link = Link(noun, child, Way((Hop(kind, forward),)), item.start, variable=_variable(reader))
            reader.links.append(link)
            return link
    doers = reader.connections.common_label(reader.connections.ends(kind, forward=False))
    if not doers:
        return None
    reader.add_noun(Kind(frozenset({doers})), item.start, item.start)
    return link_by(reader, kind, item)


def _hang_together(reader: Reader, first: Noun, second: Noun) -> bool:
    """Whether links lead from one to the other already: one more would lead in a circle."""
    reached, grows = {id(first)}, True
    while grows:
        ends = [{id(link.parent), id(link.child)} for link in reader.links]
        more = set().union(*(pair for pair in ends if pair & reached)) - reached
        reached, grows = reached | more, bool(more)
    return id(second) in reached


def _variable(reader: Reader) -> str:
    return reader.variable_for(Kind(frozenset({"r"})))


def _owned(reader: Reader, item: Item) -> list[tuple[str, PropertyInfo]]:
    """The relationship types with a property of that name, where no noun has one."""
    names = _names(item)
    if any(info.name in names for noun in reader.nouns for info in reader.properties_of(noun.kind)):
        return []
    return [
        (each.type, info)
        for each in reader.schema.relationships
        for info in each.properties
        if info.name in names
    ]


def _info(reader: Reader, kind: str, name: str) -> PropertyInfo | None:
    relationship = reader.schema.relationship(kind)
    return relationship.property(name) if relationship else None


def _is_property(item: Item) -> bool:
    return item.as_a(PropertyMeaning) is not None


def _names(item: Item) -> frozenset[str]:
    meaning = item.as_a(PropertyMeaning)
    return meaning.names if meaning else frozenset()


def add_relationship_condition(
    reader: Reader, link: Link, info: PropertyInfo, condition: Condition, start: int, end: int
) -> None:
    """A condition on a property of a link's relationship, said by the tokens ``start`` to ``end``."""
    said = f"with {spoken(info.name)} {reader.said(start, end)}"
    reader.modifiers.append(Modifier(link.child, start, end, condition, said, property=info.name))
