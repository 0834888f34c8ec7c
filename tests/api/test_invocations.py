"""Tool invocations as executions, by real workers: who may, with what arguments."""

from typing import Any

import pytest

from jobs.engine.flows import get_flow
from jobs.services import execution_start
from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.executions import ended
from tests.factories import make_principal
from tools.models import ToolInvocation
from tools.services import INVOKE_FLOW


def invoke(principal: Principal, tool: str, action: str, **arguments: Any) -> ToolInvocation:
    """The ended invocation, with its execution."""
    with tenant_scope(principal.tenant_id):
        execution_id = execution_start(principal=principal, flow=get_flow(INVOKE_FLOW), state={})
        ToolInvocation.objects.create(
            execution_id=execution_id, tool=tool, version="", action=action, arguments=arguments
        )
    ended(execution_id)
    with tenant_scope(principal.tenant_id):
        found: ToolInvocation = ToolInvocation.objects.select_related("execution").get(pk=execution_id)
    return found


def test_an_invocation_records_what_the_tool_answered(tenant: Tenant) -> None:
    done = invoke(make_principal(tenant, sub="ada"), "security.describe_principal", "describe")
    assert (done.execution.status, done.execution.wire_status) == ("succeeded", "finished")
    assert done.data["principal_id"] == "ada"
    assert done.version
    assert done.duration_ms is not None


def test_a_query_answers_with_rows_and_only_with_what_was_rendered(sampled: Tenant) -> None:
    text = "MATCH (t:Task) RETURN count(t) AS total"
    done = invoke(make_principal(sampled), "graph.secure_query", "execute", cypher=text)
    assert (done.data["columns"], done.data["row_count"]) == (["total"], 1)
    assert done.data["rows"][0][0] > 0
    assert done.data["cypher"] != text and "tenant_id" in done.data["cypher"]
    assert [stage["name"] for stage in done.stages] == ["validate", "execute"]


@pytest.mark.parametrize(
    ("role", "tool", "action", "arguments", "code"),
    [
        ("viewer", "graph.secure_query", "execute", {"cypher": "RETURN 1"}, "not_found"),
        ("auditor", "graph.schema", "labels", {}, "not_found"),
        ("user", "graph.nonsense", "execute", {}, "not_found"),
        ("user", "graph.schema", "nonsense", {}, "validation_failed"),
        ("admin", "graph.secure_query", "execute", {"cypher": "MATCH (n) DELETE n"}, "cypher_refused"),
    ],
)
def test_what_may_not_be_done_fails_with_its_reason_and_does_nothing(
    tenant: Tenant, role: str, tool: str, action: str, arguments: dict[str, Any], code: str
) -> None:
    failed = invoke(make_principal(tenant, role), tool, action, **arguments)
    assert (failed.execution.status, failed.execution.error["code"]) == ("failed", code)
    assert (failed.data, failed.stages) == (None, [])


def test_each_fault_of_the_arguments_is_pointed_at(tenant: Tenant) -> None:
    arguments = {"cypher": "", "max_rows": 0, "tenant_id": "another"}
    failed = invoke(make_principal(tenant), "graph.secure_query", "execute", **arguments)
    error = failed.execution.error
    assert error["code"] == "validation_failed"
    assert {each["pointer"] for each in error["errors"]} >= {"/cypher", "/max_rows"}
    assert len(error["errors"]) == 3
