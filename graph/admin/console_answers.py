"""What the console is asked: answered, explained, or only checked. Nothing but the pipeline decides."""

from contextlib import suppress
from dataclasses import asdict, replace
from enum import StrEnum
from typing import Final

from graph import client
from graph.cypher import CypherRefused, Limits
from graph.nl.generate import Draft
from graph.nl.pipeline import (
    Answer,
    Drafted,
    ask,
    carry_out,
    change_in,
    draft,
    explanation_text,
    layers_of,
    proposed,
    refusal_of_harm,
    undecided,
    validate,
)
from graph.schema import GraphSchema, schema_of
from graph.writes.services import approval_create
from platform_project.http.errors import PlatformError
from security.principal import Principal

LIMITS: Final = Limits(max_rows=500)
"""What one question of an operator may cost: the time of every question, and what a page can show."""
PLAN_SECONDS: Final = 1.0


class Mode(StrEnum):
    """What is to be done with a question."""

    RUN = "run"
    EXPLAIN = "explain"
    CHECK = "check"


def answer_to(text: str, *, mode: Mode, principal: Principal, reading: int | None = None) -> Answer:
    """The answer to a question or a typed query, with the server's plan where there is one.

    A change that can be approved is kept for approval when the mode is to run, and only shown in the others.
    The caller is in the principal's tenant scope.

    Args:
        reading: the number of the reading that was chosen, when it has been asked which is meant.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    schema = schema_of(principal.tenant_id)
    if change_in(text, tenant_id=principal.tenant_id, schema=schema):
        answer = proposed(text, principal=principal, dry_run=mode is not Mode.RUN)
        if answer.proposal is not None:
            approval_create(principal=principal, proposal=answer.proposal)
        return answer
    if reading is None and mode is not Mode.CHECK:
        answer = ask(
            text,
            tenant_id=principal.tenant_id,
            limits=LIMITS,
            dry_run=mode is Mode.EXPLAIN,
            schema=schema,
        )
        return _with_plan(answer)
    if refused := refusal_of_harm(text, schema=schema):
        return refused
    drafted = chosen_draft(text, reading=reading, principal=principal, schema=schema)
    if drafted.draft is None:
        return undecided(drafted)
    if mode is Mode.RUN:
        return _with_plan(carry_out(drafted, tenant_id=principal.tenant_id, limits=LIMITS))
    explained = replace(drafted, draft=replace(drafted.draft, action="explain"))
    if mode is Mode.EXPLAIN or drafted.draft.table is not None:
        return carry_out(explained, tenant_id=principal.tenant_id, limits=LIMITS)
    return _checked(explained, explained.draft or drafted.draft, principal=principal)


def chosen_draft(
    text: str, *, reading: int | None, principal: Principal, schema: GraphSchema | None = None
) -> Drafted:
    """The question drafted anew, and of its readings the one that was chosen.

    Nothing that a browser sends back is trusted but the number. What is not (or no longer) among the readings
    is no choice.
    """
    drafted = draft(text, tenant_id=principal.tenant_id, schema=schema)
    if reading is None or not 1 <= reading <= len(drafted.readings):
        return drafted
    return replace(drafted, draft=drafted.readings[reading - 1], readings=())


def _checked(drafted: Drafted, chosen: Draft, *, principal: Principal) -> Answer:
    """The checks and the estimate alone: the server is not asked."""
    try:
        prepared, validated = validate(
            chosen.cypher,
            params=chosen.params,
            tenant_id=principal.tenant_id,
            schema=drafted.schema,
            limits=LIMITS,
        )
    except CypherRefused:
        # Nothing gets past the same checks there, and a refusal is worded in one place.
        return carry_out(drafted, tenant_id=principal.tenant_id, limits=LIMITS)
    return Answer(
        outcome="explanation",
        text=explanation_text(prepared, None, language=drafted.language),
        language=drafted.language,
        cypher=prepared.text,
        params=prepared.params,
        confidence=chosen.confidence,
        generator=chosen.generator,
        validation=tuple(layers_of(prepared)),
        provenance={"reading": chosen.reading},
        stages=(*drafted.stages, validated),
    )


def _with_plan(answer: Answer) -> Answer:
    """The answer with how the server goes about it; without, where the server does not say in time."""
    if answer.outcome != "answer" or not answer.cypher or answer.plan is not None:
        return answer
    with suppress(PlatformError):
        plan = client.explain(answer.cypher, answer.params, timeout_seconds=PLAN_SECONDS)
        return replace(answer, plan=asdict(plan))
    return answer
