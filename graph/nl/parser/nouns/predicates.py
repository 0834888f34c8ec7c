"""Kinds that are said of others: "files that are not Fasta", "are ada's files Fasta files"."""

from graph.nl.languages import Language
from graph.nl.languages.small_words import COPULAS
from graph.nl.operators import Operator
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.nouns.relationship_nouns import only_operators
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.query.tree import Condition, HasLabels, Not
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import (
    Item,
    LabelMeaning,
    PropertyMeaning,
    RelationshipMeaning,
    ValueMeaning,
)
from graph.nl.parser.words.wordforms import is_participle


def find_kinds(reader: Reader) -> None:
    """A kind that is said of a noun is a condition on it: "files that are not Fasta"."""
    for noun in list(reader.nouns):
        joint = reader.operator_left_of(noun.start, Operator.OR)
        end = joint.start if joint else noun.start
        negation = reader.operator_left_of(end, *NEGATIONS)
        before = [n for n in reader.nouns if n.end <= end and n is not noun]
        owner = before[-1] if before else None
        sign = joint or negation  # "not A or B", "neither A nor B"
        said_of = [
            m
            for m in reader.modifiers
            if sign and m.end == sign.start and isinstance(m.condition, HasLabels | Not)
        ]
        start = negation.start if negation else noun.start
        copula = not said_of and _is_predicate(reader, noun, start)
        if said_of:
            owner = said_of[0].owner
        elif copula and not _could_be(reader, owner, noun):
            owner = next((n for n in reversed(before) if _could_be(reader, n, noun)), owner)
        if (
            owner is None
            or not owner.kind.labels
            or not noun.kind.labels
            or noun.kind.labels <= owner.kind.labels
        ):
            continue
        if not reader.schema.together(owner.kind.labels | noun.kind.labels):
            continue
        behind = copula or (owner.end < noun.start and reader.adjacent(owner.end, start))
        if not said_of and not behind:
            continue
        condition: Condition = HasLabels(owner.variable, noun.kind.labels)
        if negation:
            reader.take(negation)
            condition = Not(condition)
        reader.nouns.remove(noun)
        said = f"that are {'not ' if negation else ''}{' '.join(sorted(noun.kind.labels))}"
        reader.modifiers.append(Modifier(owner, noun.start, noun.end, condition, said))


def _is_predicate(reader: Reader, noun: Noun, start: int) -> bool:
    """Whether a noun says what others are: "files used by tasks are Fasta", "are ada's files Fasta files"."""
    if any(reader.tokens[p].key in COPULAS for p in (start - 1, start) if 0 < p < noun.start):
        return True
    inverted = reader.tokens[0].key in COPULAS and noun is reader.nouns[-1]
    before = next((item for item in reader.items if item.end == start), None)
    ends = any(other.end == start for other in reader.nouns if other is not noun)
    return inverted and (ends or (before is not None and before.as_a(ValueMeaning) is not None))


def _could_be(reader: Reader, owner: Noun | None, noun: Noun) -> bool:
    """Whether nodes of the one kind can be of the other, too."""
    labels = owner.kind.labels if owner else frozenset[str]()
    return bool(labels and noun.kind.labels) and reader.schema.together(labels | noun.kind.labels)


def find_deeds(reader: Reader) -> None:
    """ "Users who never started a task": what is said of a time of the tasks, somebody does to them.

    It is so where a noun stands before the participle and right behind it another one, whose time it is, and
    where one relationship alone leads from the one to the other.
    """
    for index, item in enumerate(reader.items):
        meaning = item.as_a(PropertyMeaning)
        if meaning is None or item.as_a(RelationshipMeaning) or item.as_a(LabelMeaning):
            continue
        whom = next(
            (n for n in reader.nouns if n.start >= item.end and only_operators(reader, item.end, n.start)),
            None,
        )
        who = next((n for n in reversed(reader.nouns) if n.end <= item.start), None)
        if (
            whom is None
            or who is None
            or not is_participle(reader.tokens[item.end - 1].key, _language(reader))
        ):
            continue
        of_them = any(info.name in meaning.names for info in reader.properties_of(whom.kind))
        of_who = any(info.name in meaning.names for info in reader.properties_of(who.kind))
        ways = reader.connections.ways(who.kind, whom.kind)
        doing = (Operator.WHO, Operator.YES_NO)
        said = any(i.asks(*doing) and who.start <= i.start < item.start for i in reader.items)
        said = said or reader.adjacent(who.end, item.start)
        if said and of_them and not of_who and len(ways) == 1 and len(ways[0].hops) == 1:
            reader.items[index] = Item(item.start, item.end, (RelationshipMeaning(ways[0].types),))


def _language(reader: Reader) -> Language:
    return reader.request.question.language
