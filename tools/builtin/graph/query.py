"""graph.query: one typed Cypher statement, run, explained or profiled."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from graph.ask import typed
from graph.cypher import Limits, check_values, classify
from graph.cypher.limits import HARD_ROWS
from graph.writes.errors import ChangeRefused
from graph.writes.services import propose
from security.scopes import Scope
from tenants.context import tenant_scope
from tools.base import WORKERS, Tool, ToolContext, ToolResult
from tools.errors import ToolArgumentsInvalid, ToolForbidden
from tools.registry import register

tool = register(
    Tool(
        name="graph.query",
        purpose="Run, explain or profile one Cypher statement.",
        roles=WORKERS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_READ),
        timeout=timedelta(seconds=30),
    )
)

_CYPHER: Final = {"type": "string", "minLength": 1, "maxLength": typed.MAX_CYPHER}
STATEMENT: Final[dict[str, Any]] = {
    "cypher": _CYPHER,
    "query": {**_CYPHER, "description": "The same as cypher, of which one is needed."},
    "params": {"type": "object", "default": {}},
}
SECONDS: Final = Limits().timeout_seconds


@tool.action(
    "run",
    arguments={
        **STATEMENT,
        "read_only": {"type": "boolean", "default": True, "description": "False: a change may be proposed."},
        "limit": {"type": "integer", "minimum": 1, "maximum": HARD_ROWS, "default": 1000},
    },
)
def run(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The rows of a reading statement; a change is only proposed, and made once it is approved."""
    text = one_of(arguments, "cypher", "query")
    if not arguments["read_only"] and classify(text) != {"read"}:
        return _proposed(ctx, text, arguments["params"])
    prepared = typed.check(
        text, params=arguments["params"], tenant_id=ctx.tenant_id, limits=_limits(ctx, arguments["limit"])
    )
    done = typed.run(prepared, cancelled=ctx.is_cancelled)
    data = {**done.as_json(), "read_only": True, "stats": {"touched": 0}}
    return ToolResult(data, stages=(done.stage.as_json(),), warnings=prepared.notices)


@tool.action("explain", arguments=STATEMENT)
def explain(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The plan of a reading statement, and how many rows it is expected to return; nothing runs."""
    return _planned(ctx, arguments, "EXPLAIN")


@tool.action("profile", arguments=STATEMENT)
def profile(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The plan of a reading statement with what running it took; its rows are left out."""
    return _planned(ctx, arguments, "PROFILE")


def one_of(arguments: dict[str, Any], *names: str) -> str:
    """The argument that is there under one of its names.

    Raises:
        ToolArgumentsInvalid: there is none, or more than one.
    """
    given = [arguments[name] for name in names if name in arguments]
    if len(given) != 1:
        said = f"Exactly one of {' and '.join(names)} is needed."
        errors = [{"pointer": f"/{names[0]}", "code": "required", "detail": said}]
        raise ToolArgumentsInvalid(said, extensions={"errors": errors})
    return str(given[0])


def require_write(ctx: ToolContext) -> None:
    """Go on when the principal may propose changes.

    Raises:
        ToolForbidden: they may not.
    """
    if not ctx.principal.can(Scope.GRAPH_WRITE):
        raise ToolForbidden(
            "To propose a change needs the scope graph:write.",
            extensions={"required_scopes": [str(Scope.GRAPH_WRITE)]},
        )


def _limits(ctx: ToolContext, max_rows: int = 1000) -> Limits:
    return Limits(max_rows=max_rows, timeout_seconds=min(SECONDS, ctx.remaining_seconds()))


def _planned(ctx: ToolContext, arguments: dict[str, Any], kind: typed.PlanKind) -> ToolResult:
    prepared = typed.check(
        one_of(arguments, "cypher", "query"),
        params=arguments["params"],
        tenant_id=ctx.tenant_id,
        plan=kind,
        limits=_limits(ctx),
    )
    done = typed.run(prepared, cancelled=ctx.is_cancelled)
    data = {
        "plan": asdict(done.plan) if done.plan else None,
        "row_count": prepared.estimate.returned if prepared.estimate else None,
        "elapsed_ms": done.stage.elapsed_ms,
        "is_read_only": True,
        "classes": ["read"],
        "cypher": done.prepared.text,
    }
    return ToolResult(data, stages=(done.stage.as_json(),), warnings=prepared.notices)


def _proposed(ctx: ToolContext, text: str, params: dict[str, Any]) -> ToolResult:
    """The dry run of a change, and the approval that it takes."""
    require_write(ctx)
    check_values(params)
    with tenant_scope(ctx.tenant_id):
        proposal = propose(principal=ctx.principal, text=text, params=params)
    if proposal.outcome in ("refusal", "unknown"):
        raise ChangeRefused(proposal.text)
    return ToolResult(
        {
            "columns": list(proposal.columns),
            "rows": [list(row) for row in proposal.rows],
            "row_count": len(proposal.rows),
            "truncated": len(proposal.rows) < proposal.touched,
            "read_only": False,
            "stats": {"touched": proposal.touched, "relationships": proposal.relationships},
            "cypher": proposal.cypher,
            "text": proposal.text,
            "approval_id": str(proposal.approval_id) if proposal.approval_id else None,
        }
    )
