"""From the meanings in a question to its readings, each a draft."""

from collections.abc import Iterator
from typing import Final

from graph.nl.generate import CONFIDENCE_THRESHOLD, Draft, Request
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer
from graph.nl.parser.asks import OPERATIONS
from graph.nl.parser.certainty.clauses import (
    doubt_denied_plurals,
    doubt_distinct_nodes,
    doubt_heads,
    doubt_numbers_beside,
    doubt_origins,
    doubt_owners,
    doubt_parts_taken,
    doubt_ranked_clauses,
    doubt_ranked_levels,
    doubt_results,
    doubt_sizes,
    doubt_types_of_others,
)
from graph.nl.parser.certainty.doubts import (
    doubt_anaphora,
    doubt_contradictions,
    doubt_detours,
    doubt_idle_verbs,
    doubt_lost_words,
    doubt_parts_of_counts,
    doubt_precedence,
    doubt_types_of,
    refuse_unbound,
)
from graph.nl.parser.certainty.unclear import (
    doubt_chains,
    doubt_companions,
    doubt_counted_lists,
    doubt_denied_verbs,
    doubt_distant_values,
    doubt_enumerations,
    doubt_excepted_relationships,
    doubt_kinds_of,
    doubt_levels,
    doubt_lists,
    doubt_other_answers,
    doubt_other_verbs,
    doubt_shared_conditions,
    doubt_statements,
)
from graph.nl.parser.conditions.amounts import find_amounts
from graph.nl.parser.conditions.comparisons import find_comparisons
from graph.nl.parser.conditions.dates import find_dates
from graph.nl.parser.conditions.degrees import find_degrees
from graph.nl.parser.conditions.every import take_all_of
from graph.nl.parser.conditions.negation import (
    find_denied_verbs,
    find_missing_relationships,
    take_double_negations,
)
from graph.nl.parser.conditions.phrases import phrases_in
from graph.nl.parser.conditions.presence import find_presence
from graph.nl.parser.conditions.relationship_times import find_relationship_dates
from graph.nl.parser.conditions.relationships import find_relationship_properties
from graph.nl.parser.conditions.several import separate_values
from graph.nl.parser.conditions.texts import find_texts
from graph.nl.parser.conditions.units import take_light_verbs
from graph.nl.parser.conditions.values import (
    find_flags,
    find_opposites,
    find_values,
    merge_values,
    take_having,
)
from graph.nl.parser.conditions.where_when import ask_for_place, ask_for_time
from graph.nl.parser.describe import draft_of
from graph.nl.parser.nouns.chains import link_chains
from graph.nl.parser.nouns.finding import drop_repeated_nouns, find_nouns
from graph.nl.parser.nouns.owners import find_far_owners
from graph.nl.parser.nouns.predicates import find_deeds, find_kinds
from graph.nl.parser.nouns.pronouns import find_pronouns
from graph.nl.parser.nouns.ranks import separate_ranks
from graph.nl.parser.nouns.relationship_nouns import (
    find_asked_things,
    find_opening_relationships,
    find_relationship_nouns,
)
from graph.nl.parser.nouns.umbrella import drop_umbrella_nouns
from graph.nl.parser.nouns.who import ask_for_doer, settle_who
from graph.nl.parser.parts import Choices
from graph.nl.parser.query.build import find_orphans
from graph.nl.parser.state import UNREAD, Reader, Unreadable
from graph.nl.parser.words.glosses import take_arrows, take_glosses, take_redundant_words, take_umbrella_words
from graph.nl.parser.words.literals import find_literals, name_any_node
from graph.nl.parser.words.vocabulary import Vocabulary, vocabulary_of

MAX_PASSES: Final = 8
"""Readings that are tried: the first of every choice, then those that differ in one."""

MAX_WORDS: Final = 200
MAX_NOUNS: Final = 12
"""Where there are more, reading would take long, and what is meant could not be told."""


def interpret(request: Request) -> tuple[list[Draft], str]:
    """Every reading that was found, the surest first, and why the first is not sure."""
    if len(request.question.tokens) > MAX_WORDS:
        return [], f"The question has more than {MAX_WORDS} words."
    vocabulary = vocabulary_of(request.schema, request.synonyms, request.question.language)
    drafts: list[Draft] = []
    reason = ""
    waiting: list[tuple[int, ...]] = [()]
    for passes, script in enumerate(waiting):
        if passes == MAX_PASSES:
            break
        choices = Choices(script)
        found, why = _read(request, vocabulary, choices)
        reason = reason or why
        if found and not any(found.same_as(other) for other in drafts):
            drafts.append(found)
        if found and found.confidence >= CONFIDENCE_THRESHOLD:
            waiting.extend(choices.deviations())
    drafts.sort(key=lambda draft: -draft.confidence)
    return drafts, reason


