"""A proposed change is decided once, in time, by somebody of the tenant who may."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from graph import client
from graph.errors import GraphTimeout
from graph.nl.pipeline import Answer, understand
from graph.schema import GraphSchema, invalidate, read_schema, schema_of
from graph.schema import cache as schema_cache
from graph.writes.errors import ApprovalDecided, ApprovalExpired, ChangeRefused
from graph.writes.models import WriteApproval
from graph.writes.selectors import approval_visible, approvals_visible
from graph.writes.services import (
    WRITE_JOB,
    approval_approve,
    approval_create,
    approval_refuse,
    approvals_old_delete,
    propose,
)
from jobs.models import Execution
from jobs.services import job_create, job_retry
from platform_project.http.errors import NotFound
from platform_project.operations.cleaners import write_approvals
from security.errors import ScopeMissing
from security.principal import Principal
from tenants.context import across_tenants, tenant_scope
from tests.executions import fetch
from tests.factories import make_principal
from tests.graph.writes.conftest import Workshop

GAPS = "MATCH (m:Machine) WHERE m.state IS NULL SET m.state = 'Unknown'"
INDEX = "CREATE INDEX FOR (m:Machine) ON (m.maker)"


def proposed(workshop: Workshop, text: str = GAPS, *, by: Principal | None = None) -> UUID:
    principal = by or workshop.curator
    with tenant_scope(workshop.tenant.pk):
        proposal = propose(principal=principal, text=text)
    assert proposal.approval_id is not None, proposal.text
    return proposal.approval_id


def row(approval_id: UUID) -> Any:
    with across_tenants():
        return WriteApproval.unscoped.get(pk=approval_id)


def state(workshop: Workshop, approval_id: UUID) -> str:
    with tenant_scope(workshop.tenant.pk):
        found: Any = approval_visible(principal=workshop.admin, approval_id=approval_id)
    return str(found.state)


def approve(workshop: Workshop, approval_id: UUID, *, by: Principal | None = None) -> Any:
    principal = by or workshop.curator
    with tenant_scope(principal.tenant_id):
        return approval_approve(by=principal, approval_id=approval_id)


def let_time_pass(approval_id: UUID) -> None:
    with across_tenants():
        WriteApproval.unscoped.filter(pk=approval_id).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_what_can_be_approved_is_kept_for_five_minutes(workshop: Workshop) -> None:
    kept = row(proposed(workshop, "set state to Unknown on machines without a state"))
    assert (kept.status, kept.subject, kept.scope, kept.touched) == ("pending", "carla", "graph:write", 2)
    assert kept.asked == "set state to Unknown on machines without a state"
    assert kept.description == "set state to 'Unknown' on Machine nodes without state"
    assert timedelta(minutes=4) < kept.expires_at - kept.created_at <= timedelta(minutes=5)


def test_what_cannot_is_not(workshop: Workshop) -> None:
    with tenant_scope(workshop.tenant.pk):
        for text in ("delete all nodes", "MATCH (m:Machine) WHERE m.state = 'Molten' DELETE m"):
            propose(principal=workshop.curator, text=text)
        assert not WriteApproval.objects.exists()


def test_a_dry_run_shows_a_change_and_leaves_nothing_to_approve(workshop: Workshop) -> None:
    with tenant_scope(workshop.tenant.pk):
        for text in ("set state to Unknown on machines without a state", GAPS):
            answer = understand(text, tenant_id=workshop.tenant.pk, principal=workshop.curator, dry_run=True)
            assert isinstance(answer, Answer) and answer.proposal is not None
            assert (answer.outcome, answer.approval_id, answer.proposal.touched) == ("confirmation", None, 2)
            assert answer.text.endswith("Nothing has been changed yet.")
            assert approval_create(principal=workshop.curator, proposal=answer.proposal) is None
        assert not WriteApproval.objects.exists()


def test_it_is_approved_once_by_a_job_of_who_approves_it(workshop: Workshop) -> None:
    approval_id = proposed(workshop)
    another = make_principal(workshop.tenant, "data_engineer", sub="emil")
    decision = approve(workshop, approval_id, by=another)
    kept = row(approval_id)
    assert (kept.status, kept.decided_by, kept.execution_id) == ("approved", "emil", decision.job.pk)
    assert (decision.job.type, fetch(decision.job.pk).subject) == (WRITE_JOB, "emil")
    with pytest.raises(ApprovalDecided):
        approve(workshop, approval_id)
    with pytest.raises(ApprovalDecided), tenant_scope(workshop.tenant.pk):
        approval_refuse(by=workshop.curator, approval_id=approval_id)


def test_a_job_of_ones_own_making_gets_round_nothing(workshop: Workshop) -> None:
    def start(by: Principal) -> None:
        with tenant_scope(by.tenant_id):
            job_create(principal=by, type_name=WRITE_JOB, payload={"approval_id": str(approval_id)})

    approval_id = proposed(workshop, INDEX, by=workshop.admin)
    with pytest.raises(ScopeMissing):
        start(workshop.curator)
    with pytest.raises(NotFound):
        start(make_principal(workshop.other, "admin"))
    let_time_pass(approval_id)
    with pytest.raises(ApprovalExpired):
        start(workshop.admin)
    assert row(approval_id).status == "pending"


def test_a_job_that_has_failed_is_not_done_again_but_asked_for_again(workshop: Workshop) -> None:
    approval_id = proposed(workshop)
    job = approve(workshop, approval_id).job
    with across_tenants():
        Execution.unscoped.filter(pk=job.pk).update(
            status="failed", held=False, finished_at=timezone.now(), lease_until=None
        )
    assert state(workshop, approval_id) == "failed"
    with pytest.raises(ApprovalDecided), tenant_scope(workshop.tenant.pk):
        job_retry(by=workshop.curator, job=job)


@pytest.mark.parametrize("decide", [approval_approve, approval_refuse])
def test_after_its_time_it_is_gone(workshop: Workshop, decide: Callable[..., Any]) -> None:
    approval_id = proposed(workshop)
    let_time_pass(approval_id)
    assert state(workshop, approval_id) == "expired"
    with pytest.raises(ApprovalExpired), tenant_scope(workshop.tenant.pk):
        decide(by=workshop.curator, approval_id=approval_id)


def test_what_was_refused_stays_so(workshop: Workshop) -> None:
    approval_id = proposed(workshop)
    with tenant_scope(workshop.tenant.pk):
        assert approval_refuse(by=workshop.admin, approval_id=approval_id).decided_by == workshop.admin.sub
    with pytest.raises(ApprovalDecided):
        approve(workshop, approval_id)


@pytest.mark.parametrize("role", ["user", "operator", "viewer", "auditor"])
def test_who_lacks_the_scope_neither_sees_nor_decides_it(workshop: Workshop, role: str) -> None:
    approval_id = proposed(workshop)
    with pytest.raises(NotFound):
        approve(workshop, approval_id, by=make_principal(workshop.tenant, role))


def test_indexes_are_decided_by_administrators(workshop: Workshop) -> None:
    approval_id = proposed(workshop, INDEX, by=workshop.admin)
    with pytest.raises(NotFound):
        approve(workshop, approval_id)
    assert approve(workshop, approval_id, by=workshop.admin).job is not None


def test_another_tenants_change_does_not_exist(workshop: Workshop) -> None:
    approval_id = proposed(workshop)
    stranger = make_principal(workshop.other, "admin")
    with pytest.raises(NotFound):
        approve(workshop, approval_id, by=stranger)
    with tenant_scope(workshop.other.pk):
        assert not approvals_visible(stranger).exists()
        assert not WriteApproval.unscoped.filter(pk=approval_id).exists()


def test_when_it_would_touch_more_by_now_it_is_asked_again(workshop: Workshop) -> None:
    approval_id = proposed(workshop)
    workshop.change("CREATE (:Machine {tenant_id: $tenant, orig_id: 'm9', name: 'New'})")
    decision = approve(workshop, approval_id)
    assert decision.job is None
    assert (decision.approval.touched, decision.approval.replaces_id) == (3, approval_id)
    assert (state(workshop, approval_id), state(workshop, decision.approval.pk)) == ("expired", "pending")
    assert approve(workshop, decision.approval.pk).job is not None


def test_when_it_would_touch_fewer_by_now_it_goes_on(workshop: Workshop) -> None:
    approval_id = proposed(workshop)
    workshop.change("MATCH (m:Machine {tenant_id: $tenant, orig_id: 'm5'}) DETACH DELETE m")
    assert approve(workshop, approval_id).job is not None


def test_when_it_would_touch_more_than_may_be_by_now_it_is_refused(workshop: Workshop, settings: Any) -> None:
    approval_id = proposed(workshop)
    settings.GRAPH_WRITE_MAX_NODES = 1
    with pytest.raises(ChangeRefused, match="may touch 1 at most"):
        approve(workshop, approval_id)
    assert state(workshop, approval_id) == "pending"


def test_a_graph_that_is_slow_now_is_asked_again_for_the_approval_later(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval_id = proposed(workshop)
    may_end = threading.Event()

    def slow(tenant_id: UUID) -> GraphSchema:
        # Longer than a transaction may be idle.
        may_end.wait(6)
        return read_schema(tenant_id)

    invalidate(workshop.tenant.pk)
    with monkeypatch.context() as patched:
        patched.setattr(schema_cache, "read_schema", slow)
        patched.setattr(client, "IDLE_SECONDS", 0.3)
        with pytest.raises(GraphTimeout):
            approve(workshop, approval_id)
        may_end.set()
    assert state(workshop, approval_id) == "pending"
    assert approve(workshop, approval_id).job is not None


def test_whoever_waits_for_a_schema_in_a_transaction_does_not_wait_too_long(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()

    def slow(tenant_id: UUID) -> GraphSchema:
        may_end.wait(6)
        return read_schema(tenant_id)

    invalidate(workshop.tenant.pk)
    monkeypatch.setattr(schema_cache, "read_schema", slow)
    monkeypatch.setattr(schema_cache, "WAIT_SECONDS", 0.2)
    with tenant_scope(workshop.tenant.pk):
        with pytest.raises(GraphTimeout):
            schema_of(workshop.tenant.pk)
        may_end.set()
        assert not WriteApproval.objects.exists()
    assert schema_of(workshop.tenant.pk).label("Machine") is not None


IMPOSSIBLE = [
    ("status_is_known", {"status": "maybe"}),
    ("decided_by_somebody", {"status": "approved"}),
    ("says_what_it_did", {"status": "executed", "decided_by": "carla", "decided_at": timezone.now()}),
    ("says_what_it_did", {"applied": 3}),
]


@pytest.mark.parametrize(("name", "fields"), IMPOSSIBLE, ids=[f"{n} {list(f)}" for n, f in IMPOSSIBLE])
def test_the_database_keeps_what_must_hold(workshop: Workshop, name: str, fields: dict[str, Any]) -> None:
    approval_id = proposed(workshop)
    with pytest.raises(IntegrityError, match=name), across_tenants():
        WriteApproval.unscoped.filter(pk=approval_id).update(**fields)


def test_row_level_security_hides_it_from_other_tenants(workshop: Workshop) -> None:
    proposed(workshop)
    with tenant_scope(workshop.other.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM graph_write_approvals WHERE tenant_id = %s", [workshop.tenant.pk]
        )
        assert cursor.fetchone() == (0,)


def test_old_ones_go_unless_their_change_is_still_under_way(workshop: Workshop) -> None:
    pending, approved, young = (proposed(workshop) for _ in range(3))
    approve(workshop, approved)
    with across_tenants():
        WriteApproval.unscoped.filter(pk__in=[pending, approved]).update(
            created_at=timezone.now() - timedelta(days=400)
        )
        write_approvals.clean(200)
        left = set(WriteApproval.unscoped.filter(tenant=workshop.tenant).values_list("pk", flat=True))
    assert left == {approved, young}
    with tenant_scope(workshop.tenant.pk):
        assert approvals_old_delete(before=timezone.now(), limit=1) == 1
