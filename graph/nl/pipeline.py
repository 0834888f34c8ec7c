"""The six stages, one after another, each with a report that a run can record as a step.

An orchestrator calls ``draft``, ``validate``, ``execute`` and ``answer_of`` itself and keeps the stage
reports; ``ask`` is all of it in one call.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, TypeVar
from uuid import UUID

import graph.nl.hints  # noqa: F401  (registers itself as a generator)
import graph.nl.parser as parser
from graph import client, cypher
from graph.client import QueryResult
from graph.cypher import CypherRefused, Limits, Prepared
from graph.nl import catalogue
from graph.nl.generate import DEFAULT_BUDGET, Budget, Draft, Request, generate
from graph.nl.normalise import normalise
from graph.nl.suggestions import nearest_questions
from graph.nl.summarise import summarise
from graph.nl.synonyms import DEFAULT_SYNONYMS, Synonyms
from graph.schema import GraphSchema, schema_of

UNKNOWN: Final = "I do not know how to answer that from this graph."
_Output = TypeVar("_Output")


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one stage did, for people to follow."""

    name: str
    ok: bool
    detail: str
    output: dict[str, Any]
    elapsed_ms: float

    def as_json(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Drafted:
    """Stages 1 to 3: a draft, or the nearest questions when there is none."""

    question: str
    draft: Draft | None
    reason: str
    suggestions: tuple[str, ...]
    schema_version: str
    stages: tuple[StageReport, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the pipeline says to a question. ``outcome`` is ``answer``, ``unknown`` or ``refusal``."""

    outcome: str
    text: str
    cypher: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    rows: list[list[Any]] = field(default_factory=list)
    truncated: bool = False
    confidence: float = 0.0
    generator: str | None = None
    suggestions: tuple[str, ...] = ()
    stages: tuple[StageReport, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as JSON."""
        return asdict(self)


def draft(
    text: str,
    *,
    tenant_id: UUID,
    schema: GraphSchema | None = None,
    budget: Budget = DEFAULT_BUDGET,
    synonyms: Synonyms = DEFAULT_SYNONYMS,
) -> Drafted:
    """Stages 1 to 3: normalise, look the question up, else ask the generators in order.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: the schema cannot be read.
    """
    schema = schema or schema_of(tenant_id)
    question, normalised = _timed(lambda: normalise(text))
    stages = [_report("normalise", True, question.text, {"text": question.text}, normalised)]

    found, looked_up = _timed(lambda: catalogue.lookup(question, tenant_id=tenant_id))
    detail = found.explanation if found else "no known question matches"
    stages.append(_report("catalogue", True, detail, found.as_json() if found else {}, looked_up))

    request = Request(question, schema, tenant_id, budget, synonyms)
    reason = ""
    if found is None:
        found, generated = _timed(lambda: generate(request))
        reason = "" if found else parser.why_not(request)
        detail = found.explanation if found else reason
        stages.append(
            _report("generate", found is not None, detail, found.as_json() if found else {}, generated)
        )
    return Drafted(
        question=text,
        draft=found,
        reason=reason,
        suggestions=() if found else nearest_questions(question, schema),
        schema_version=schema.version,
        stages=tuple(stages),
    )


def validate(
    text: str, *, params: dict[str, Any], tenant_id: UUID, limits: Limits | None = None
) -> tuple[Prepared, StageReport]:
    """Stage 4: from a draft's text to the only text that may be executed, rendered from its syntax tree.

    Raises:
        CypherRefused: it is not a bounded reading query of this tenant.
    """
    prepared, elapsed = _timed(
        lambda: cypher.prepare(text, params=params, tenant_id=tenant_id, limits=limits)
    )
    layers = [asdict(each) for each in prepared.layers]
    output = {"cypher": prepared.text, "layers": layers, "notices": list(prepared.notices)}
    return prepared, _report("validate", True, "read-only, tenant's nodes only, bounded", output, elapsed)


def execute(prepared: Prepared) -> tuple[QueryResult, StageReport]:
    """Stage 5: run it.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    result = client.read(
        prepared.text,
        prepared.params,
        timeout_seconds=prepared.timeout_seconds,
        max_rows=prepared.max_rows,
    )
    detail = (
        f"{len(result.rows)} row{'s' if len(result.rows) != 1 else ''}{', cut' if result.truncated else ''}"
    )
    output = {"columns": list(result.columns), "row_count": len(result.rows), "truncated": result.truncated}
    return result, _report("execute", True, detail, output, result.elapsed_ms)


def answer_of(draft: Draft, prepared: Prepared, result: QueryResult) -> tuple[Answer, StageReport]:
    """Stage 6: the answer in words, with everything that it rests on."""
    text, elapsed = _timed(lambda: summarise(draft, result))
    answer = Answer(
        outcome="answer",
        text=text,
        cypher=prepared.text,
        params=prepared.params,
        columns=result.columns,
        rows=result.rows,
        truncated=result.truncated,
        confidence=draft.confidence,
        generator=draft.generator,
    )
    return answer, _report("summarise", True, text.splitlines()[0], {"text": text}, elapsed)


def unknown(drafted: Drafted) -> Answer:
    """The answer when no generator is sure enough: why, and what can be asked instead."""
    offered = "".join(f"\n- {each}" for each in drafted.suggestions)
    text = f"{UNKNOWN} {drafted.reason}" + (f"\n\nYou could ask:{offered}" if offered else "")
    return Answer(outcome="unknown", text=text, suggestions=drafted.suggestions, stages=drafted.stages)


def ask(text: str, *, tenant_id: UUID, limits: Limits | None = None) -> Answer:
    """All six stages. A draft that validation refuses is a refusal and never executed.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    drafted = draft(text, tenant_id=tenant_id)
    if drafted.draft is None:
        return unknown(drafted)
    try:
        prepared, validated = validate(
            drafted.draft.cypher, params=drafted.draft.params, tenant_id=tenant_id, limits=limits
        )
    except CypherRefused as refused:
        report = _report("validate", False, str(refused), {}, 0.0)
        return Answer(
            outcome="refusal",
            text=str(refused),
            confidence=drafted.draft.confidence,
            generator=drafted.draft.generator,
            stages=(*drafted.stages, report),
        )
    result, executed = execute(prepared)
    answer, summarised = answer_of(drafted.draft, prepared, result)
    return replace(answer, stages=(*drafted.stages, validated, executed, summarised))


def _timed(work: Callable[[], _Output]) -> tuple[_Output, float]:
    started = time.perf_counter()
    output = work()
    return output, (time.perf_counter() - started) * 1000


def _report(name: str, ok: bool, detail: str, output: dict[str, Any], elapsed_ms: float) -> StageReport:
    return StageReport(name, ok, detail, output, round(elapsed_ms, 3))
