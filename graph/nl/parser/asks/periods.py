"""Years, months and days as what rows are grouped by: "tasks per month", "the year with most uploads"."""

import datetime as dt
from typing import Final

from graph.nl.languages import WORDS
from graph.nl.languages.model import Unit
from graph.nl.normalise import DateSpan, TokenKind
from graph.nl.parser.asks.roles import time_of
from graph.nl.parser.conditions.comparisons import add_condition
from graph.nl.parser.conditions.operands import NUMERIC, is_time, within
from graph.nl.parser.nouns.nearness import nouns_by_nearness
from graph.nl.parser.nouns.owners import owned_properties
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.tree import Call, Expression, Number, Property
from graph.nl.parser.state import Reader
from graph.nl.stems import spoken
from graph.schema import PropertyInfo

_LETTERS: Final = {Unit.YEAR: 4, Unit.MONTH: 7, Unit.DAY: 10}
"""How much of a time, written as ISO 8601, says which of these it lies in."""
_YEARS: Final = range(1900, 2200)


def period_at(reader: Reader, position: int) -> Unit | None:
    """The unit that the word at a position names, where no noun has a property of that name."""
    if position >= len(reader.tokens) or position in reader.read:
        return None
    token = reader.tokens[position]
    unit = WORDS[reader.request.question.language].dates.units.get(token.key)
    if token.kind is not TokenKind.WORD or unit not in _LETTERS:
        return None
    named = [item for item in reader.properties() if item.start == position]
    owned = any(owned_properties(reader, noun, item) for item in named for noun in reader.nouns)
    return None if owned else unit


def take_period(reader: Reader, position: int, unit: Unit) -> tuple[Noun, PropertyInfo, int] | None:
    """The noun and its time that a unit at a position speaks of, and where its words end."""
    found = _time(reader, position)
    if found is None or (found[1].type in NUMERIC and unit is not Unit.YEAR):
        return None
    noun, info = found
    reader.read.add(position)
    return noun, info, _take_year(reader, noun, info, position + 1)


def part_of_time(noun: Noun, info: PropertyInfo, unit: Unit) -> Expression:
    """The year, month or day of a time."""
    value = Property(noun.variable, info.name)
    if info.type in NUMERIC:
        return value
    text = Call("substring", (Call("toString", (value,)), Number(0), Number(_LETTERS[unit])))
    return Call("toInteger", (text,)) if unit is Unit.YEAR and not info.iso_text else text


def _time(reader: Reader, position: int) -> tuple[Noun, PropertyInfo] | None:
    """The time that the question names ("registered per year"), else that of the nearest noun with one."""
    for item in reader.properties():
        for noun in nouns_by_nearness(reader, position):
            named = [info for info in owned_properties(reader, noun, item) if is_time(info)]
            if named:
                reader.take(item)
                return noun, named[0]
    for noun in nouns_by_nearness(reader, position):
        if found := time_of(reader, noun):
            return found
    return None


def _take_year(reader: Reader, noun: Noun, info: PropertyInfo, position: int) -> int:
    """ "In each month of 2025": a year behind the unit is a condition."""
    place = position
    while place < len(reader.tokens) and reader.is_filler(place):
        place += 1
    token = reader.tokens[place] if place < len(reader.tokens) else None
    if (
        token is None
        or token.kind is not TokenKind.NUMBER
        or token.value not in _YEARS
        or place in reader.read
    ):
        return position
    zone = reader.request.question.asked_at.tzinfo
    year = int(str(token.value))
    span = DateSpan(dt.datetime(year, 1, 1, tzinfo=zone), dt.datetime(year + 1, 1, 1, tzinfo=zone))
    if condition := within(noun.variable, info, span):
        reader.read.add(place)
        said = f"{spoken(info.name)} in {year}"
        add_condition(reader, noun, info, condition, place, place + 1, [], said)
    return place + 1
