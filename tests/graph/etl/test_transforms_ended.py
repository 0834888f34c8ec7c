"""Jobs that change records and end before their time: what they say, and what is left of them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from graph.errors import GraphQueryFailed, GraphUnavailable
from graph.etl.jobs import changing, transforming
from graph.etl.jobs.ending import leftovers_remove
from graph.etl.jobs.ledger import Ledger
from graph.etl.staging import folder_of
from graph.etl.stored_values import held_ids
from graph.etl.transforms import changes, loading
from graph.etl.transforms.working_out import Refusal
from jobs.engine import runner
from jobs.models import Execution
from jobs.services import execution_cancel
from tenants.context import tenant_scope
from tests.graph.etl.held import change, empty, put
from tests.graph.etl.running import graph_hash, job_of, lines_of, markers, ran, result_of, started, walked
from tests.graph.etl.test_transforms_job import GRAPH, STEPS

if TYPE_CHECKING:
    from security.principal import Principal
    from tenants.models import Tenant

Cancel = Callable[[UUID], None]
BATCH_ROWS = 3
NODES, RELATIONSHIPS, REJECTED = 8, 1, 1
"""What the steps change, and reject."""


class Killed(BaseException):
    """Nothing catches it, and whoever is hit by it does no more."""


@pytest.fixture
def curator(tenant: "Tenant", monkeypatch: pytest.MonkeyPatch) -> "Iterator[Principal]":
    """A curator of a tenant with nine people, of one of whom the age is not known."""
    from tests.factories import make_principal

    monkeypatch.setattr(changes, "BATCH_ROWS", BATCH_ROWS)
    put(tenant.pk, GRAPH)
    yield make_principal(tenant, "curator", sub="carla")
    empty(tenant.pk)


@pytest.fixture
def cancel_at_work(tenant: "Tenant", monkeypatch: pytest.MonkeyPatch) -> Cancel:
    """Cancels an execution, and comes back when whoever is at work on it could know."""
    leases, holding = list[Any](), runner.heartbeat.holding

    def hold(lease: Any) -> Any:
        leases.append(lease)
        return holding(lease)

    def cancel_it(execution_id: UUID) -> None:
        cancelled(tenant, execution_id)
        assert leases[-1].cancelled.wait(10)

    monkeypatch.setattr(runner.heartbeat, "holding", hold)
    return cancel_it


def cancelled(tenant: "Tenant", execution_id: UUID) -> None:
    with tenant_scope(tenant.pk):
        execution_cancel(execution=Execution.objects.get(pk=execution_id))


def after(batches: int, then: Callable[[], None]) -> Callable[..., Any]:
    """``apply_batch`` that does something after so many."""
    apply, done = loading.apply_batch, list[Any]()

    def apply_and_then(*given: Any, **named: Any) -> Any:
        done.append(apply(*given, **named))
        if len(done) == batches:
            then()
        return done[-1]

    return apply_and_then


def left(tenant: "Tenant", execution_id: UUID) -> tuple[int, bool, set[str]]:
    """What there is of a job besides its result: markers, a folder, files."""
    from graph.files.models import GraphFile

    with tenant_scope(tenant.pk):
        files = {
            str(each) for each in GraphFile.objects.filter(made_by=execution_id).values_list("pk", flat=True)
        }
    return markers(tenant.pk), folder_of(execution_id).exists(), files


def named(result: dict[str, Any]) -> set[str]:
    return {result[name] for name in ("undo_file_id", "dead_letter_file_id") if result[name]}


def test_what_is_cancelled_at_work_leaves_its_files_alone(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch, cancel_at_work: Cancel
) -> None:
    job_id = started(curator, "etl.transform", steps=STEPS)
    monkeypatch.setattr(loading, "apply_batch", after(2, lambda: cancel_at_work(job_id)))
    assert walked(job_id).status == "cancelled"
    result = job_of(job_id).result
    assert (result["changed"], result["missed"], result["complete"]) == (2 * BATCH_ROWS, 0, False)
    assert left(tenant, job_id) == (0, False, named(result))
    assert len(lines_of(tenant.pk, result["dead_letter_file_id"])) == REJECTED


def test_what_was_rejected_until_a_cancel_is_told(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch, cancel_at_work: Cancel
) -> None:
    before, job_id = graph_hash(tenant.pk), started(curator, "etl.transform", steps=STEPS)
    work_out = transforming.work_out

    def work_out_and_cancel(*given: Any) -> Iterator[Any]:
        for outcome in work_out(*given):
            yield outcome
            if isinstance(outcome, Refusal):
                cancel_at_work(job_id)

    monkeypatch.setattr(transforming, "work_out", work_out_and_cancel)
    monkeypatch.setattr(transforming, "_TOLD_EACH", 1)
    assert walked(job_id).status == "cancelled"
    result = job_of(job_id).result
    assert (result["rejected"], result["changed"], result["undo_file_id"]) == (REJECTED, 0, None)
    assert len(lines_of(tenant.pk, result["dead_letter_file_id"])) == REJECTED
    assert left(tenant, job_id) == (0, False, named(result))
    assert graph_hash(tenant.pk) == before


def test_what_was_found_out_when_a_cancel_came_is_told(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch, cancel_at_work: Cancel
) -> None:
    job_id = started(curator, "etl.transform", steps=STEPS)
    keep = Ledger.keep

    def keep_and_cancel(ledger: Ledger) -> dict[str, str | None]:
        kept = keep(ledger)
        cancel_at_work(job_id)
        return kept

    monkeypatch.setattr(Ledger, "keep", keep_and_cancel)
    assert walked(job_id).status == "cancelled"
    leftovers_remove(limit=100)
    result = job_of(job_id).result
    assert (result["rejected"], result["changed"]) == (REJECTED, 0)
    assert left(tenant, job_id) == (0, False, named(result))
    assert len(lines_of(tenant.pk, result["dead_letter_file_id"])) == REJECTED


def test_what_was_rejected_when_the_graph_could_not_be_read_any_more_is_told(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    def records_for_a_while(*given: Any, **named: Any) -> Iterator[Any]:
        yield from records_for(*given, **named)
        raise GraphUnavailable

    records_for = transforming.records_for
    monkeypatch.setattr(transforming, "records_for", records_for_a_while)
    job_id = started(curator, "etl.transform", steps=STEPS)
    walked(job_id, phases=1)
    Execution.unscoped.using("engine").filter(pk=job_id).update(attempt=settings.ENGINE_MAX_ATTEMPTS - 1)
    assert walked(job_id, phases=1).status == "failed"
    leftovers_remove(limit=100)
    result = job_of(job_id).result
    assert (result["rejected"], result["changed"], result["complete"]) == (REJECTED, 0, False)
    assert left(tenant, job_id) == (0, False, named(result))
    assert len(lines_of(tenant.pk, result["dead_letter_file_id"])) == REJECTED


def test_ids_go_back_although_somebody_has_deleted_the_file_of_changes(
    curator: "Principal", tenant: "Tenant"
) -> None:
    from graph.files.services import file_delete

    before, job_id = graph_hash(tenant.pk), started(curator, "etl.transform", steps=STEPS)
    walked(job_id, phases=2)
    change(
        "MATCH (n {tenant_id: $tenant, orig_id: 'p7'}) SET n.orig_id = $held + 'p7'",
        tenant=str(tenant.pk),
        held=held_ids(f"etl:{job_id}"),
    )
    cancelled(tenant, job_id)
    with tenant_scope(tenant.pk):
        file_delete(by=curator, file_id=UUID(job_of(job_id).result["undo_file_id"]))
    leftovers_remove(limit=100)
    assert graph_hash(tenant.pk) == before
    assert left(tenant, job_id)[:2] == (0, False)


@pytest.mark.parametrize("stages", [2, 3])
def test_what_is_cancelled_between_stages_says_what_was_done(
    curator: "Principal", tenant: "Tenant", stages: int
) -> None:
    before, job_id = graph_hash(tenant.pk), started(curator, "etl.transform", steps=STEPS)
    walked(job_id, phases=stages)
    cancelled(tenant, job_id)
    result = job_of(job_id).result
    assert (result["changed"], result["rejected"]) == ((stages > 2) * (NODES + RELATIONSHIPS), REJECTED)
    assert not result["complete"]
    leftovers_remove(limit=100)
    assert job_of(job_id).result | {"seconds": 0} == result | {"seconds": 0}
    assert left(tenant, job_id) == (0, False, named(result))
    assert result_of(ran(curator, "etl.undo", file_id=result["undo_file_id"]))["rejected"] == 0
    assert graph_hash(tenant.pk) == before


def test_of_a_job_whose_workers_have_died_its_markers_tell(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    before, job_id = graph_hash(tenant.pk), started(curator, "etl.transform", steps=STEPS)
    walked(job_id, phases=2)
    change("MATCH (n {tenant_id: $tenant, orig_id: 'p1'}) SET n.age = 'x'", tenant=str(tenant.pk))

    def die() -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(loading, "apply_batch", after(NODES // BATCH_ROWS + 1, die))
        walked(job_id)
    dead = {"attempt": 99, "lease_until": timezone.now() - timedelta(seconds=1)}
    Execution.unscoped.using("engine").filter(pk=job_id).update(**dead)
    assert walked(job_id).error["code"] == "attempts_exhausted"
    assert job_of(job_id).result["changed"] == 0
    assert left(tenant, job_id)[:2] == (3, True)
    # Whoever comes next does it before the cleaner does.
    back = ran(curator, "etl.undo", file_id=job_of(job_id).result["undo_file_id"]).result
    result = job_of(job_id).result
    assert (result["changed"], result["missed"], result["complete"]) == (NODES - 1, 1, False)
    letters = lines_of(tenant.pk, result["dead_letter_file_id"])
    reasons = {each["record"]["id"]: each["reason"] for each in letters}
    assert reasons == {"p8": "age: 'unknown' cannot be made an integer", "p1": "it has been changed since"}
    assert left(tenant, job_id) == (0, False, named(result))
    assert (back["updated"], back["rejected"]) == (NODES - 1, 1)
    change("MATCH (n {tenant_id: $tenant, orig_id: 'p1'}) SET n.age = '1'", tenant=str(tenant.pk))
    assert graph_hash(tenant.pk) == before


def test_what_fails_leaves_no_marker(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise GraphQueryFailed("The server has had enough.")

    with monkeypatch.context() as patched:
        patched.setattr(loading, "apply_batch", after(2, fail))
        job = ran(curator, "etl.transform", steps=STEPS)
    assert job.execution.error["code"] == GraphQueryFailed.code
    assert (job.result["changed"], job.result["complete"]) == (2 * BATCH_ROWS, False)
    assert left(tenant, job.pk) == (0, False, named(job.result))


def test_an_undo_is_undone_as_far_as_it_has_come(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch, cancel_at_work: Cancel
) -> None:
    before = graph_hash(tenant.pk)
    file_id = result_of(ran(curator, "etl.transform", steps=STEPS))["undo_file_id"]
    transformed = graph_hash(tenant.pk)
    job_id = started(curator, "etl.undo", file_id=file_id)
    with monkeypatch.context() as patched:
        # First the relationship, then some of the nodes.
        patched.setattr(loading, "apply_batch", after(2, lambda: cancel_at_work(job_id)))
        assert walked(job_id).status == "cancelled"
    half, said = graph_hash(tenant.pk), job_of(job_id).result
    assert (said["updated"], said["rejected"], said["complete"]) == (1 + BATCH_ROWS, 0, False)
    assert left(tenant, job_id) == (0, False, named(said))
    redone = result_of(ran(curator, "etl.undo", file_id=said["undo_file_id"]))
    assert (redone["updated"], redone["rejected"]) == (1 + BATCH_ROWS, 0)
    assert graph_hash(tenant.pk) == transformed
    again = result_of(ran(curator, "etl.undo", file_id=redone["undo_file_id"]))
    assert (again["updated"], graph_hash(tenant.pk)) == (1 + BATCH_ROWS, half)
    last = result_of(ran(curator, "etl.undo", file_id=file_id))
    assert (last["updated"], graph_hash(tenant.pk)) == (NODES - BATCH_ROWS, before)


def test_undoing_an_undo_spares_what_others_have_changed(curator: "Principal", tenant: "Tenant") -> None:
    file_id = result_of(ran(curator, "etl.transform", steps=STEPS))["undo_file_id"]
    undone = result_of(ran(curator, "etl.undo", file_id=file_id))
    own = str(tenant.pk)
    change("MATCH (n {tenant_id: $tenant, orig_id: 'p2'}) SET n.name = 'Someone'", tenant=own)
    change("MATCH (n {tenant_id: $tenant, orig_id: 'p3'}) DETACH DELETE n", tenant=own)
    change("MATCH ({tenant_id: $tenant})-[r:KNOWS]->() DELETE r", tenant=own)
    now = graph_hash(tenant.pk)
    strict = ran(curator, "etl.undo", file_id=undone["undo_file_id"], strict=True)
    assert (strict.execution.error["code"], graph_hash(tenant.pk)) == ("transform_rejected", now)
    assert (strict.result["updated"], strict.result["rejected"], strict.result["undo_file_id"]) == (
        0,
        3,
        None,
    )
    assert left(tenant, strict.pk) == (0, False, named(strict.result))
    redone = result_of(ran(curator, "etl.undo", file_id=undone["undo_file_id"]))
    assert (redone["updated"], redone["rejected"]) == (NODES - 2, 3)
    letters = lines_of(tenant.pk, redone["dead_letter_file_id"])
    assert sorted((str(each["record"].get("id")), each["reason"]) for each in letters) == [
        ("None", "it is not there any more"),
        ("p2", "it has been changed since"),
        ("p3", "it is not there any more"),
    ]


def test_what_is_overtaken_after_the_end_leaves_nothing_for_long(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    from jobs.errors import Overtaken

    job_id = started(curator, "etl.transform", steps=STEPS)
    walked(job_id, phases=2)

    def end_elsewhere() -> None:
        Execution.unscoped.using("engine").filter(pk=job_id).update(lease_until=None, lease_token=None)
        cancelled(tenant, job_id)
        leftovers_remove(limit=100)

    apply = loading.apply_batch

    def apply_late(*given: Any, **named: Any) -> Any:
        end_elsewhere()
        apply(*given, **named)
        raise Overtaken

    monkeypatch.setattr(loading, "apply_batch", apply_late)
    walked(job_id, phases=1)
    assert left(tenant, job_id)[:2] == (1, True)
    leftovers_remove(limit=100)
    assert left(tenant, job_id)[:2] == (0, False)
    assert job_of(job_id).execution.status == "cancelled"


def test_a_result_says_nothing_else_when_what_is_left_is_taken_away_twice(
    curator: "Principal", tenant: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = started(curator, "etl.transform", steps=STEPS)
    walked(job_id, phases=3)
    cancelled(tenant, job_id)
    with monkeypatch.context() as patched:
        patched.setattr(changing, "remove", lambda _: None)
        leftovers_remove(limit=100)
    said = job_of(job_id).result
    assert left(tenant, job_id)[:2] == (0, True)
    leftovers_remove(limit=100)
    assert job_of(job_id).result == said
    assert left(tenant, job_id) == (0, False, named(said))
