"""What rows are grouped by: the nodes and properties behind "per", "for each" and "by"."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from graph.nl.languages.model import Unit
from graph.nl.operators import Operator
from graph.nl.parser.answer import shown
from graph.nl.parser.asks.periods import part_of_time, period_at, take_period
from graph.nl.parser.asks.roles import ASKING
from graph.nl.parser.conditions.relationships import requested_of_relationship
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.tree import Column, Property, Variable
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning
from graph.schema import PropertyInfo


@dataclass(frozen=True, slots=True)
class Key:
    """What rows are grouped by: a node, or a property of one."""

    noun: Noun
    info: PropertyInfo | None = None
    unit: Unit | None = None
    """Of a property that is a time: the year, month or day that it lies in."""

    @property
    def column(self) -> Column:
        """What a key with a property is, under its name."""
        name = self.info.name if self.info else ""
        if self.info and self.unit:
            return Column(part_of_time(self.noun, self.info, self.unit), self.unit.value)
        return Column(Property(self.noun.variable, name), name)


def take_keys(reader: Reader) -> list[Key]:
    """The keys behind "per", "for each" and "by"; further ones behind "and"."""
    marker = next((item for item in reader.items if _is_marker(reader, item)), None)
    if marker is None:
        return []
    keys: list[Key] = []
    position, joints = marker.end, [marker]
    while key_and_end := _key_at(reader, position):
        key, position = key_and_end
        keys.append(key)
        reader.take(*joints)
        joint = reader.operator_right_of(position, Operator.AND, Operator.BY, Operator.EACH)
        if joint is None:
            break
        again = reader.operator_right_of(joint.end, Operator.BY, Operator.EACH)  # "per X and per Y"
        joints = [joint, again] if again else [joint]
        position = joints[-1].end
    return keys


def common_key(reader: Reader, common: Item) -> list[Key]:
    """ "The most common file extension", "l'errore più comune": the property behind, or before."""
    named = next((item for item in reader.properties() if item.start >= common.end), None)
    named = named or _property_before(reader, common)
    key = key_of(reader, named) if named else None
    if named is None or key is None:
        return []
    reader.take(common, named)
    reader.take_all(Operator.AMONG)
    return [key]


def _property_before(reader: Reader, common: Item) -> Item | None:
    """The property that stands before, with nothing but its owner in between."""
    item = next((item for item in reversed(list(reader.properties())) if item.end <= common.start), None)
    if item is None or reader.taken(item):
        return None
    between = [noun for noun in reader.nouns if item.end <= noun.start and noun.end <= common.start]
    end = between[0].end if between else common.start
    near = reader.adjacent(item.end, between[0].start if between else common.start)
    return item if near and len(between) <= 1 and reader.adjacent(end, common.start) else None


def key_of(reader: Reader, item: Item) -> Key | None:
    """A property as a key: of a node, else of a relationship."""
    if found := owner_of_property(reader, item):
        return Key(found[0], found[1])
    if related := requested_of_relationship(reader, item):
        return Key(Noun(Kind(), item.start, item.end, related[0].variable), related[1])
    return None


def key_with_number(reader: Reader) -> list[Key]:
    """ "Projects and how many members they have": what stands before is listed with a number for each."""
    counting = reader.first(Operator.COUNT)
    joint = (
        reader.operator_left_of(counting.start, Operator.AND, Operator.WITH, Operator.ALONG)
        if counting
        else None
    )
    noun = next((n for n in reader.nouns if joint and reader.adjacent(n.end, joint.start)), None)
    if counting is None or joint is None or noun is None or noun.end == noun.start:
        return []
    if not any(other.start >= counting.end for other in reader.nouns):
        return []
    reader.take(joint)
    reader.take_all(Operator.POSSESSIVE)
    return [Key(noun)]


_OCCURS: Final = (Operator.COUNT, Operator.FREQUENCY)


def values_with_number(reader: Reader) -> list[Key]:
    """ "Statuses with their counts", "status breakdown": of each value of a property how many there are."""
    item = next((i for i in reader.properties() if not i.as_a(LabelMeaning)), None)
    if item is None:
        return []
    broken_down = reader.first(Operator.DISTRIBUTED)
    tail = [] if broken_down else number_of_each(reader, item.end)
    if not broken_down and not tail:
        return []
    key = key_of(reader, item)
    if key is None:
        return []
    reader.take(item, *tail)
    reader.take_all(Operator.DISTINCT)
    _drop_counted_again(reader)
    return [key]


def _drop_counted_again(reader: Reader) -> None:
    """ "Countries of specimens with the number of specimens in each": what is counted is named again."""
    for left, right in pairwise([*reader.nouns]):
        counting = reader.left_of(right.start)
        again = left.kind == right.kind and not reader.modifiers_of(right)
        if again and counting and counting.asks(Operator.COUNT):
            reader.nouns.remove(right)


def number_of_each(reader: Reader, position: int) -> list[Item]:
    """ "List each with its count", "and how often each occurs": what asks at the end for a number of each."""
    asked = [item for item in reader.items if item.asks(*_OCCURS) and item.start >= position]
    last = max([position, *(n.end for n in reader.nouns if not asked or n.end <= asked[0].start)])
    kinds = {n.kind for n in reader.nouns if asked and n.start >= asked[0].end and n.end > n.start}
    before = [n for n in reader.nouns if asked and n.end > n.start and n.end <= asked[0].start]
    if before and kinds - {noun.kind for noun in before}:
        return []  # "and how many tasks they ran"
    behind = [each for each in reader.items if each.start >= last and not reader.taken(each)]
    behind = [each for each in behind if not each.asks(Operator.ODD)]
    allowed = (
        *(Operator.COUNT, Operator.FREQUENCY, Operator.EACH, Operator.WITH, Operator.AND, Operator.ALONG),
        *(Operator.LIST, Operator.POSSESSIVE, Operator.DEFINITE),
    )
    asks = any(each.asks(*_OCCURS) for each in behind)
    of_each = any(each.asks(Operator.EACH, Operator.POSSESSIVE, Operator.WITH) for each in behind)
    if not asks or not of_each or not all(each.asks(*allowed) for each in behind):
        return []
    return behind


def _is_marker(reader: Reader, item: Item) -> bool:
    """ "Per" and the like; a "by" only where it is no verb's ("run by") and what follows can be a key."""
    if reader.taken(item):
        return False
    if item.asks(Operator.EACH):
        return True
    if item.asks(Operator.MORE, Operator.AMONG, Operator.TO) and reader.first(Operator.DISTRIBUTED):
        following = reader.right_of(item.end)  # "the distribution of members over roles"
        return following is not None and following.as_a(PropertyMeaning) is not None
    if not item.asks(Operator.BY):
        return False
    verb = reader.left_of(item.start)
    named = verb is not None and any(noun.start <= verb.start < noun.end for noun in reader.nouns)
    if verb and verb.as_a(RelationshipMeaning) and not verb.as_a(LabelMeaning) and not named:
        return False
    if period_at(reader, item.end):
        return True
    following = reader.right_of(item.end)
    if following and following.as_a(RelationshipMeaning) and not following.as_a(PropertyMeaning):
        behind = [
            n for n in reader.nouns if n.start == following.end < n.end
        ]  # "by coordinating institution"
        following = next((i for i in reader.items if behind and i.start == behind[0].start), following)
    noun = any(n.start == (following.start if following else -1) for n in reader.nouns)
    asking = (Operator.COUNT, Operator.AVERAGE, Operator.SUM, *ASKING)
    asks_number = any(each.asks(*asking) for each in reader.items)
    return following is not None and (following.as_a(PropertyMeaning) is not None or (noun and asks_number))


