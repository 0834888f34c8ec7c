"""Of what is said of a noun, what makes a part of the others: "users in Italy who have an email"."""

from itertools import pairwise
from typing import Final

from graph.nl.languages.small_words import COPULAS, DOING, HAVING, NOR, RELATIVES
from graph.nl.operators import Operator
from graph.nl.parser.conditions.operands import speaks_of
from graph.nl.parser.parts import Link, Modifier, Noun, Option
from graph.nl.parser.query.build import children
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.words.meanings import RelationshipMeaning, ValueMeaning

_CLAUSES: Final = (
    *(Operator.NOT, Operator.WHO, Operator.WHICH, Operator.YES_NO),
    *(Operator.BOTH, Operator.NEITHER, Operator.PRESENT, Operator.ABSENT, Operator.ONLY),
)
Part = Modifier | Link


def part_of(reader: Reader, target: Noun) -> list[Part]:
    """What makes the part, where the rest is said of the whole.

    It is the last clause: "users in Italy who ran tasks" are a part of those in Italy. What "and" joins goes
    together; where no word tells, it is asked which is meant. Adjectives, and what stands before the noun,
    are said of the whole unless nothing else is said.
    """
    links = [link for link in children(reader, target) if link.child.start >= target.start]
    behind = [m for m in reader.modifiers_of(target) if not m.adjective and m.start >= target.end]
    parts: list[Part] = [*behind, *links, *_of_relationships(reader, links)]
    if not parts:
        return list(reader.modifiers_of(target))
    clauses = _clauses(reader, sorted(parts, key=lambda part: _span(reader, part)))
    told = [_is_told(reader, target, clauses, place) for place in range(len(clauses))]
    if told[-1] or len(clauses) == 1 or (_has_sign(reader, target, clauses) and not any(told)):
        taken = clauses[-1]
    elif any(told):  # "that failed with an error" is one clause
        taken = [part for clause in clauses[told.index(True) :] for part in clause]
    else:
        options = [Option(clauses[-1], GUESSED, "of the others"), Option(parts, GUESSED, "of all")]
        taken = reader.choose(options)
    owners = {id(part.child) for part in taken if isinstance(part, Link)}
    return [part for part in taken if isinstance(part, Link) or id(part.owner) not in owners]


def _of_relationships(reader: Reader, links: list[Link]) -> list[Modifier]:
    """Conditions on relationships that other words name, too: "users in Italy who are students"."""
    return [
        each
        for link in links
        for each in reader.modifiers_of(link.child)
        if _is_on(each, link) and (link.child.end > link.child.start) and not link.negated
    ]


def _is_on(modifier: Modifier, link: Link) -> bool:
    return bool(link.variable) and speaks_of(modifier.condition, link.variable)


def _clauses(reader: Reader, parts: list[Part]) -> list[list[Part]]:
    """The parts, those together that "and" or "or" joins."""
    clauses: list[list[Part]] = [[parts[0]]]
    for before, part in pairwise(parts):
        start, end = _span(reader, before)[1], _span(reader, part)[0]
        between = [item for item in reader.items if start <= item.start < end]
        nor = any(reader.tokens[position].key in NOR for position in range(start, end))
        if nor or any(item.asks(Operator.AND, Operator.OR, Operator.BUT) for item in between):
            clauses[-1].append(part)
        else:
            clauses.append([part])
    return clauses


def _is_told(reader: Reader, target: Noun, clauses: list[list[Part]], place: int) -> bool:
    """Whether a word says that something is told of the noun ("that", "are"), and not only which they are."""
    first, start, end = clauses[place][0], *_between(reader, target, clauses, place)
    signs = [item for item in reader.items if start <= item.start < end]
    if any(reader.tokens[p].key in RELATIVES | COPULAS | HAVING | DOING for p in range(start, end)):
        return True
    if any(item.asks(*_CLAUSES) for item in signs):
        return True
    # "Tasks run by ada failed": a value of its own, behind no preposition.
    alone = place > 0 and isinstance(first, Modifier) and first.start == start
    return alone and any(item.as_a(ValueMeaning) for item in signs)


def _has_sign(reader: Reader, target: Noun, clauses: list[list[Part]]) -> bool:
    """Whether the last clause is "with" or "without" something, or begins with a verb."""
    start, end = _between(reader, target, clauses, len(clauses) - 1)
    is_link = isinstance(clauses[-1][0], Link)
    return any(
        item.asks(Operator.WITH, Operator.WITHOUT) or (is_link and item.as_a(RelationshipMeaning) is not None)
        for item in reader.items
        if start <= item.start < end
    )


def _between(reader: Reader, target: Noun, clauses: list[list[Part]], place: int) -> tuple[int, int]:
    """From the end of the clause before to where what a clause speaks of begins."""
    first = clauses[place][0]
    start = _span(reader, clauses[place - 1][-1])[1] if place else target.end
    return start, first.child.start if isinstance(first, Link) else first.start + 1


def _span(reader: Reader, part: Part) -> tuple[int, int]:
    """From the first to the last token of a condition, or of a link without conditions on itself."""
    if isinstance(part, Modifier):
        return part.start, part.end
    ends = [part.child.end]
    ends += [each.end for each in reader.modifiers_of(part.child) if not _is_on(each, part)]
    ends += [_span(reader, link)[1] for link in children(reader, part.child)]
    return part.start, max(ends)
