"""Answer questions of an evaluation the way a run does, in one call and without a row for it."""

from typing import Any, Final
from uuid import UUID

from agents import planning
from agents.answers import Findings, answer
from agents.intent import Category, Intent, classify
from agents.intent.model import Source
from graph.evaluation.cases import Case
from graph.evaluation.replies import Reply
from graph.nl import pipeline
from graph.schema import schema_of
from platform_project.http.errors import PlatformError
from security.principal import Principal

_DRAFTING: Final = frozenset({"normalise", "catalogue", "parse"})
# These need neither the graph nor a decision: whoever asks is answered.
_ALWAYS: Final = {Category.SECURITY: "answer", Category.CHAT: "text"}


def reply_to(case: Case, tenant_id: UUID) -> Reply:
    """The reply to a case's question, asked in the tenant by somebody in the case's role.

    Intent, rights and the graph's pipeline are the run's own. Nothing is changed: a change that is proposed
    leaves no approval behind. What the platform raises becomes the reply's ``error``.
    """
    principal = Principal.person(sub=f"evaluation-{case.as_role}", tenant_id=tenant_id, roles=[case.as_role])
    try:
        return _reply(case.question, principal)
    except PlatformError as error:
        return Reply(outcome="error", error=f"{type(error).__name__}: {error}")


def _reply(question: str, principal: Principal) -> Reply:
    schema = schema_of(principal.tenant_id)
    intent = classify(question, tenant_id=principal.tenant_id, schema=schema)
    if intent.source == Source.CHANGE:
        return _of_pipeline(pipeline.proposed(question, principal=principal))
    if planning.DRAFT in planning.plan(intent, principal=principal):
        explained = intent.category is Category.EXPLAIN
        return _of_pipeline(
            pipeline.ask(question, tenant_id=principal.tenant_id, schema=schema, dry_run=explained)
        )
    return _without_graph(question, principal, intent)


def _of_pipeline(said: pipeline.Answer) -> Reply:
    times = [stage.elapsed_ms for stage in said.stages if stage.name in _DRAFTING]
    return Reply(
        outcome=said.outcome,
        text=said.text,
        columns=said.columns,
        rows=said.rows,
        cypher=said.cypher,
        params=said.params,
        confidence=said.confidence,
        generator=said.generator,
        drafting_ms=round(sum(times), 3) if times else None,
    )


def _without_graph(question: str, principal: Principal, intent: Intent) -> Reply:
    """What a run says without looking into the graph."""
    certain: dict[str, Any] = {"confidence": intent.confidence}
    if intent.category in _ALWAYS and planning.plan(intent, principal=principal):
        return Reply(outcome=_ALWAYS[intent.category], text=intent.reason, **certain)
    said = answer(Findings(question, principal, intent, answers={}))
    return Reply(outcome=said.outcome.value, text=said.text, **certain)
