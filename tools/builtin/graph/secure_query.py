"""graph.secure_query: questions and reading queries, after they have passed every layer of validation."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from graph.ask import typed
from graph.ask.formats import FORMATS, formatted
from graph.ask.keeping import as_result
from graph.cypher import CypherRefused, Limits, classify
from graph.nl import pipeline, provenance
from graph.nl.pipeline import Drafted
from graph.schema import schema_of
from security.scopes import Scope
from tools.base import WORKERS, Tool, ToolContext, ToolResult
from tools.builtin.graph.query import one_of
from tools.registry import register

tool = register(
    Tool(
        name="graph.secure_query",
        purpose="Answer questions and run reading Cypher within the tenant, validated and bounded.",
        roles=WORKERS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_READ),
        timeout=timedelta(seconds=60),
    )
)

PROMPT: Final = {"type": "string", "minLength": 3, "maxLength": 4_000, "required": True}
_CYPHER: Final = {"type": "string", "minLength": 1, "maxLength": typed.MAX_CYPHER}
_PARAMS: Final = {"type": "object", "default": {}}
_BOUNDS: Final[dict[str, Any]] = {
    "max_rows": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1000},
    "timeout_ms": {"type": "integer", "minimum": 100, "maximum": 30_000, "default": 5000},
    "return_format": {
        "enum": list(FORMATS),
        "default": "rows",
        "description": "In which form the rows are to be had as text beside the rows themselves.",
    },
}


@tool.action("ask", arguments={"prompt": PROMPT, **_BOUNDS})
def ask(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The answer to a question; whatever would change the graph is refused, whoever asks."""
    answer = pipeline.understand(
        arguments["prompt"], tenant_id=ctx.tenant_id, principal=ctx.principal, may_propose=False
    )
    if isinstance(answer, Drafted):
        answer = pipeline.carry_out(
            answer,
            tenant_id=ctx.tenant_id,
            limits=_limits(ctx, arguments),
            cancelled=ctx.is_cancelled,
        )
    found = as_result(answer)
    stages = tuple(found.pop("stages"))
    data = {**found, "answer": answer.text, **_rows(answer.columns, answer.rows, arguments)}
    return ToolResult(data, stages=stages)


@tool.action("generate", arguments={"prompt": PROMPT})
def generate(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The query that would answer a question; none when it is not sure of one. Nothing runs."""
    drafted = pipeline.draft(arguments["prompt"], tenant_id=ctx.tenant_id)
    chosen = drafted.draft
    told = pipeline.undecided(drafted) if chosen is None else None
    return ToolResult(
        {
            "cypher": chosen.cypher if chosen else None,
            "params": chosen.params if chosen else {},
            "confidence": chosen.confidence if chosen else 0.0,
            "model": None,
            "generator": chosen.generator if chosen else None,
            "text": told.text if told else chosen.reading if chosen else "",
        },
        stages=tuple(stage.as_json() for stage in drafted.stages),
    )


@tool.action("validate", arguments={"cypher": _CYPHER, "statement": _CYPHER, "params": _PARAMS})
def validate(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Whether a query may run, and what each layer says of it."""
    text = one_of(arguments, "cypher", "statement")
    is_write = not classify(text) <= {"read"}
    try:
        prepared = typed.check(text, params=arguments["params"], tenant_id=ctx.tenant_id)
    except CypherRefused as refused:
        failed = {"name": str(refused.layer), "ok": False, "detail": "; ".join(refused.reasons)}
        return ToolResult({"is_safe": False, "is_write": is_write, "validation": [failed]})
    layers = pipeline.layers_of(prepared)
    return ToolResult(
        {"is_safe": True, "is_write": is_write, "validation": layers, "cypher": prepared.text},
        warnings=prepared.notices,
    )


@tool.action(
    "execute",
    arguments={
        "cypher": {**_CYPHER, "required": True},
        "params": _PARAMS,
        **_BOUNDS,
        "with_sources": {
            "type": "boolean",
            "default": False,
            "description": "Also the ids of the nodes that the result rests on.",
        },
    },
)
def execute(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The rows of a query; only text that was rendered from its syntax tree reaches the graph."""
    prepared, validated = pipeline.validate(
        arguments["cypher"],
        params=arguments["params"],
        tenant_id=ctx.tenant_id,
        schema=schema_of(ctx.tenant_id),
        limits=_limits(ctx, arguments),
    )
    result, executed = pipeline.execute(prepared, cancelled=ctx.is_cancelled)
    evidence = provenance.of_result(prepared, result)
    if arguments["with_sources"]:
        evidence["sources"] = provenance.sources_of(
            arguments["cypher"], arguments["params"], result, tenant_id=ctx.tenant_id
        )
    return ToolResult(
        {
            "cypher": prepared.text,
            "params": prepared.params,
            **_rows(result.columns, result.rows, arguments),
            "truncated": result.truncated,
            "elapsed_ms": result.elapsed_ms,
            "provenance": evidence,
        },
        stages=(validated.as_json(), executed.as_json()),
        warnings=prepared.notices,
    )


def _limits(ctx: ToolContext, arguments: dict[str, Any]) -> Limits:
    seconds = min(arguments["timeout_ms"] / 1000, ctx.remaining_seconds())
    return Limits(max_rows=arguments["max_rows"], timeout_seconds=seconds)


def _rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        "columns": list(columns),
        "rows": list(rows),
        "formatted_output": formatted(columns, rows, as_=arguments["return_format"]),
        "row_count": len(rows),
    }
