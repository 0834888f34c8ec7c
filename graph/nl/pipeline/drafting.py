"""Stages 1 to 3: from what was typed to a draft of a query, to readings to choose from, or to neither."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import graph.nl.parser as parser
from graph.cypher import CypherSyntaxError, ast, parse
from graph.nl import catalogue, hints, provenance
from graph.nl.generate import DEFAULT_BUDGET, Budget, Decision, Draft, Request, decide, generate
from graph.nl.normalise import Question, normalise, unframed
from graph.nl.normalise.model import DateSpan
from graph.nl.pipeline.answer import readings_of
from graph.nl.pipeline.stages import StageReport, timed
from graph.nl.pipeline.typed import typed_query
from graph.nl.spelling import correct, vocabulary_of
from graph.nl.suggestions import nearest_questions
from graph.nl.synonyms import Synonyms
from graph.schema import GraphSchema, schema_of
from tenants.config import tenant_config


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that stands out; or, without one, the readings to choose from, or why there is none."""

    question: Question
    draft: Draft | None
    readings: tuple[Draft, ...]
    reason: str
    suggestions: tuple[str, ...]
    schema: GraphSchema
    stages: tuple[StageReport, ...]

    @property
    def language(self) -> str:
        """The language of the question."""
        return self.question.language.value


def draft(
    text: str,
    *,
    tenant_id: UUID,
    schema: GraphSchema | None = None,
    budget: Budget = DEFAULT_BUDGET,
    now: dt.datetime | None = None,
    about: Collection[str] = (),
) -> Drafted:
    """Normalise the question, look it up, else ask the generators in order.

    Args:
        schema: the live schema, where the caller has it already.
        about: labels that each draft has to name.
        now: the moment that "last month" is counted from; this one when not given.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: the schema cannot be read.
    """
    schema = schema or schema_of(tenant_id)
    synonyms = catalogue.synonyms_of(tenant_id)
    written, elapsed = timed(lambda: normalise(text, now=now, zone=zone_of(tenant_id)))
    question, corrected = timed(
        lambda: correct(unframed(written), vocabulary_of(schema, synonyms, written.language))
    )
    request = Request(question, schema, tenant_id, budget, synonyms)
    stages = [_normalised(question, elapsed + corrected)]
    found, looked_up = timed(
        lambda: known_question(written, tenant_id=tenant_id, schema=schema, synonyms=synonyms)
    )
    found = found if found and _names(found, about) else None
    stages.append(_looked_up(question, found, looked_up))
    decision, reason = Decision(draft=found), ""
    if found is None:
        made, parsed = timed(lambda: generate(request))
        drafts = tuple(each for each in made if _names(each, about))
        decision = decide(drafts)
        reason = "" if decision.draft or decision.readings else parser.why_not(request)
        stages.append(_parsed(question, drafts, decision, reason, parsed))
    answered = decision.draft or decision.readings
    return Drafted(
        question=question,
        draft=decision.draft,
        readings=decision.readings,
        reason=reason,
        suggestions=() if answered else nearest_questions(question, schema),
        schema=schema,
        stages=tuple(stages),
    )


def zone_of(tenant_id: UUID) -> dt.tzinfo:
    """The time zone in which the tenant's people read dates."""
    config = tenant_config(tenant_id)
    return ZoneInfo(config.settings["timezone"]) if config else dt.UTC


def known_question(
    question: Question, *, tenant_id: UUID, schema: GraphSchema | None, synonyms: Synonyms | None = None
) -> Draft | None:
    """What needs no reading: a test hint, a typed query, or, given the schema, a known question."""
    if found := hints.hinted(question) or typed_query(question):
        return found
    if schema is None:
        return None
    ways = dict.fromkeys((question, unframed(question)))
    drafts = (catalogue.lookup(way, tenant_id=tenant_id, schema=schema, synonyms=synonyms) for way in ways)
    return next((draft for draft in drafts if draft), None)


def as_data(draft: Draft, *, language: str, schema_version: str) -> dict[str, Any]:
    """A draft with what goes with it from stage to stage of a run, as JSON."""
    return {
        "draft": draft.as_json(),
        "cypher": draft.cypher,
        "params": draft.params,
        "confidence": draft.confidence,
        "source": draft.generator,
        "language": language,
        "schema_version": schema_version,
        "provenance": provenance.of_draft(draft, schema_version=schema_version),
    }


def _names(draft: Draft, labels: Collection[str]) -> bool:
    """Whether a draft's query has all of the labels."""
    if not labels:
        return True
    try:
        query = parse(draft.cypher)
    except CypherSyntaxError:
        return False
    return set(labels) <= {node.name for node in ast.walk(query) if isinstance(node, ast.Label)}


def _normalised(question: Question, elapsed_ms: float) -> StageReport:
    corrections = [
        {"written": each.written, "taken_for": each.taken_for, "certainty": each.certainty}
        for each in question.corrections
    ]
    dates = [_span(token.value, token.text) for token in question.tokens if isinstance(token.value, DateSpan)]
    output = {
        "text": question.text,
        "language": question.language.value,
        "corrections": corrections,
        "dates": dates,
    }
    said = [question.text, *(f"{each['written']} read as {each['taken_for']}" for each in corrections)]
    return StageReport(
        "normalise", True, "; ".join(said), {"question": question.original}, output, elapsed_ms
    )


def _span(span: DateSpan, text: str) -> dict[str, Any]:
    """A span of time as it was understood; a side that is open is null."""
    start, end = (bound.isoformat() if bound else None for bound in (span.start, span.end))
    return {"text": text, "start": start, "end": end}


def _looked_up(question: Question, found: Draft | None, elapsed_ms: float) -> StageReport:
    detail = found.explanation if found else "no known question matches"
    output = found.as_json() if found else {}
    return StageReport("catalogue", True, detail, {"text": question.text}, output, elapsed_ms)


def _parsed(
    question: Question, drafts: Sequence[Draft], decision: Decision, reason: str, elapsed_ms: float
) -> StageReport:
    """All readings with their confidence, the words that each used and those that it left over."""
    if decision.draft:
        detail = decision.draft.reading or decision.draft.explanation
    elif decision.readings:
        detail = f"{len(decision.readings)} readings are close together"
    else:
        detail = reason
    candidates = [
        {
            "reading": each.reading or each.explanation,
            "generator": each.generator,
            "confidence": each.confidence,
            "used_words": list(each.used_words),
            "left_over": list(each.left_over),
            "cypher": each.cypher,
        }
        for each in drafts
    ]
    output: dict[str, Any] = {"candidates": candidates, "readings": list(readings_of(decision.readings))}
    if decision.draft:
        output |= decision.draft.as_json()
    is_read = bool(decision.draft or decision.readings)
    return StageReport("parse", is_read, detail, {"text": question.text}, output, elapsed_ms)
