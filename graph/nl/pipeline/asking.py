"""All six stages in one call, with every outcome that a question may have."""

from collections.abc import Callable
from dataclasses import asdict, replace
from uuid import UUID

from graph.client import QueryResult
from graph.cypher import CypherRefused, Limits
from graph.nl import provenance
from graph.nl.generate import Draft
from graph.nl.pipeline.answer import (
    Answer,
    explanation_text,
    refusal_text,
)
from graph.nl.pipeline.drafting import Drafted
from graph.nl.pipeline.replies import replies_in
from graph.nl.pipeline.running import execute, explain, in_words, layers_of, validate
from graph.nl.pipeline.stages import StageReport
from graph.nl.pipeline.understanding import undecided, understand
from graph.schema import GraphSchema
from security.principal import Principal


def ask(
    text: str,
    *,
    tenant_id: UUID,
    principal: Principal | None = None,
    limits: Limits | None = None,
    dry_run: bool = False,
    schema: GraphSchema | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Answer:
    """The answer to a question, or a refusal, a question back, or that it is not known.

    Args:
        principal: who asks, for changes of the graph; without one they are refused like all other harm.
        dry_run: explain the query and execute nothing.
        cancelled: asked while the graph works; true ends the query.

    Raises:
        GraphUnavailable, GraphTimeout, GraphCancelled, GraphQueryFailed
    """
    found = understand(text, tenant_id=tenant_id, principal=principal, schema=schema, dry_run=dry_run)
    if isinstance(found, Answer):
        return found
    return carry_out(found, tenant_id=tenant_id, limits=limits, cancelled=cancelled)


def carry_out(
    drafted: Drafted,
    *,
    tenant_id: UUID,
    limits: Limits | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Answer:
    """Validate, execute and put in words what was drafted, as its ``action`` says."""
    chosen, language = drafted.draft, drafted.language
    if chosen is None:
        return undecided(drafted)
    base = Answer(
        outcome="answer",
        text="",
        language=language,
        confidence=chosen.confidence,
        generator=chosen.generator,
        provenance=provenance.of_draft(chosen, schema_version=drafted.schema.version),
        stages=drafted.stages,
    )
    if chosen.table is not None:
        return _from_schema(base, chosen)
    try:
        prepared, validated = validate(
            chosen.cypher, params=chosen.params, tenant_id=tenant_id, schema=drafted.schema, limits=limits
        )
    except CypherRefused as refused:
        return _refused(base, chosen, refused)
    base = replace(
        base,
        cypher=prepared.text,
        params=prepared.params,
        validation=tuple(layers_of(prepared)),
        stages=(*base.stages, validated),
    )
    if chosen.action != "answer":
        plan, explained = explain(prepared, profile=chosen.action == "profile", cancelled=cancelled)
        told = explanation_text(prepared, plan, language=language)
        return replace(
            base, outcome="explanation", text=told, plan=asdict(plan), stages=(*base.stages, explained)
        )
    result, executed = execute(prepared, cancelled=cancelled)
    told, summarised = in_words(chosen, result, language=language, schema=drafted.schema)
    evidence = provenance.of_result(prepared, result)
    evidence["sources"] = provenance.sources_of(chosen.cypher, chosen.params, result, tenant_id=tenant_id)
    return replace(
        base,
        text=told,
        columns=result.columns,
        rows=result.rows,
        truncated=result.truncated,
        provenance={**base.provenance, **evidence},
        stages=(*base.stages, executed, summarised),
    )


def _from_schema(base: Answer, chosen: Draft) -> Answer:
    """The live schema itself answers: nothing has to be executed."""
    columns, rows = chosen.table or ((), ())
    result = QueryResult(tuple(columns), [list(row) for row in rows], truncated=False, elapsed_ms=0.0)
    told, summarised = in_words(chosen, result, language=base.language)
    return replace(
        base,
        outcome="text",
        text=told,
        columns=result.columns,
        rows=result.rows,
        stages=(*base.stages, summarised),
    )


def _refused(base: Answer, chosen: Draft, refused: CypherRefused) -> Answer:
    """A query that validation does not let through; who only wanted it explained is told that."""
    report = StageReport(
        "validate", False, refused.detail, {"cypher": chosen.cypher}, dict(refused.extensions), 0.0
    )
    stages = (*base.stages, report)
    if chosen.action == "explain":
        told = replies_in(base.language).would_be_refused.format(reason=refused.detail)
        return replace(base, outcome="explanation", text=told, stages=stages)
    return replace(base, outcome="refusal", text=refusal_text(refused, language=base.language), stages=stages)
