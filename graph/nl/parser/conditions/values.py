"""Conditions that values and the presence of properties make."""

from itertools import pairwise
from typing import Final

from graph.nl.languages.small_words import OPPOSITE_PREFIXES, TRUTHS
from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.negation import NEGATIONS, goes_on_denying, take_negation
from graph.nl.parser.conditions.operands import equals, speaks_of
from graph.nl.parser.conditions.relationships import relationship_value
from graph.nl.parser.nouns.owners import item_text, owned_properties, owner_of_value
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.query.tree import Comparison, Literal, Not, Property, any_of
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.words.meanings import (
    Item,
    LabelMeaning,
    PropertyMeaning,
    RelationshipMeaning,
    ValueMeaning,
)
from graph.nl.parser.words.wordforms import is_form_of
from graph.nl.stems import spoken, words_of
from graph.schema import PropertyInfo

_SHORTEST: Final = 3
"""Shorter values have no other forms."""


def find_values(reader: Reader) -> None:
    """Each value that the graph holds is a condition on the noun beside it, or on a noun of its own."""
    for item in list(reader.items):
        value = item.as_a(ValueMeaning)
        if value is None or reader.taken(item) or (not value.exact and item.as_a(RelationshipMeaning)):
            continue
        if _is_small_word(reader, item, value):
            continue  # "its", where the graph has "ITS"
        if item.as_a(RelationshipMeaning) and any(noun.start == item.start for noun in reader.nouns):
            continue  # "without a coordinator": what the relationship leads to
        found = owner_of_value(reader, item, value.places)
        if found is None:
            relationship_value(reader, item, value)
            continue
        noun, name = found.noun, found.properties[0][0]
        infos = {info.name: info for info in reader.properties_of(noun.kind)}
        start = _start_of_phrase(reader, item, name)
        adjective = item.end <= noun.start
        # "No failed tasks" denies the tasks, "not failed tasks" that they failed.
        denials = (Operator.NOT,) if adjective else NEGATIONS
        negated = noun.start != item.start and not (adjective and _is_one(reader, start))
        negated = negated and take_negation(reader, start, operators=denials)
        text = item_text(reader, item)
        sign = "not " if negated else ""
        said = f"{sign}{text}" if adjective else f"with {spoken(name)} {sign}{text}"
        condition = any_of([equals(noun.variable, infos[each], values) for each, values in found.properties])
        if negated and len(found.properties) == 1:
            condition = equals(noun.variable, infos[name], found.properties[0][1], negated=True)
        elif negated:
            condition = Not(condition)
        reader.take(item)
        _take_property_behind(reader, item, name)
        _take_related_word(reader, item, name)
        reader.modifiers.append(Modifier(noun, item.start, item.end, condition, said, adjective, name))


def _is_small_word(reader: Reader, item: Item, value: ValueMeaning) -> bool:
    """ "Its specimens", where the graph has "ITS"; "fatto", where it has "fa"."""
    spellings = {spelling for place in value.places for spelling in place.spellings}
    if not value.exact and all(len(spelling) < _SHORTEST for spelling in spellings):
        return True
    whose = item.asks(Operator.POSSESSIVE) and item_text(reader, item) not in spellings
    return whose and any(noun.start == item.end for noun in reader.nouns)


def _is_one(reader: Reader, start: int) -> bool:
    """ "Who never had a failed task": with an article before it, it is the noun that is denied."""
    return any(item.end == start and item.asks(Operator.INDEFINITE) for item in reader.items)


def _take_property_behind(reader: Reader, item: Item, name: str) -> None:
    """ "The results bucket": the property says again of what the word before it is a value."""
    behind = next((each for each in reader.items if each.start == item.end and not reader.taken(each)), None)
    meaning = behind.as_a(PropertyMeaning) if behind and not behind.as_a(LabelMeaning) else None
    if behind and meaning and name in meaning.names:
        reader.take(behind)


def _take_related_word(reader: Reader, item: Item, name: str) -> None:
    """ "Funded by Blue Fund": a word before a value that is another form of its property's name."""
    by = reader.operator_left_of(item.start, Operator.BY)
    position = (by.start if by else item.start) - 1
    while position >= 0 and reader.is_filler(position):
        position -= 1
    if position < 0 or position in reader.known_positions():
        return
    if any(is_form_of(reader.tokens[position].key, word) for word in words_of(name)):
        reader.read.add(position)
        reader.take(*([by] if by else []))


def _start_of_phrase(reader: Reader, item: Item, name: str) -> int:
    """Where "status Failed" begins, so that a "not" in front of it is seen; the property is read with it."""
    before = reader.left_of(item.start)
    named = before.as_a(PropertyMeaning) if before else None
    if before and named and name in named.names and not reader.taken(before):
        reader.take(before)
        return before.start
    return item.start


def find_flags(reader: Reader) -> None:
    """A property that is true or false, used as an adjective: "active users"."""
    for item in list(reader.properties()):
        for noun in reader.nouns:
            info = next((i for i in owned_properties(reader, noun, item) if i.type == "boolean"), None)
            if info is None:
                continue
            truth = _truth(reader, item.end)
            if truth is None and not _describes(reader, noun, item.start, item.end):
                continue
            negated = take_negation(reader, item.start)
            reader.take(item)
            negated = negated is not (truth is False)
            condition = Comparison(Property(noun.variable, info.name), "=", Literal(not negated, info.name))
            said = f"{'not ' if negated else ''}{spoken(info.name)}"
            reader.modifiers.append(Modifier(noun, item.start, item.end, condition, said, True, info.name))
            break