def _read(request: Request, vocabulary: Vocabulary, choices: Choices) -> tuple[Draft | None, str]:
    """One pass: the first operation that leaves no word over, else the surest of them all."""
    reader = Reader(request, vocabulary, choices)
    _find(reader)
    if len(reader.nouns) > MAX_NOUNS:
        return None, f"The question speaks of more than {MAX_NOUNS} things."
    start = reader.state()
    best: Draft | None = None
    reason = ""
    for operation in OPERATIONS:
        reader.restore(start)
        try:
            answer = operation(reader)
        except Unreadable as unreadable:
            reason = reason or str(unreadable)
            continue
        if answer is None:
            continue
        try:
            draft = _finish(reader, answer)
        except Unreadable as unreadable:
            reason = reason or str(unreadable)
            continue
        if best is None or draft.confidence > best.confidence:
            best = draft
        if not draft.left_over:
            break
    if best is None:
        reader.restore(start)
        reason = reason or _why_nothing(reader)
    elif best.left_over:
        reason = _not_understood(reader, best.left_over)
    elif best.confidence < CONFIDENCE_THRESHOLD:
        reason = f"{best.explanation}."
    return best, reason


def _find(reader: Reader) -> None:
    """What the question speaks of, whatever it asks."""
    reader.take_all(Operator.POLITE)
    _take_action(reader)
    take_glosses(reader)
    take_arrows(reader)
    take_redundant_words(reader)
    take_umbrella_words(reader)
    take_double_negations(reader)
    find_missing_relationships(reader)
    take_light_verbs(reader)
    find_nouns(reader)
    if len(reader.nouns) > MAX_NOUNS:
        return  # too many to be read: whoever asks is told
    drop_repeated_nouns(reader)
    find_pronouns(reader)
    find_kinds(reader)
    find_relationship_nouns(reader)
    link_chains(reader)
    find_comparisons(reader)
    find_amounts(reader)
    find_texts(reader)
    find_values(reader)
    find_deeds(reader)
    find_relationship_properties(reader)
    find_relationship_dates(reader)
    find_dates(reader)
    find_opposites(reader)
    find_denied_verbs(reader)
    find_flags(reader)
    find_presence(reader)
    find_orphans(reader)
    find_degrees(reader)
    find_literals(reader)
    if not reader.nouns:
        name_any_node(reader)
        find_literals(reader)
    find_opening_relationships(reader)
    find_asked_things(reader)
    find_far_owners(reader)
    if len(reader.nouns) > MAX_NOUNS:
        return
    drop_umbrella_nouns(reader)
    ask_for_place(reader)
    ask_for_time(reader)
    settle_who(reader)
    ask_for_doer(reader)
    separate_ranks(reader)
    separate_values(reader)
    merge_values(reader)
    take_having(reader)
    for noun in reader.nouns:
        take_all_of(reader, noun)


def _take_action(reader: Reader) -> None:
    """ "Explain", "profile": the question is to be planned and not answered."""
    for operator in (Operator.EXPLAIN, Operator.PROFILE):
        if reader.take_all(operator):
            reader.action = "explain" if operator is Operator.EXPLAIN else "profile"


def _finish(reader: Reader, answer: Answer) -> Draft:
    """The draft, charged for what was left unread, what was corrected, and what contradicts itself.

    Raises:
        Unreadable: a condition speaks of nothing that the query looks for.
    """
    if answer.query:
        refuse_unbound(answer.query)
        doubt_idle_verbs(reader, answer.query)
        doubt_lost_words(reader, answer.query)
    doubt_detours(reader)
    doubt_distant_values(reader)
    doubt_enumerations(reader)
    doubt_levels(reader)
    doubt_statements(reader, answer)
    doubt_other_verbs(reader)
    doubt_shared_conditions(reader)
    doubt_lists(reader, answer)
    doubt_kinds_of(reader, answer)
    doubt_excepted_relationships(reader)
    doubt_denied_verbs(reader)
    doubt_companions(reader, answer)
    doubt_counted_lists(reader, answer)
    doubt_other_answers(reader, answer)
    doubt_chains(reader, answer)
    doubt_owners(reader)
    doubt_heads(reader)
    doubt_denied_plurals(reader)
    doubt_origins(reader, answer)
    doubt_ranked_clauses(reader, answer)
    doubt_results(reader, answer)
    doubt_sizes(reader, answer)
    doubt_numbers_beside(reader, answer)
    doubt_parts_taken(reader)
    doubt_ranked_levels(reader, answer)
    doubt_distinct_nodes(reader, answer)
    doubt_types_of_others(reader, answer)
    doubt_anaphora(reader)
    doubt_parts_of_counts(reader)
    doubt_types_of(reader)
    doubt_precedence(reader)
    doubt_contradictions(reader)
    for word in reader.left_over():
        reader.doubt(UNREAD, f"{word!r} was not understood")
    for correction in reader.request.question.corrections:
        reader.doubt(correction.certainty, f"{correction.written} is taken for {correction.taken_for}")
    return draft_of(reader, answer)


def _why_nothing(reader: Reader) -> str:
    unknown = [word for position, word in _words(reader) if position not in reader.known_positions()]
    if unknown:
        return _not_understood(reader, tuple(unknown))
    said = phrases_in(reader.request.question.language)
    return said.nothing_asked if reader.nouns else said.nothing_named


def _words(reader: Reader) -> Iterator[tuple[int, str]]:
    for position, token in enumerate(reader.tokens):
        if position not in reader.read and not reader.is_filler(position):
            yield position, token.text


def _not_understood(reader: Reader, words: tuple[str, ...]) -> str:
    one, several = phrases_in(reader.request.question.language).not_understood
    named = ", ".join(f"{word!r}" for word in dict.fromkeys(words))
    return (one if len(set(words)) == 1 else several).format(words=named)
