"""What rows are grouped by: the nodes and properties behind "per", "for each" and "by"."""

from dataclasses import dataclass

from graph.nl.operators import Operator
from graph.nl.parser.answer import shown
from graph.nl.parser.connections import Kind
from graph.nl.parser.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.owners import owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.relationships import requested_of_relationship
from graph.nl.parser.state import Reader
from graph.nl.parser.tree import (
    Column,
    Property,
    Variable,
)
from graph.schema import PropertyInfo


@dataclass(frozen=True, slots=True)
class Key:
    """What rows are grouped by: a node, or a property of one."""

    noun: Noun
    info: PropertyInfo | None = None


def take_keys(reader: Reader) -> list[Key]:
    """The keys behind "per", "for each" and "by"; further ones behind "and"."""
    marker = next((item for item in reader.items if _is_marker(reader, item)), None)
    if marker is None:
        return []
    keys: list[Key] = []
    position, read = marker.end, [marker]
    while key_and_end := _key_at(reader, position):
        key, position = key_and_end
        keys.append(key)
        joint = reader.operator_right_of(position, Operator.AND, Operator.BY, Operator.EACH)
        if joint is None:
            break
        read.append(joint)
        position = joint.end
    if keys:
        reader.take(marker, *read[1 : len(keys)])
    return keys


def common_key(reader: Reader, common: Item) -> list[Key]:
    """ "The most common file extension": the property behind, of the noun beside it."""
    named = next((item for item in reader.properties() if item.start >= common.end), None)
    found = owner_of_property(reader, named) if named else None
    if named is None or found is None:
        return []
    reader.take(common, named)
    reader.take_all(Operator.AMONG)
    return [Key(found[0], found[1])]


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


def _is_marker(reader: Reader, item: Item) -> bool:
    """ "Per" and the like; a "by" only where it is no verb's ("run by") and what follows can be a key."""
    if reader.taken(item):
        return False
    if item.asks(Operator.EACH):
        return True
    if not item.asks(Operator.BY):
        return False
    verb = reader.left_of(item.start)
    if verb and verb.as_a(RelationshipMeaning) and not verb.as_a(LabelMeaning):
        return False
    following = reader.right_of(item.end)
    noun = any(n.start == (following.start if following else -1) for n in reader.nouns)
    asks_number = reader.first(Operator.COUNT, Operator.LIST, Operator.AVERAGE, Operator.SUM) is not None
    return following is not None and (following.as_a(PropertyMeaning) is not None or (noun and asks_number))


def _key_at(reader: Reader, position: int) -> tuple[Key, int] | None:
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
    if item and (found := owner_of_property(reader, item)):
        reader.take(item)
        return Key(found[0], found[1]), item.end
    if item and (related := requested_of_relationship(reader, item)):
        reader.take(item)
        return Key(Noun(Kind(), item.start, item.end, related[0].variable), related[1]), item.end
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
            staged.append(Column(Property(key.noun.variable, key.info.name), key.info.name))
            shown_columns.append(Column(Property(key.noun.variable, key.info.name), key.info.name))
    if all(key.info for key in keys):
        return (), tuple(shown_columns)
    visible = [
        column if key.info is None else Column(Variable(column.alias), column.alias)
        for key, column in zip(keys, shown_columns, strict=True)
    ]
    return tuple(staged), tuple(visible)
