"""Kinds that are said of others: "files that are not Fasta", "are ada's files Fasta files"."""

from graph.nl.languages.small_words import COPULAS
from graph.nl.operators import Operator
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.query.tree import Condition, HasLabels, Not
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import ValueMeaning


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
