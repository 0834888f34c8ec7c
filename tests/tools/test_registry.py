"""What holds for every tool that is registered."""

import pytest
from jsonschema import Draft202012Validator

from security.roles import Role
from security.scopes import Scope
from tenants.models import Tenant
from tests.factories import make_principal
from tools.base import EVERYBODY, Tool, validated_arguments
from tools.errors import ToolArgumentsInvalid, ToolForbidden, ToolNotFound
from tools.registry import all_tools, get_action, get_tool, register, visible_tools

QUERYING = {
    "graph.query", "graph.secure_query", "graph.search", "graph.generate_cypher", "graph.analytics",
}  # fmt: skip
CHANGING = {"graph.crud", "graph.bulk"}
ACTIONS = [(tool, action) for tool in all_tools() for action in tool.actions.values()]


@pytest.mark.parametrize("tool", all_tools(), ids=lambda tool: tool.name)
def test_a_tool_says_what_it_does_and_needs_at_least_one_scope(tool: Tool) -> None:
    assert tool.purpose.endswith(".")
    assert tool.actions
    assert Scope.TOOLS_INVOKE in tool.scopes
    assert tool.timeout.total_seconds() > 0


@pytest.mark.parametrize(("tool", "action"), ACTIONS, ids=lambda each: each.name)
def test_an_action_has_a_summary_and_a_closed_schema(tool: Tool, action: object) -> None:
    assert action.summary
    Draft202012Validator.check_schema(action.arguments.schema)
    assert action.arguments.schema["additionalProperties"] is False
    with pytest.raises(ToolArgumentsInvalid):
        validated_arguments(action, {"no_such_argument": 1})


def test_the_tools_that_runs_need_are_there() -> None:
    assert {tool.name for tool in all_tools()} >= {
        *QUERYING, "graph.schema", "security.describe_principal",
        "security.allowed_operations", "output.summarize",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        (Role.VIEWER, QUERYING | CHANGING),
        (Role.AUDITOR, QUERYING | CHANGING | {"graph.schema", "output.summarize"}),
        (Role.USER, CHANGING),
        (Role.CURATOR, set()),
        (Role.ADMIN, set()),
    ],
)
def test_a_role_sees_its_tools_and_no_others(tenant: Tenant, role: Role, hidden: set[str]) -> None:
    principal = make_principal(tenant, role)
    assert {tool.name for tool in all_tools()} - {tool.name for tool in visible_tools(principal)} == hidden
    for name in hidden:
        with pytest.raises(ToolNotFound):
            get_tool(name, principal=principal)


def test_an_action_may_need_more_than_its_tool(tenant: Tenant) -> None:
    tool = Tool("example.guarded", "An example.", EVERYBODY, (Scope.TOOLS_INVOKE,), all_tools()[0].timeout)

    @tool.action("write", scopes=(Scope.GRAPH_WRITE,))
    def write(ctx: object, arguments: object) -> None:
        """Write."""

    action = get_action(tool, "write")
    with pytest.raises(ToolForbidden) as refused:
        tool.authorize(make_principal(tenant, "user"), action)
    assert refused.value.extensions["required_scopes"] == ["graph:write"]
    tool.authorize(make_principal(tenant, "curator"), action)


def test_two_tools_of_one_name_stop_the_start() -> None:
    with pytest.raises(ValueError, match="already"):
        register(Tool("graph.schema", "Another.", EVERYBODY, (), all_tools()[0].timeout))


def test_defaults_of_the_schema_are_filled_in(tenant: Tenant) -> None:
    action = get_action(get_tool("graph.secure_query", principal=make_principal(tenant)), "execute")
    assert validated_arguments(action, {"cypher": "RETURN 1"})["max_rows"] == 1000
