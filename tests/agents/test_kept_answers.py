"""What the catalogue keeps of a run, and what a run does while the graph does not answer."""

from typing import Any

import pytest

from agents import orchestration
from agents.followups import kept_readings
from agents.kept_answers import answer_of_run
from agents.models import AgentRun
from agents.orchestration import run_classify
from graph.errors import GraphQueryFailed, GraphTimeout, GraphUnavailable
from graph.nl.catalogue.proposal import Answered, NothingToKeep, answered_by
from graph.nl.generate import Draft
from graph.nl.pipeline import readings_of
from graph.schema import GraphSchema
from jobs.engine.context import Lease, PhaseContext
from jobs.engine.outcome import Outcome
from platform_project.http.errors import NotFound, PlatformError
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.ids import new_id
from tenants.models import Tenant
from tests.admin.rows import make_run, make_session
from tests.factories import make_principal

ASKED = "How many are there with status Failed?"
READINGS = readings_of(
    [
        Draft(
            cypher=f"MATCH (n:{label}) WHERE n.status = $status RETURN count(n) AS total",
            params={"status": "Failed"},
            generator="parser",
            confidence=0.9,
            explanation="",
            kind="count",
            subject=label,
            subject_plural=f"{label}s",
            reading=f"number of {label}s",
        )
        for label in ("User", "Task")
    ]
)


@pytest.fixture
def marie(tenant: Tenant) -> Principal:
    """Whose runs they are."""
    return make_principal(tenant, sub="marie")


def classified(run: AgentRun, principal: Principal, monkeypatch: pytest.MonkeyPatch, schema: Any) -> Outcome:
    """The outcome of a run's first phase, over a graph of which the schema is this, or cannot be read."""

    def read(_: object) -> GraphSchema:
        if isinstance(schema, PlatformError):
            raise schema
        return GraphSchema()

    monkeypatch.setattr(orchestration, "schema_of", read)
    lease = Lease(execution_id=run.pk, token=new_id(), ends_at=None)
    return run_classify(
        ctx=PhaseContext(
            execution_id=run.pk,
            tenant_id=run.tenant_id,
            principal=principal,
            phase=0,
            phase_count=4,
            attempt=1,
            state={"step_count": 2},  # as many as the row has already
            lease=lease,
        )
    )


def test_a_run_that_chose_a_reading_keeps_the_question_that_was_asked_before_it(
    tenant: Tenant, marie: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(tenant)
    kept = kept_readings(READINGS, {"language": "en", "schema_version": "v1"})
    asked_back = make_run(
        tenant, session=session, prompt=ASKED, outcome=AgentRun.Outcome.CLARIFICATION, provenance=kept
    )
    choosing = make_run(tenant, session=session, prompt="2")
    outcome = classified(choosing, marie, monkeypatch, GraphSchema())
    with tenant_scope(tenant.pk):
        assert outcome.record is not None
        outcome.record()
        AgentRun.objects.filter(pk=choosing.pk).update(outcome=AgentRun.Outcome.ANSWER)
        assert answer_of_run(marie, choosing.pk) == Answered(
            question=ASKED,
            cypher="MATCH (n:Task) WHERE n.status = $status RETURN count(n) AS total",
            params={"status": "Failed"},
            kind="count",
            subject="Task",
            subject_plural="Tasks",
        )
        assert answered_by(choosing.pk, principal=marie).question == ASKED
        with pytest.raises(NothingToKeep):
            answered_by(asked_back.pk, principal=marie)
        for answer_id, principal in ((choosing.pk, make_principal(tenant)), (new_id(), marie)):
            with pytest.raises(NotFound, match="There is no answer"):
                answered_by(answer_id, principal=principal)


@pytest.mark.parametrize("trouble", [GraphUnavailable, GraphTimeout, GraphQueryFailed])
@pytest.mark.parametrize(("prompt", "category"), [("Hello!", "CHAT"), ("What may I do?", "SECURITY")])
def test_talk_and_rights_need_no_graph(
    tenant: Tenant,
    marie: Principal,
    monkeypatch: pytest.MonkeyPatch,
    trouble: type[PlatformError],
    prompt: str,
    category: str,
) -> None:
    outcome = classified(make_run(tenant, prompt=prompt), marie, monkeypatch, trouble())
    assert outcome.state["intent"]["category"] == category