def _describes(reader: Reader, noun: Noun, start: int, end: int) -> bool:
    """Whether an adjective stands by a noun, before it or behind: "users that are not active"."""
    denial = reader.operator_left_of(start, Operator.NOT)
    return noun.start == end or reader.adjacent(noun.end, denial.start if denial else start)


def take_having(reader: Reader) -> None:
    """ "Growing on", "following": a verb that only says that something has the value behind it."""
    for modifier in reader.modifiers:
        info = reader.property_of(modifier.owner.kind, modifier.property)
        signs = (Operator.WITH, Operator.CONTAINS) if info and info.type == "list" else (Operator.WITH,)
        if modifier.property and (having := reader.operator_left_of(modifier.start, *signs)):
            reader.take(having)


def find_opposites(reader: Reader) -> None:
    """ "Inactive users", of a property "active": the word for its being false."""
    known = reader.known_positions()
    for position, token in enumerate(reader.tokens):
        if position in known or token.kind is not TokenKind.WORD or reader.is_filler(position):
            continue
        for noun in reader.nouns:
            if not _describes(reader, noun, position, position + 1):
                continue
            flags = (info for info in reader.properties_of(noun.kind) if info.type == "boolean")
            info = next((i for i in flags if _is_opposite(token.key, i.name)), None)
            if info is None:
                continue
            negated = take_negation(reader, position)
            reader.read.add(position)
            condition = Comparison(Property(noun.variable, info.name), "=", Literal(negated, info.name))
            said = f"{'' if negated else 'not '}{spoken(info.name)}"
            reader.modifiers.append(Modifier(noun, position, position + 1, condition, said, True, info.name))
            break


def _is_opposite(word: str, name: str) -> bool:
    return any(word == f"{prefix}{name.casefold()}" for prefix in OPPOSITE_PREFIXES)


def _truth(reader: Reader, position: int) -> bool | None:
    """What a flag is said to be right behind its name ("active = false"); it is then read."""
    sign = reader.operator_right_of(position, Operator.EQUAL)
    place = sign.end if sign and sign.start == position else position
    while place < len(reader.tokens) and reader.is_filler(place):
        place += 1
    if place >= len(reader.tokens) or place in reader.read:
        return None
    value = TRUTHS.get(reader.tokens[place].key)
    if value is not None:
        reader.read.add(place)
        reader.take(*([sign] if sign and place != position else []))
    return value


def merge_values(reader: Reader) -> None:
    """Several values of one property are alternatives: "failed or cancelled", "in Italy and France"."""
    ordered = sorted(reader.modifiers, key=lambda each: each.start)
    for left, right in pairwise(ordered):
        joint = next(
            (
                i
                for i in reader.items
                if left.end <= i.start
                and i.end <= right.start
                and (i.asks(Operator.AND, Operator.OR) or _goes_on(reader, left, i))
            ),
            None,
        )
        if joint is None or left.owner is not right.owner or left.property != right.property:
            continue
        if not (reader.adjacent(left.end, joint.start) and reader.adjacent(joint.end, right.start)):
            continue
        values = [v for v in (values_of(left), values_of(right)) if v]
        info, variable = _compared(reader, left)
        if variable != _compared(reader, right)[1]:
            continue
        if len(values) != 2 or info is None or info.type == "list" or _are_ranges(left, right):
            continue
        if joint.asks(Operator.AND) and not is_negated(left):
            reader.doubt(GUESSED, "either value is meant")
        reader.take(joint, *(b for b in [reader.operator_left_of(left.start, Operator.BOTH)] if b))
        both = sorted({*values[0], *values[1]}, key=str)
        negated = is_negated(left)
        right.condition = equals(variable, info, both, negated=negated)
        right.said = f"{left.said} or {right.said}"
        right.start = left.start
        reader.modifiers.remove(left)


def _compared(reader: Reader, modifier: Modifier) -> tuple[PropertyInfo | None, str]:
    """The property that a condition is about, of a node or a relationship, and the variable of either."""
    for link in reader.links:
        if link.variable and speaks_of(modifier.condition, link.variable):
            known = reader.schema.relationship(link.way.hops[-1].type)
            return (known.property(modifier.property) if known else None), link.variable
    return reader.property_of(modifier.owner.kind, modifier.property), modifier.owner.variable


def _goes_on(reader: Reader, left: Modifier, joint: Item) -> bool:
    """ "No tasks that are failed nor cancelled": the nodes are denied, and their values are alternatives."""
    return goes_on_denying(reader, joint) and not is_negated(left)


def _are_ranges(left: Modifier, right: Modifier) -> bool:
    return any("<" in each.said or ">" in each.said for each in (left, right))


def values_of(modifier: Modifier) -> list[str]:
    """The values that an equality allows (or, negated, excludes)."""
    condition = modifier.condition
    inner = getattr(condition, "condition", condition)
    if (
        isinstance(inner, Comparison)
        and inner.operator in ("=", "<>", "IN")
        and isinstance(inner.right, Literal)
    ):
        value = inner.right.value
        return list(value) if isinstance(value, list) else [value]
    return []


def is_negated(modifier: Modifier) -> bool:
    """Whether an equality excludes its values."""
    condition = modifier.condition
    return hasattr(condition, "condition") or (
        isinstance(condition, Comparison) and condition.operator == "<>"
    )
