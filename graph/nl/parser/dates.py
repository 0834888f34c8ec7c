"""Conditions on times: "created after May", "in the last 30 days"."""

from typing import Final

from graph.nl.normalise import DateSpan, Token, TokenKind
from graph.nl.parser.comparisons import add_condition
from graph.nl.parser.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.negation import take_negation
from graph.nl.parser.nouns import nouns_by_nearness
from graph.nl.parser.operands import is_time, is_time_like, within
from graph.nl.parser.owners import owned_properties
from graph.nl.parser.parts import Noun, Option
from graph.nl.parser.state import GUESSED, UNREAD, Reader
from graph.nl.parser.tree import Not
from graph.nl.parser.wordforms import is_form_of
from graph.nl.stems import spoken, words_of
from graph.schema import PropertyInfo

_GENERIC: Final = frozenset({"date", "time", "at", "on"})


def find_dates(reader: Reader) -> None:
    """Every date is a condition on a time of the nearest noun that has one."""
    said: list[tuple[Noun, str, DateSpan]] = []
    for position, token in enumerate(reader.tokens):
        if (
            token.kind is not TokenKind.DATE
            or position in reader.read
            or not isinstance(token.value, DateSpan)
        ):
            continue
        if found := _time_of(reader, position):
            noun, info, start = found
            condition = within(noun.variable, info, token.value)
            if condition is None:
                continue
            if any(noun is n and info.name == name and _apart(token.value, s) for n, name, s in said):
                reader.doubt(UNREAD, "two times that exclude each other")
            said.append((noun, info.name, token.value))
            if take_negation(reader, start):
                condition = Not(condition)
            reader.read.update({start, position})
            _take_form_of(reader, noun, start - 1)
            verb = reader.left_of(position, lambda each: each.as_a(RelationshipMeaning) is not None)
            if verb and not verb.as_a(LabelMeaning):
                reader.take(verb)
            add_condition(
                reader, noun, info, condition, start, position + 1, [], f"{spoken(info.name)} {token.text}"
            )


def _apart(left: DateSpan, right: DateSpan) -> bool:
    """Whether no moment is in both."""
    return any(
        one.end is not None and other.start is not None and one.end <= other.start
        for one, other in ((left, right), (right, left))
    )


def _take_form_of(reader: Reader, noun: Noun, position: int) -> None:
    """ "Publications published in 2019": the word before a date says again what the noun says."""
    while position >= 0 and reader.is_filler(position):
        position -= 1
    if position >= noun.end and position not in reader.known_positions():
        words = {word for label in noun.kind.names for word in words_of(label)}
        if any(is_form_of(reader.tokens[position].key, word) for word in words):
            reader.read.add(position)


def _time_of(reader: Reader, position: int) -> tuple[Noun, PropertyInfo, int] | None:
    """The noun and its property that a date speaks of, and where that is said."""
    before = position - 1
    while (
        before >= 0
        and reader.is_filler(before)
        and not any(i.start == before for i in reader.items if i.as_a(PropertyMeaning))
    ):
        before -= 1
    named: Item | None = reader.left_of(
        position, lambda each: each.as_a(PropertyMeaning) is not None and not reader.taken(each)
    )
    for noun in nouns_by_nearness(reader, position):
        if named and (own := [i for i in owned_properties(reader, noun, named) if is_time_like(i)]):
            return noun, own[0], named.start
    for noun in nouns_by_nearness(reader, position):
        likely = [info for info in reader.properties_of(noun.kind) if is_time_like(info)]
        if before >= 0 and (said := [info for info in likely if _says(reader.tokens[before], info)]):
            return noun, said[0], before
        times = [info for info in likely if is_time(info)]
        if not times:
            continue
        ranked = sorted(
            times, key=lambda info: (info.type != "datetime", -info.coverage, str(info.minimum), info.name)
        )
        weights = [1.0 if len(times) == 1 else GUESSED, *(GUESSED * 0.9 for _ in times[1:])]
        info = reader.choose(
            [Option(each, weight, spoken(each.name)) for each, weight in zip(ranked, weights, strict=True)]
        )
        return noun, info, position
    return None


def _says(token: Token, info: PropertyInfo) -> bool:
    """Whether a word names a time: "started" the start, "published" the publication date."""
    return any(is_form_of(token.key, each) for each in words_of(info.name) if each not in _GENERIC)
