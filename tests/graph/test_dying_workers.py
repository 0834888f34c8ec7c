"""A worker that dies between the graph's commit and PostgreSQL's has changed the graph once."""

import hashlib
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from graph.etl.staging import folder_of
from graph.files.models import GraphFile
from graph.writes.models import WriteApproval
from jobs.engine.flows import get_flow
from jobs.models import Event
from jobs.services import execution_start
from tenants.context import across_tenants, tenant_scope
from tenants.ids import new_id
from tests.executions import end_everything, ended, events
from tests.flows import armed
from tests.graph.dying import (
    DIE_BEFORE_APPROVAL,
    DIE_BEFORE_INVOCATION,
    DIE_BETWEEN_BATCHES,
    DIE_WHILE_EXPORTING,
)
from tests.graph.etl.graphs import hash_of
from tests.graph.etl.held import empty, held
from tests.graph.etl.running import job_of, result_of, started
from tests.graph.mutations import conftest as mutations
from tests.graph.mutations.conftest import Desk
from tests.graph.writes import conftest as writes
from tests.graph.writes.conftest import Workshop
from tests.graph.writes.test_applying import BROKEN, GAPS
from tests.graph.writes.test_approvals import approve, proposed, row
from tests.processes import Process, recovery, wait_until, worker
from tools.models import ToolInvocation
from tools.services import INVOKE_FLOW

desk, workshop = mutations.desk, writes.workshop


@pytest.fixture(scope="module")
def workers(django_db_blocker: Any) -> Iterator[Process]:
    """A worker of which a child dies once where it is told to."""
    with django_db_blocker.unblock():
        end_everything()  # what other tests have approved is not to be made now
    repairing = recovery()
    process = worker(application="tests.graph.dying")
    yield process
    process.stop()
    repairing.stop()


def test_an_approved_change_is_made_once(workers: Process, workshop: Workshop) -> None:
    approval_id = proposed(workshop, GAPS)
    with armed(DIE_BEFORE_APPROVAL):
        job = approve(workshop, approval_id).job
        wait_until(lambda: not DIE_BEFORE_APPROVAL.exists(), what="the death")
        # It is in the graph, and not recorded yet. Were it made again, this gap would be filled too.
        workshop.change("MATCH (m:Machine {tenant_id: $tenant, orig_id: 'm0'}) REMOVE m.state")
    execution: Any = ended(job.pk)
    assert (execution.status, execution.error) == ("succeeded", None)
    done = row(approval_id)
    assert (done.status, done.applied) == ("executed", 2)
    assert workshop.count("(m:Machine {tenant_id: $tenant, state: 'Unknown'})") == 2
    assert [event.data.get("percent") for event in events(job.pk) if event.name == Event.Name.PROGRESS] == [
        100
    ]


def test_a_job_whose_change_has_grown_fails_and_changes_nothing(workers: Process, workshop: Workshop) -> None:
    approval_id = proposed(workshop, BROKEN)
    workers.signal_group(signal.SIGSTOP)
    job = approve(workshop, approval_id).job
    workshop.change("MATCH (m:Machine {tenant_id: $tenant, orig_id: 'm0'}) SET m.state = 'Broken'")
    workers.signal_group(signal.SIGCONT)
    execution: Any = ended(job.pk)
    assert (execution.status, execution.error["code"]) == ("failed", "change_refused")
    with across_tenants():
        assert WriteApproval.unscoped.get(pk=approval_id).status == "approved"
    assert workshop.count("(m:Machine {tenant_id: $tenant})") == 8


def invoke(desk: Desk, tool: str, action: str, **arguments: Any) -> UUID:
    """Start an invocation as any other execution."""
    execution_id = new_id()
    with tenant_scope(desk.tenant.pk):
        execution_start(
            principal=desk.curator, flow=get_flow(INVOKE_FLOW), state={}, execution_id=execution_id
        )
        ToolInvocation.objects.create(
            execution_id=execution_id, tenant_id=desk.tenant.pk, tool=tool, action=action, arguments=arguments
        )
    return execution_id


def answer(desk: Desk, execution_id: UUID) -> dict[str, Any]:
    """What it has answered once it has ended well."""
    execution: Any = ended(execution_id)
    assert (execution.status, execution.error) == ("succeeded", None)
    with tenant_scope(desk.tenant.pk):
        return dict(ToolInvocation.objects.get(pk=execution_id).data)


def let_die(hook: Path, desk: Desk, tool: str, action: str, **arguments: Any) -> UUID:
    """Start an invocation whose worker dies at the hook."""
    with armed(hook):
        execution_id = invoke(desk, tool, action, **arguments)
        wait_until(lambda: not hook.exists(), what="the death")
    return execution_id


def test_what_a_tool_changes_is_changed_once(workers: Process, desk: Desk) -> None:
    desk.change("CREATE (n:Person {tenant_id: $tenant, orig_id: 'ben', visits: 1})")
    arguments = {"match": {"orig_id": "ben"}, "properties": {"visits": 2}, "expected": {"visits": 1}}
    execution_id = let_die(DIE_BEFORE_INVOCATION, desk, "graph.crud", "update_node", **arguments)
    # It is in the graph, and not recorded yet. Done again, it would not find what it expects.
    desk.change("MATCH (n:Person {tenant_id: $tenant, orig_id: 'ben'}) SET n.visits = 9")
    said = answer(desk, execution_id)
    assert (said["updated"], said["node"]["properties"]["visits"]) == (True, 2)
    assert desk.rows("MATCH (n:Person {tenant_id: $tenant}) RETURN n.visits") == [[9]]


def test_each_batch_is_brought_once(workers: Process, desk: Desk) -> None:
    rows = [{"orig_id": f"n{each}", "labels": ["Person"], "props": {}} for each in range(6)]
    arguments = {"nodes": rows, "batch_size": 2, "fail_fast": False}
    execution_id = let_die(DIE_BETWEEN_BATCHES, desk, "graph.bulk", "ingest_nodes", **arguments)
    said = answer(desk, execution_id)
    assert (said["created"], said["failed"], desk.count()) == (6, 0, 6)


def test_an_export_whose_worker_dies_in_every_stage_leaves_one_right_file(
    workers: Process, desk: Desk
) -> None:
    desk.change("UNWIND range(1, 9) AS i CREATE (n:Person {tenant_id: $tenant, orig_id: toString(i), i: i})")
    with ExitStack() as hooks:
        for hook in DIE_WHILE_EXPORTING:
            hooks.enter_context(armed(hook))
        job_id = started(desk.curator, "etl.export", mask=True)
        ended(job_id, timeout=120)
        assert not any(hook.exists() for hook in DIE_WHILE_EXPORTING)
    result = result_of(job_of(job_id))
    assert (result["consistent"], result["content_hash"]) == (True, hash_of(held(desk.tenant.pk)))
    with tenant_scope(desk.tenant.pk):
        [file] = GraphFile.objects.all()
    assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256 == result["sha256"]
    assert [str(file.pk), folder_of(job_id).exists()] == [result["file_id"], False]
    empty(desk.tenant.pk)