def period_key(reader: Reader, position: int) -> tuple[Key, int] | None:
    """The period that a word at a position names, and where its words end."""
    place = position
    while place < len(reader.tokens) and reader.is_filler(place):
        place += 1
    unit = period_at(reader, place)
    found = take_period(reader, place, unit) if unit else None
    return (Key(found[0], found[1], unit), found[2]) if found else None


def _key_at(reader: Reader, position: int) -> tuple[Key, int] | None:
    if period := period_key(reader, position):
        return period
    verb = reader.right_of(position, lambda each: each.as_a(RelationshipMeaning) is not None)
    if verb and not verb.as_a(PropertyMeaning) and any(n.start == verb.end < n.end for n in reader.nouns):
        position = verb.end  # "per coordinating institution"
    noun = next((n for n in reader.nouns if n.start >= position and reader.adjacent(position, n.start)), None)
    item = reader.right_of(
        position, lambda each: each.as_a(PropertyMeaning) is not None and not reader.taken(each)
    )
    if noun and noun.end > noun.start and (item is None or item.start >= noun.end):
        inner = reader.right_of(noun.end)
        if inner and inner.as_a(PropertyMeaning) and inner.start == noun.end and not reader.taken(inner):
            infos = owner_of_property(reader, inner, only=noun)
            if infos:
                reader.take(inner)
                return Key(noun, infos[1]), inner.end
        return Key(noun), noun.end
    if item and (key := key_of(reader, item)):
        reader.take(item)
        return key, item.end
    return None


def key_columns(reader: Reader, keys: list[Key]) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns of a stage that groups by nodes (none when only by properties), and those shown."""
    shown_columns: list[Column] = []
    staged: list[Column] = []
    for key in keys:
        if key.info is None:
            staged.append(Column(Variable(key.noun.variable), key.noun.variable))
            shown_columns.append(shown(reader, key.noun))
        else:
            staged.append(key.column)
            shown_columns.append(key.column)
    if all(key.info for key in keys):
        return (), tuple(shown_columns)
    visible = [
        column if key.info is None else Column(Variable(column.alias), column.alias)
        for key, column in zip(keys, shown_columns, strict=True)
    ]
    return tuple(staged), tuple(visible)
