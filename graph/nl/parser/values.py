"""Conditions that values and the presence of properties make."""

from itertools import pairwise
from typing import Final

from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning, ValueMeaning
from graph.nl.parser.negation import NEGATIONS, take_negation
from graph.nl.parser.operands import equals
from graph.nl.parser.owners import item_text, owned_properties, owner_of_property, owner_of_value
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.relationships import relationship_value
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.tree import Comparison, Condition, IsNull, Literal, Not, Property, any_of
from graph.nl.parser.wordforms import is_form_of
from graph.nl.stems import spoken, words_of

_OPPOSITE: Final = ("in", "un", "non", "non-", "dis", "im")
_TRUTHS: Final = {"true": True, "false": False, "vero": True, "falso": False}
SUPERLATIVES: Final = (
    *(Operator.TOP, Operator.BOTTOM, Operator.HIGHEST, Operator.LOWEST, Operator.LATEST, Operator.EARLIEST),
)


def find_values(reader: Reader) -> None:
    """Each value that the graph holds is a condition on the noun beside it, or on a noun of its own."""
    for item in list(reader.items):
        value = item.as_a(ValueMeaning)
        if value is None or reader.taken(item) or (not value.exact and item.as_a(RelationshipMeaning)):
            continue
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
        negated = noun.start != item.start and take_negation(reader, start, operators=denials)
        text = item_text(reader, item)
        sign = "not " if negated else ""
        said = f"{sign}{text}" if adjective else f"with {spoken(name)} {sign}{text}"
        condition = any_of([equals(noun.variable, infos[each], values) for each, values in found.properties])
        if negated and len(found.properties) == 1:
            condition = equals(noun.variable, infos[name], found.properties[0][1], negated=True)
        elif negated:
            condition = Not(condition)
        reader.take(item)
        _take_related_word(reader, item, name)
        reader.modifiers.append(Modifier(noun, item.start, item.end, condition, said, adjective, name))


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


def find_presence(reader: Reader) -> None:
    """Properties that must be there or must be missing: "without email", "with a phone"."""
    for item in list(reader.properties()):
        if item.as_a(LabelMeaning) or reader.taken(item):
            continue
        absent = _absence(reader, item)
        present = None if absent else _presence(reader, item)
        sign = absent or present
        if sign is None:
            continue
        listed = (item, *_listed_with(reader, item))
        if present and (end := reader.operator_right_of(listed[-1].end, Operator.PRESENT)):
            reader.take(end)
        for each in listed:
            found = owner_of_property(reader, each)
            if found is None:
                continue
            noun, info = found
            reader.take(sign, each)
            said = f"{'without' if absent else 'with'} {spoken(info.name)}"
            value = Property(noun.variable, info.name)
            condition: Condition = IsNull(value, negated=absent is None)
            if absent and info.type == "boolean" and absent.asks(Operator.NEITHER, Operator.NOT):
                condition = Comparison(value, "=", Literal(False, info.name))  # "neither active nor"
            start = min(each.start, sign.start) if each is item else each.start
            reader.modifiers.append(Modifier(noun, start, each.end, condition, said, property=info.name))
        for position in (item.start, sign.start):  # "both email and phone", "either no email or no phone"
            reader.take(*(b for b in [reader.operator_left_of(position, Operator.BOTH)] if b))


def _absence(reader: Reader, item: Item) -> Item | None:
    signs: tuple[Operator, ...] = (Operator.WITHOUT, Operator.ABSENT, Operator.NEITHER)
    if not item.as_a(RelationshipMeaning):  # "never collected" says what nobody did
        signs = (*signs, Operator.NOT)
    found = reader.operator_left_of(item.start, *signs)
    return found or reader.operator_right_of(item.end, Operator.ABSENT)


