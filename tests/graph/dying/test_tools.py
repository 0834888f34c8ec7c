"""A worker that dies within an invocation of a tool that writes has changed the graph once."""

from pathlib import Path
from typing import Any
from uuid import UUID

from jobs.engine.flows import get_flow
from jobs.services import execution_start
from tenants.context import tenant_scope
from tenants.ids import new_id
from tests.executions import ended
from tests.flows import armed
from tests.graph.dying.points import BEFORE_RECORDING_AN_INVOCATION, BETWEEN_BATCHES_OF_A_TOOL
from tests.graph.mutations.conftest import Desk
from tests.processes import Process, wait_until
from tools.models import ToolInvocation
from tools.services import INVOKE_FLOW


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


def let_die(point: Path, desk: Desk, tool: str, action: str, **arguments: Any) -> UUID:
    """Start an invocation whose worker dies at the point."""
    with armed(point):
        execution_id = invoke(desk, tool, action, **arguments)
        wait_until(lambda: not point.exists(), what="the death")
    return execution_id


def test_what_a_tool_changes_is_changed_once(workers: Process, desk: Desk) -> None:
    desk.change("CREATE (n:Person {tenant_id: $tenant, orig_id: 'ben', visits: 1})")
    arguments = {"match": {"orig_id": "ben"}, "properties": {"visits": 2}, "expected": {"visits": 1}}
    execution_id = let_die(BEFORE_RECORDING_AN_INVOCATION, desk, "graph.crud", "update_node", **arguments)
    # It is in the graph, and not recorded yet. Done again, it would not find what it expects.
    desk.change("MATCH (n:Person {tenant_id: $tenant, orig_id: 'ben'}) SET n.visits = 9")
    said = answer(desk, execution_id)
    assert (said["updated"], said["node"]["properties"]["visits"]) == (True, 2)
    assert desk.rows("MATCH (n:Person {tenant_id: $tenant}) RETURN n.visits") == [[9]]


def test_each_batch_is_brought_once(workers: Process, desk: Desk) -> None:
    rows = [{"orig_id": f"n{each}", "labels": ["Person"], "props": {}} for each in range(6)]
    arguments = {"nodes": rows, "batch_size": 2, "fail_fast": False}
    execution_id = let_die(BETWEEN_BATCHES_OF_A_TOOL, desk, "graph.bulk", "ingest_nodes", **arguments)
    said = answer(desk, execution_id)
    assert (said["created"], said["failed"], desk.count()) == (6, 0, 6)
