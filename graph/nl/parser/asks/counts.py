"""Several counts in one answer: "how many A and how many B", "are there more A than B"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from graph.nl.languages import Language
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, amount_alias
from graph.nl.parser.asks.roles import ASKING, take_asking
from graph.nl.parser.asks.tally import link_towards
from graph.nl.parser.asks.together import the_others
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.query.build import count_of, counted, node_of, pattern_of, renamed
from graph.nl.parser.query.tree import Column, Comparison, CountOf, Pattern, Query, Stage, Variable, all_of
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item
from graph.nl.stems import plural, spoken

MAX_COUNTS: Final = 5
_FEWER: Final = (Operator.LESS, Operator.BOTTOM)


def several_counts(reader: Reader) -> Answer | None:
    """ "How many users and how many tasks", "number of users, tasks and files": a column for each."""
    asked = reader.first(Operator.COUNT)
    nouns = reader.nouns
    if asked is None or not 2 <= len(nouns) <= MAX_COUNTS or nouns[0].start < asked.end:
        return None
    if reader.links or any(reader.verbs()) or any(reader.properties()):
        return None
    joints = [_joint(reader, left, right) for left, right in pairwise(nouns)]
    if None in joints or not any(joints):
        return None
    reader.take(*(item for between in joints for item in between or ()))
    reader.take_all(Operator.COUNT, *ASKING, Operator.YES_NO)
    names = _names(reader, [*nouns])
    query = _counts(reader, [(name, pattern_of(reader, n), n) for name, n in zip(names, nouns, strict=True)])
    said = " and ".join(names).replace("_", " ")
    return Answer("table", f"numbers of {said}", query, subject=("", ""))


def _joint(reader: Reader, left: Noun, right: Noun) -> tuple[Item, ...] | None:
    """The "and" or the next "how many" between two nouns; empty at a comma, None where words stand there."""
    start = max([left.end, *(m.end for m in reader.modifiers_of(left) if m.start >= left.end)])
    own = {p for m in reader.modifiers_of(right) if m.adjective for p in range(m.start, m.end)}
    joints = [each for each in reader.items if start <= each.start and each.end <= right.start]
    joints = [each for each in joints if each.asks(Operator.AND, Operator.COUNT)]
    covered = own | {p for each in joints for p in range(each.start, each.end)}
    if not all(p in covered or reader.is_filler(p) for p in range(start, right.start)):
        return None
    if joints:
        return tuple(joints)
    comma = f"{reader.tokens[start - 1].text}," in reader.request.question.text
    return () if comma else None


def _names(reader: Reader, nouns: Sequence[Noun]) -> list[str]:
    """A name for each count, no two the same."""
    names: list[str] = []
    for noun in nouns:
        name = alias = amount_alias(reader, noun)
        words = "_".join(m.said.replace(" ", "_") for m in reader.modifiers_of(noun) if m.adjective)
        if words and words.isidentifier():
            name = alias = f"{words}_{alias}".lower()
        while name in names:
            name = f"{alias}_{len(names) + 1}"
        names.append(name)
    return names


def _counts(reader: Reader, counts: Sequence[tuple[str, Pattern, Noun]]) -> Query:
    """One row: the first number from the pattern itself, the others each from a pattern of its own."""
    name, pattern, noun = counts[0]
    first = Column(Variable(name), name)
    others = [Column(CountOf(inner, each.variable), said) for said, inner, each in counts[1:]]
    stages = Stage((Column(counted(reader, noun, pattern), name),)), Stage((first, *others))
    shown = tuple(Column(Variable(said), said) for said, _, _ in counts)
    return Query(pattern, shown, stages=stages)


def compared_counts(reader: Reader) -> Answer | None:
    """ "Are there more A than B", "do users in A run more tasks than those in B": whether it is so."""
    than = reader.first(Operator.THAN)
    more = _more(reader, than) if than else None
    opening = reader.first(Operator.YES_NO)
    if than is None or more is None or opening is None or opening.start > more.start:
        return None
    left = [noun for noun in reader.nouns if noun.start < than.start]
    right = [noun for noun in reader.nouns if noun.start >= than.end]
    measured = next((n for n in left if n.start >= more.end), None) or next(iter(right), None)
    if measured is None:
        return None
    reader.take(more, than, opening)
    if left == [measured] and len(right) == 1 and right[0].kind != measured.kind and not any(reader.verbs()):
        sides = [measured, right[0]]
        patterns = [pattern_of(reader, noun) for noun in sides]
        return _compared(reader, sides, patterns, fewer=more.asks(*_FEWER))
    found = _both_sides(reader, measured, left, right, than)
    if found is None:
        return None
    return _compared(reader, [measured, measured], found, fewer=more.asks(*_FEWER))


_OF: Final = frozenset({"di", "del", "dello", "della", "dell", "dei", "degli", "delle"})


def outnumbering(reader: Reader) -> Answer | None:
    """ "Users with more tasks than ada", "utenti con più task di ada": those with more than one has."""
    more = next((i for i in reader.items if i.asks(*_more_and_less(reader)) and not reader.taken(i)), None)
    said = [noun for noun in reader.nouns if noun.end > noun.start]
    if more is None or len(said) != 2 or len(reader.nouns) != 2 or said[0].end > more.start:
        return None
    target, measured = said
    named = [m for m in reader.modifiers_of(target) if m.start >= measured.end]
    if len(named) != 1 or measured.start < more.end or not reader.adjacent(more.end, measured.start):
        return None
    if not reader.is_named(target):
        return None  # "istituzioni con più utenti della Francia": those of one country
    between = range(measured.end, named[0].start)
    than = reader.first(Operator.THAN, after=measured.end)
    if than is None and not any(reader.tokens[p].key in _OF for p in between):
        return None
    other = Noun(target.kind, 0, 0, reader.variable_for(target.kind))
    [name] = named
    name.condition, name.owner = renamed(name.condition, target.variable, other.variable), other
    reader.take(more, *([than] if than else []))
    connect(reader, target)
    link = link_towards(reader, target, measured)
    if link is None or link.negated or link.amount or len(reader.links) != 1:
        return None
    take_asking(reader)
    reader.take_all(Operator.WITH)
    own, theirs = count_of(reader, link), count_of(reader, replace(link, parent=other))
    sign = "<" if more.asks(*_FEWER) else ">"
    whose = name.said.removeprefix("with ")
    many = f"with number of {spoken(amount_alias(reader, measured))} {sign} {whose}"
    compared = Modifier(target, more.start, measured.end, Comparison(own, sign, theirs), many)
    reader.links.remove(link)
    reader.modifiers.append(compared)
    conditions = [m.condition for n in (target, other) for m in reader.modifiers_of(n)]
    return the_others(reader, target, Pattern((node_of(target), node_of(other)), (), all_of(conditions)))


def _more_and_less(reader: Reader) -> list[Operator]:
    """What compares; Italian says "più" and "meno" for "most" and "least", too."""
    italian = reader.request.question.language is Language.ITALIAN
    return [Operator.MORE, Operator.LESS, *((Operator.TOP, Operator.BOTTOM) if italian else ())]


def _more(reader: Reader, than: Item) -> Item | None:
    """The word that compares, before "than"."""
    compares = _more_and_less(reader)
    found = [i for i in reader.items if i.asks(*compares) and not reader.taken(i) and i.end <= than.start]
    return found[-1] if found else None


def _both_sides(
    reader: Reader, measured: Noun, left: list[Noun], right: list[Noun], than: Item
) -> list[Pattern] | None:
    """One pattern twice: with what is said before "than", and with what is said of the same behind it."""
    partners = {id(noun): next((other for other in left if other.kind == noun.kind), None) for noun in right}
    if left:
        if None in partners.values():
            return None
        reader.nouns = [noun for noun in reader.nouns if noun in left]
    elif right != [measured]:
        return None
    behind: list[tuple[Noun, Modifier]] = []
    for modifier in [m for m in reader.modifiers if m.start >= than.end]:
        owner = partners.get(id(modifier.owner)) or modifier.owner
        behind.append((owner, replace(modifier, condition=modifier.condition)))
        reader.modifiers.remove(modifier)
    if not behind or reader.links:
        return None
    said_twice = {id(owner) for owner, _ in behind}
    if any(owner.variable != modifier.owner.variable for owner, modifier in behind):
        behind = [(owner, _moved(modifier, owner)) for owner, modifier in behind]
    if not all(any(m.owner is owner for m in reader.modifiers) for owner, _ in behind):
        return None
    connect(reader, measured)
    first = pattern_of(reader, measured)
    reader.modifiers = [m for m in reader.modifiers if id(m.owner) not in said_twice]
    reader.modifiers += [modifier for _, modifier in behind]
    return [first, pattern_of(reader, measured)]


def _moved(modifier: Modifier, owner: Noun) -> Modifier:
    """A condition, said of another noun."""
    condition = renamed(modifier.condition, modifier.owner.variable, owner.variable)
    return replace(modifier, condition=condition, owner=owner)


def _compared(reader: Reader, sides: list[Noun], patterns: list[Pattern], *, fewer: bool) -> Answer:
    names = ["first", "second"]
    triples = [(name, p, noun) for name, p, noun in zip(names, patterns, sides, strict=True)]
    query = _counts(reader, triples)
    answer = Comparison(Variable("first"), "<" if fewer else ">", Variable("second"))
    query = replace(query, columns=(Column(answer, "answer"), *query.columns))
    many = plural(spoken(reader.widest(sides[0].kind) or "node"))
    return Answer("boolean", f"whether there are {'fewer' if fewer else 'more'}", query, subject=(many, many))