def _presence(reader: Reader, item: Item) -> Item | None:
    """A sign that a property must be there; not where it is asked for ("list users with name and email")."""
    if reader.operator_right_of(item.end, *SUPERLATIVES) or reader.operator_left_of(
        item.start, *SUPERLATIVES
    ):
        return None
    if found := reader.operator_right_of(item.end, Operator.PRESENT):
        return found
    if item.as_a(RelationshipMeaning):
        return None  # "has collected" says what somebody did
    both = reader.operator_left_of(item.start, Operator.BOTH)
    sign = reader.operator_left_of(both.start if both else item.start, Operator.WITH, Operator.PRESENT)
    if sign is None:
        return None
    if both or reader.first(Operator.COUNT, Operator.SHARE, Operator.COMPLETENESS, Operator.YES_NO):
        return sign
    between = [each for each in reader.items if sign.end <= each.start and each.end <= item.start]
    if any(each.asks(Operator.POSSESSIVE, Operator.DEFINITE) for each in between):
        return None
    owned = [info for noun in reader.nouns for info in owned_properties(reader, noun, item)]
    sparse = any(info.coverage < 1 for info in owned)
    some = any(each.asks(Operator.INDEFINITE) for each in between)
    return sign if sparse and (some or not reader.first(Operator.LIST)) else None


_JOINTS: Final = (Operator.AND, Operator.OR, Operator.BUT, Operator.NOT)


def _joint_behind(reader: Reader, last: Item) -> Item | None:
    """What goes on with a list of properties: a word that joins, or after a comma the next one at once."""
    if joint := reader.operator_right_of(last.end, *_JOINTS):
        return joint
    following = next((i for i in reader.items if i.start == last.end and not reader.taken(i)), None)
    listed = following and following.as_a(PropertyMeaning) and not following.as_a(LabelMeaning)
    behind = reader.right_of(following.end) if following else None
    goes_on = behind and (behind.asks(Operator.AND, Operator.OR) or behind.as_a(PropertyMeaning))
    return following if listed and goes_on else None


def _listed_with(reader: Reader, item: Item) -> list[Item]:
    """Further properties that "and", "or", "nor" joins to the first: "without email or phone"."""
    found: list[Item] = []
    last = item
    while joint := _joint_behind(reader, last):
        following = reader.right_of(
            joint.end, lambda i: i.as_a(PropertyMeaning) is not None and not i.as_a(LabelMeaning)
        )
        if joint.as_a(PropertyMeaning) and not joint.asks(*_JOINTS):
            found.append(joint)  # "first name, last name and email"
            last = joint
            continue
        nor = joint.asks(Operator.NOT)
        if following is None or reader.taken(following) or (not nor and _absence(reader, following)):
            break
        if joint.asks(Operator.AND, Operator.NOT):
            reader.take(joint)
        found.append(following)
        last = following
    return found


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
        if modifier.property and (having := reader.operator_left_of(modifier.start, Operator.WITH)):
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
    return any(word == f"{prefix}{name.casefold()}" for prefix in _OPPOSITE)


def _truth(reader: Reader, position: int) -> bool | None:
    """What a flag is said to be right behind its name ("active = false"); it is then read."""
    sign = reader.operator_right_of(position, Operator.EQUAL)
    place = sign.end if sign and sign.start == position else position
    while place < len(reader.tokens) and reader.is_filler(place):
        place += 1
    if place >= len(reader.tokens) or place in reader.read:
        return None
    value = _TRUTHS.get(reader.tokens[place].key)
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
                if left.end <= i.start and i.end <= right.start and i.asks(Operator.AND, Operator.OR)
            ),
            None,
        )
        if joint is None or left.owner is not right.owner or left.property != right.property:
            continue
        if not (reader.adjacent(left.end, joint.start) and reader.adjacent(joint.end, right.start)):
            continue
        values = [v for v in (_values_of(left), _values_of(right)) if v]
        info = reader.property_of(left.owner.kind, left.property)
        if len(values) != 2 or info is None or info.type == "list" or _are_ranges(left, right):
            continue
        if joint.asks(Operator.AND):
            reader.doubt(GUESSED, "either value is meant")
        reader.take(joint, *(b for b in [reader.operator_left_of(left.start, Operator.BOTH)] if b))
        both = sorted({*values[0], *values[1]}, key=str)
        negated = _is_negated(left)
        right.condition = equals(left.owner.variable, info, both, negated=negated)
        right.said = f"{left.said} or {right.said}"
        right.start = left.start
        reader.modifiers.remove(left)


def _are_ranges(left: Modifier, right: Modifier) -> bool:
    return any("<" in each.said or ">" in each.said for each in (left, right))


def _values_of(modifier: Modifier) -> list[str]:
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


def _is_negated(modifier: Modifier) -> bool:
    condition = modifier.condition
    return hasattr(condition, "condition") or (
        isinstance(condition, Comparison) and condition.operator == "<>"
    )
