"""Numbers with a unit: "more than half an hour", "above 2000 m", "the average size in MB"."""

from dataclasses import dataclass

from graph.nl.languages.measures import HALVES, LIGHT_VERBS, MEASURED_IN, ONE, UNITS, Measure
from graph.nl.languages.small_words import HOW, IN
from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.operands import NUMERIC
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.tree import Arithmetic, Expression, Number
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, PropertyMeaning, UnitMeaning
from graph.nl.stems import words_of
from graph.schema import PropertyInfo


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that stands in a question, the unit behind it if there is one, and where both end."""

    number: int | float
    unit: Measure | None
    end: int
    in_bytes: bool = False
    """Whether the number has been read together with its unit: "50 MB"."""


def quantity_at(reader: Reader, position: int) -> Quantity | None:
    """The number at a position, with its unit: "5", "2000 m", "half an hour", "an hour"."""
    start = position
    while start < len(reader.tokens) and reader.is_filler(start):
        start += 1
    if start >= len(reader.tokens) or start in reader.read:
        return None
    token = reader.tokens[start]
    if token.key in HALVES:
        return _unit_behind(reader, start + 1, 0.5)
    if token.kind is TokenKind.NUMBER and isinstance(token.value, int | float):
        found = _unit_behind(reader, start + 1, token.value)
        return found or Quantity(token.value, None, start + 1, in_bytes=_is_in_bytes(token.key))
    if start > position and reader.tokens[start - 1].key in ONE:
        return _unit_behind(reader, start, 1)
    return None


def _is_in_bytes(written: str) -> bool:
    unit = UNITS.get(written.split()[-1].lstrip("0123456789.,"))
    return unit is not None and unit.of == "size"


def _unit_behind(reader: Reader, position: int, number: int | float) -> Quantity | None:
    while position < len(reader.tokens) and reader.tokens[position].key in ONE:
        position += 1
    key = reader.tokens[position].key if position < len(reader.tokens) else ""
    unit = UNITS.get(key)
    return Quantity(number, unit, position + 1) if unit else None


def measure_of(info: PropertyInfo) -> Measure | None:
    """What a property is measured in, as far as its name says it."""
    if info.type not in NUMERIC:
        return None
    found = [MEASURED_IN[word] for word in words_of(info.name) if word in MEASURED_IN]
    return next((each for each in reversed(found) if each.factor), found[0] if found else None)


def converted(quantity: Quantity, info: PropertyInfo) -> int | float | None:
    """The number of a quantity in what a property is measured in; None where that cannot be told."""
    if quantity.unit is None:
        own = measure_of(info) if quantity.in_bytes else None
        in_own = own is not None and own.of == "size" and own.factor
        return quantity.number / in_own if in_own and in_own != 1 else quantity.number
    factor = _factor(quantity.unit, info)
    if factor is None:
        return None
    value = quantity.number * factor
    return int(value) if float(value).is_integer() else value


def _factor(unit: Measure, info: PropertyInfo) -> float | None:
    """How many of what a property is measured in make one of a unit."""
    own = measure_of(info)
    if own is None or own.of != unit.of or not own.factor or not unit.factor:
        return None
    return unit.factor / own.factor


def measured_by(reader: Reader, nouns: list[Noun], unit: Measure) -> tuple[Noun, PropertyInfo] | None:
    """The property that is measured in such units, of the first noun that has one and one only."""
    for noun in nouns:
        fitting = [info for info in reader.properties_of(noun.kind) if _factor(unit, info) is not None]
        if len(fitting) == 1:
            return noun, fitting[0]
        if fitting:
            return None
    return None


def converted_figure(value: Expression, info: PropertyInfo, unit: Measure) -> Expression | None:
    """A figure of a property in a unit; None where that cannot be told."""
    factor = _factor(unit, info)
    if factor is None:
        return None
    return Arithmetic(value, "/", Number(float(factor))) if factor != 1 else value


def in_unit(reader: Reader, value: Expression, info: PropertyInfo) -> tuple[Expression, str]:
    """A figure in the unit that the question asks for ("in MB"), with that unit's word; it is then read."""
    for item in reader.items:
        meaning = item.as_a(UnitMeaning)
        asked = meaning is not None and item.start > 0 and reader.tokens[item.start - 1].key in IN
        if meaning is None or not asked or reader.taken(item):
            continue
        figure = converted_figure(value, info, meaning.unit)
        if figure is not None:
            reader.take(item)
            return figure, reader.said(item.start, item.end)
    return value, ""


def take_light_verbs(reader: Reader) -> None:
    """ "How long do they take", "how many GB do they take up": the verb says nothing of its own."""
    asked = next((item for item in reader.items if asks_how_much(reader, item)), None)
    if asked is None:
        return
    for position in range(asked.end, len(reader.tokens)):
        if reader.tokens[position].key in LIGHT_VERBS:
            reader.read.add(position)
            reader.explained.add(position)


def asks_how_much(reader: Reader, item: Item) -> bool:
    """ "How long", and "how many" before a unit."""
    if item.as_a(PropertyMeaning) and reader.tokens[item.start].key in HOW:
        return True
    return item.asks(Operator.COUNT) and unit_behind(reader, item) is not None


def unit_behind(reader: Reader, counting: Item) -> Item | None:
    """The unit that is counted: "how many hours"."""
    return next((i for i in reader.items if i.start == counting.end and i.as_a(UnitMeaning)), None)
