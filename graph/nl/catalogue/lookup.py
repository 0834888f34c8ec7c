"""Stage 2: questions that somebody has answered before, as rows that operators can edit."""

from typing import Any, Final
from uuid import UUID

from graph.nl.catalogue.loading import Catalogue, Known, catalogue_of
from graph.nl.catalogue.matching import Match
from graph.nl.catalogue.parameters import ParameterType, Vocabulary
from graph.nl.catalogue.queries import (
    compared_parameters,
    compared_values,
    fits,
    is_somebody_elses,
    with_names,
)
from graph.nl.catalogue.selectors import reading
from graph.nl.catalogue.synonyms import synonyms_of
from graph.nl.catalogue.templates import plain
from graph.nl.generate import Draft
from graph.nl.languages.small_words import WHICH_ONE
from graph.nl.normalise import Question
from graph.nl.spelling import correct, vocabulary_of
from graph.nl.synonyms import Synonyms
from graph.schema import GraphSchema, schema_of

GENERATOR: Final = "catalogue"
CONFIDENCE: Final = 0.99
"""The whole question is the template; only its parameters come from the user."""


def lookup(
    question: Question,
    *,
    tenant_id: UUID,
    schema: GraphSchema | None = None,
    synonyms: Synonyms | None = None,
) -> Draft | None:
    """The draft of the enabled pattern that the whole question is, or None.

    Of several the tenant's own comes first, then the one with the most words in common. Patterns whose query
    names something that the graph does not have are left out. A question that is none is looked up once more
    with its spelling corrected, which costs a little confidence.

    Args:
        schema, synonyms: the tenant's, where the caller has them already.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: no schema is given, and it cannot be read.
    """
    with reading(tenant_id):
        catalogue, synonyms = catalogue_of(tenant_id), synonyms or synonyms_of(tenant_id)
    vocabulary = Vocabulary(schema or schema_of(tenant_id), synonyms)
    found = best_match(catalogue, question, vocabulary)
    if found is None:
        words = vocabulary_of(vocabulary.schema, vocabulary.synonyms, question.language)
        question = correct(question, words)
        found = best_match(catalogue, question, vocabulary) if question.corrections else None
    return draft_of(found, question, vocabulary, catalogue_version=catalogue.version) if found else None


def best_match(catalogue: Catalogue, question: Question, vocabulary: Vocabulary) -> Match[Known] | None:
    """The closest pattern that the question is, of those that speak of this graph."""
    matches = [
        each
        for each in catalogue.matcher.matches(question, vocabulary)
        if fits(cypher_of(each), vocabulary.schema)
        and not _speaks_of_others(each, vocabulary.schema)
        and not _asks_for_one(each, question)
    ]
    return min(
        matches, key=lambda each: (not each.owner.is_own, -each.literal_words, each.owner.name), default=None
    )


def _asks_for_one(match: Match[Known], question: Question) -> bool:
    """Whether a question wants the first of a ranking ("which user ran most tasks"), its pattern several."""
    one, many = (match.owner.subject.get(match.language) or ["", ""])[:2]
    keys = {token.key for token in question.tokens}
    singular = bool(keys & WHICH_ONE) or (one != many and one in keys and many not in keys)
    return match.owner.kind == "ranking" and singular


def _speaks_of_others(match: Match[Known], schema: GraphSchema) -> bool:
    """Whether a name in the question is known for something else than what the pattern takes it for."""
    return any(
        isinstance(value := match.values.get(parameter), str)
        and is_somebody_elses(schema, label, name, value)
        for parameter, label, name in compared_parameters(match.owner.cypher)
    )


def cypher_of(match: Match[Known]) -> str:
    """The pattern's query with the labels and types that its parameters stand for."""
    names = {each.name: match.values[each.name] for each in match.owner.parameters if each.is_identifier}
    return with_names(match.owner.cypher, names) if names else match.owner.cypher


def draft_of(
    match: Match[Known], question: Question, vocabulary: Vocabulary, *, catalogue_version: str
) -> Draft:
    """The query of a pattern with what the question gives its parameters."""
    pattern = match.owner
    open_names = {each.name for each in pattern.parameters if each.is_identifier}
    one, many = (pattern.subject.get(match.language) or pattern.subject.get("en") or ["", ""])[:2]
    certainty = 1.0
    for correction in question.corrections:
        certainty *= correction.certainty
    return Draft(
        cypher=cypher_of(match),
        params={name: value for name, value in match.values.items() if name not in open_names},
        generator=GENERATOR,
        confidence=round(CONFIDENCE * certainty, 4),
        explanation=f"the known question {pattern.name!r}",
        used_words=tuple(token.text for token in question.tokens),
        kind=pattern.kind,
        subject=one,
        subject_plural=many,
        hints={
            "pattern": pattern.name,
            "pattern_version": pattern.version,
            "catalogue_version": catalogue_version,
            **_present(pattern, vocabulary.schema),
            **(pattern.hints.get(match.language) or pattern.hints.get("en") or {}),
        },
        reading=_reading(match),
    )


def _reading(match: Match[Known]) -> str:
    """The template's plainest question, with what its parameters stand for."""
    text = plain(match.template.text)
    for parameter in match.template.parameters:
        values = [str(match.values[name]) for name in parameter.provides]
        text = text.replace(f"{{{parameter.name}}}", " - ".join(values))
    return text


def _present(pattern: Known, schema: GraphSchema) -> dict[str, Any]:
    """Which values the properties have that the pattern asks for, to explain an empty answer with."""
    asked = {(label, name) for label, name, _ in compared_values(pattern.cypher)}
    asked |= {
        (each.of_label, each.of_property) for each in pattern.parameters if each.type is ParameterType.VALUE
    }
    present = {}
    for label, name in sorted(asked):
        info = schema.label(label)
        if info and (found := info.property(name)) and found.values:
            present[name] = list(found.values)
    return {"present": present} if present else {}
