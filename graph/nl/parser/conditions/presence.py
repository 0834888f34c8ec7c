"""Properties that must be there or must be missing: "without email or phone", "with both"."""

from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.nouns.owners import owned_properties, owner_of_property
from graph.nl.parser.nouns.relationship_nouns import is_perfect
from graph.nl.parser.parts import Modifier
from graph.nl.parser.query.tree import Comparison, Condition, IsNull, Literal, Property
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.words.wordforms import is_participle
from graph.nl.stems import spoken

SUPERLATIVES: Final = (
    *(Operator.TOP, Operator.BOTTOM, Operator.HIGHEST, Operator.LOWEST, Operator.LATEST, Operator.EARLIEST),
)


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
        denied = absent is not None and absent.end <= item.start and absent.asks(*_DENIALS)
        listed = (item, *_listed_with(reader, item, sign, denied=denied))
        if present or denied:  # "with a phone known", "have no habitat recorded"
            reader.take(*(e for e in [reader.operator_right_of(listed[-1].end, Operator.PRESENT)] if e))
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


_EITHER: Final = "either"


def _absence(reader: Reader, item: Item) -> Item | None:
    signs: tuple[Operator, ...] = (Operator.WITHOUT, Operator.ABSENT, Operator.NEITHER)
    if item.as_a(RelationshipMeaning) and is_perfect(reader, item):
        return None  # "non hanno raccolto"
    if not item.as_a(RelationshipMeaning):  # "never collected" says what nobody did
        signs = (*signs, Operator.NOT)
    if _has_an_object(reader, item):
        return None
    either = reader.operator_left_of(item.start, Operator.BOTH)
    if either and reader.tokens[either.start].key != _EITHER:
        either = None  # who is "without both" may have one of them
    found = reader.operator_left_of(either.start if either else item.start, *signs)
    return found or reader.operator_right_of(_end_of_list(reader, item), Operator.ABSENT)


def _has_an_object(reader: Reader, item: Item) -> bool:
    """ "Who never started a task": what somebody did to the noun behind, and no time that is missing."""
    article = next((i for i in reader.items if i.start == item.end and i.asks(Operator.INDEFINITE)), None)
    end = article.end if article else item.end
    done = is_participle(reader.tokens[item.end - 1].key, reader.request.question.language)
    before = any(noun.end <= item.start for noun in reader.nouns)
    return (
        done
        and before
        and any(noun.start >= end and reader.adjacent(end, noun.start) for noun in reader.nouns)
    )


def _end_of_list(reader: Reader, item: Item) -> int:
    """Where the properties end of which one thing is said: "whose email or phone is missing"."""
    end = item.end
    for _ in range(_MOST_LISTED):
        joint = next((i for i in reader.items if i.start == end and i.asks(Operator.AND, Operator.OR)), None)
        if joint is None:
            break
        following = next((i for i in reader.items if i.start == joint.end and not reader.taken(i)), None)
        if following is None or not following.as_a(PropertyMeaning) or following.as_a(LabelMeaning):
            break
        end = following.end
    return end


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
    if sign is None or (sign.end == item.start and item.start in reader.glossed):
        return None  # "does each database have (db_name)"
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


_MOST_LISTED: Final = 8


_DENIALS: Final = (Operator.WITHOUT, Operator.NOT, Operator.NEITHER)


def _listed_with(reader: Reader, item: Item, sign: Item, *, denied: bool) -> list[Item]:
    """Further properties that "and", "or", "nor" joins to the first: "without email or phone" has neither."""
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
        if following is None or reader.taken(following):
            break
        own = None if nor else _absence(reader, following)
        if own is not None and own is not sign:
            break
        if joint.asks(Operator.BUT) or _has_own_sign(reader, joint.end, following.start):
            break
        if joint.asks(Operator.AND, Operator.NOT) or denied:
            reader.take(joint)
        found.append(following)
        last = following
    return found


def _has_own_sign(reader: Reader, start: int, end: int) -> bool:
    """ "Without phone and with email", "no phone but an email": it is said anew that it must be there."""
    return any(start <= each.start and each.end <= end and each.asks(Operator.WITH) for each in reader.items)
