"""Sessions by their services: what a plan may be, and what is forgotten."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agents.models import AgentRun, Session, Step
from agents.planning import Todo, excess
from agents.sessions import AddedStep, session_create, sessions_expired_delete, step_add
from jobs.models import Event, Execution
from tenants.context import across_tenants, tenant_scope
from tenants.models import Tenant
from tests.admin.rows import make_run, make_session
from tests.factories import make_principal

TOOLS = st.sampled_from(["", "graph.schema", "graph.secure_query", "output.summarize"])
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@given(st.lists(TOOLS, max_size=6), st.none() | st.lists(TOOLS.filter(bool)), st.integers(1, 6))
def test_a_plan_is_carried_out_when_each_tool_is_allowed_and_it_is_short_enough(
    needed: list[str], allowed: list[str] | None, max_steps: int
) -> None:
    todos = [Todo("Do it", "do", tool) for tool in needed]
    fits = len(needed) <= max_steps and (allowed is None or {*needed} - {""} <= {*allowed})
    assert (excess(todos, tools=allowed, max_steps=max_steps) is None) == fits


def aged(tenant: Tenant, *, at: datetime = LONG_AGO) -> Session:
    """A session that was last used at a time."""
    session = make_session(tenant)
    with tenant_scope(tenant.pk):
        Session.objects.filter(pk=session.pk).update(updated_at=at)
    return session


def left(tenant: Tenant) -> set[object]:
    with tenant_scope(tenant.pk):
        return set(Session.objects.values_list("pk", flat=True))


def test_what_nobody_has_used_for_long_goes_with_all_that_its_runs_recorded(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    old, used, foreign = aged(tenant), make_session(tenant), aged(other_tenant)
    gone, kept = make_run(tenant, session=old), make_run(tenant, session=used)
    with across_tenants():
        assert sessions_expired_delete(before=LONG_AGO + timedelta(days=1), limit=1_000) >= 2
    assert (left(tenant), left(other_tenant)) == ({used.pk}, set())
    assert foreign.pk != old.pk
    with tenant_scope(tenant.pk):
        assert [run.pk for run in AgentRun.objects.all()] == [kept.pk]
        assert [row.pk for row in Execution.objects.all()] == [kept.pk]
        assert not Step.objects.filter(run_id=gone.pk).exists()
        assert not Event.objects.filter(execution_id=gone.pk).exists()


def test_a_session_in_which_something_runs_stays_however_old(tenant: Tenant) -> None:
    session = aged(tenant)
    make_run(tenant, session=session, status=Execution.Status.RUNNING)
    with tenant_scope(tenant.pk):
        assert sessions_expired_delete(before=LONG_AGO + timedelta(days=1), limit=10) == 0
    assert left(tenant) == {session.pk}


def test_the_oldest_go_first_and_only_as_many_as_are_wanted(tenant: Tenant) -> None:
    sessions = [aged(tenant, at=LONG_AGO - timedelta(days=age)) for age in (1, 3, 2)]
    with tenant_scope(tenant.pk):
        assert sessions_expired_delete(before=LONG_AGO, limit=2) == 2
    assert left(tenant) == {sessions[0].pk}


def test_adding_to_a_session_keeps_it_from_being_forgotten(tenant: Tenant) -> None:
    principal = make_principal(tenant)
    with tenant_scope(tenant.pk):
        session, _ = session_create(principal=principal)
        Session.objects.filter(pk=session.pk).update(updated_at=LONG_AGO)
        step_add(principal=principal, session_id=session.pk, step=AddedStep(type=Step.Type.USER))
        assert sessions_expired_delete(before=LONG_AGO + timedelta(days=1), limit=10) == 0
    assert left(tenant) == {session.pk}
