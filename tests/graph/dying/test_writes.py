"""A worker that dies between the graph's commit and PostgreSQL's has made an approved change once."""

from typing import Any

from graph.writes.models import WriteApproval
from jobs.models import Event
from tenants.context import across_tenants
from tests.executions import ended, events
from tests.flows import armed
from tests.graph.dying.points import BEFORE_RECORDING_AN_APPROVAL as POINT
from tests.graph.writes.conftest import Workshop
from tests.graph.writes.test_applying import BROKEN, GAPS
from tests.graph.writes.test_approvals import approve, proposed, row
from tests.processes import Process, wait_until


def test_an_approved_change_is_made_once(workers: Process, workshop: Workshop) -> None:
    approval_id = proposed(workshop, GAPS)
    with armed(POINT):
        job = approve(workshop, approval_id).job
        wait_until(lambda: not POINT.exists(), what="the death")
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
    with workers.standing_still():
        job = approve(workshop, approval_id).job
        workshop.change("MATCH (m:Machine {tenant_id: $tenant, orig_id: 'm0'}) SET m.state = 'Broken'")
    execution: Any = ended(job.pk)
    assert (execution.status, execution.error["code"]) == ("failed", "change_refused")
    with across_tenants():
        assert WriteApproval.unscoped.get(pk=approval_id).status == "approved"
    assert workshop.count("(m:Machine {tenant_id: $tenant})") == 8
