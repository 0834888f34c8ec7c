"""Conditions on times: "created after May", "in the last 30 days"."""

from typing import Final

from graph.nl.languages.small_words import NOTHING
from graph.nl.normalise import DateSpan, Token, TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.comparisons import add_condition
from graph.nl.parser.conditions.negation import NEGATIONS, take_negation
from graph.nl.parser.conditions.operands import is_time, is_time_like, within
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.nearness import nouns_by_nearness
from graph.nl.parser.nouns.owners import owned_properties
from graph.nl.parser.parts import Noun, Option
from graph.nl.parser.query.tree import Not
from graph.nl.parser.state import GUESSED, UNREAD, Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.words.wordforms import is_form_of
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
        if found := _time_of(reader, position - 1 if _is_deadline(reader, position) else position):
            noun, info, start = found
            span = _meant(reader, position, token.value)
            condition = within(noun.variable, info, span)
            if condition is None:
                continue
            if any(noun is n and info.name == name and _apart(span, s) for n, name, s in said):
                reader.doubt(UNREAD, "two times that exclude each other")
            said.append((noun, info.name, span))
            if _denies_itself(reader, start) and take_negation(reader, start):
                condition = Not(condition)
            reader.read.update({start, position})
            _take_form_of(reader, noun, start - 1)
            verb = reader.left_of(position, lambda each: each.as_a(RelationshipMeaning) is not None)
            if verb and not verb.as_a(LabelMeaning):
                reader.take(verb)
            add_condition(
                reader, noun, info, condition, start, position + 1, [], f"{spoken(info.name)} {token.text}"
            )


_DEADLINE: Final = "by"


def _meant(reader: Reader, position: int, span: DateSpan) -> DateSpan:
    """ "Started by March" is up to its end; who does something is no date."""
    if not _is_deadline(reader, position):
        return span
    reader.read.add(position - 1)
    return DateSpan(None, span.end)


def _denies_itself(reader: Reader, start: int) -> bool:
    """Whether a negation before a date is of the date: "run nothing since May" is no other time."""
    denial = reader.operator_left_of(start, *NEGATIONS)
    return denial is None or reader.tokens[denial.end - 1].key not in NOTHING


def _is_deadline(reader: Reader, position: int) -> bool:
    return position > 0 and reader.tokens[position - 1].key == _DEADLINE


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
        if not times or _is_time_of_deeds(reader, noun, position):
            continue
        if _is_one_reached(reader, noun, position):
            if any(item.asks(Operator.BY) and item.end <= noun.start for item in reader.items):
                continue  # "tasks run by ada in 2024": the time of the tasks
            return None  # "who joined MOSSNET in 2023" asks for no time of MOSSNET
        ranked = sorted(
            times, key=lambda info: (info.type != "datetime", -info.coverage, str(info.minimum), info.name)
        )
        weights = [1.0 if len(times) == 1 else GUESSED, *(GUESSED * 0.9 for _ in times[1:])]
        info = reader.choose(
            [Option(each, weight, spoken(each.name)) for each, weight in zip(ranked, weights, strict=True)]
        )
        return noun, info, position
    return None


def _is_one_reached(reader: Reader, noun: Noun, position: int) -> bool:
    """Whether a noun is one particular node, by its name, and the date is said of what it does or is done."""
    first = min(reader.nouns, key=lambda each: each.start)
    does = any(noun.start <= verb.start and verb.end <= position for verb in reader.verbs())
    return reader.is_named(noun) and (noun is not first or does)


def _is_time_of_deeds(reader: Reader, noun: Noun, position: int) -> bool:
    """ "Users who did not collect anything in 2023": the time of what they collected, and none of theirs."""
    for verb in reader.verbs():
        if not (noun.end <= verb.start and verb.end <= position):
            continue
        meaning = verb.as_a(RelationshipMeaning)
        reached = {
            label
            for kind in (meaning.types if meaning else ())
            for label in reader.connections.reached(noun.kind, kind, forward=True)
        }
        if any(
            is_time_like(each) for label in reached for each in reader.properties_of(Kind(frozenset({label})))
        ):
            return True
    return False


def _says(token: Token, info: PropertyInfo) -> bool:
    """Whether a word names a time: "started" the start, "published" the publication date."""
    return any(is_form_of(token.key, each) for each in words_of(info.name) if each not in _GENERIC)
