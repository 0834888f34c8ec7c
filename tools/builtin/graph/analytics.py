"""graph.analytics: figures of the tenant's whole graph, or of a part of it."""

from datetime import timedelta
from typing import Any, Final

from graph.analytics.aggregates import OF_NUMBERS, OPERATIONS, aggregate
from graph.analytics.computing.registry import Measure
from graph.analytics.requests import MEASURES, arguments_of
from graph.analytics.services import Analysis, Observer, analyse
from graph.ask import typed
from graph.cypher import Limits
from graph.nl import pipeline
from graph.schema import schema_of
from security.scopes import Scope
from tools.base import WORKERS, Tool, ToolContext, ToolResult
from tools.builtin.graph.search import NAME, NAMES, built
from tools.errors import ToolArgumentsInvalid
from tools.registry import register

tool = register(
    Tool(
        name="graph.analytics",
        purpose="Measure the tenant's graph: centrality, paths, components, communities, sums of groups.",
        roles=WORKERS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_READ),
        timeout=timedelta(seconds=60),
    )
)

SPARE_SECONDS: Final = 1.0
"""What remains of the tool's own time when that of a measure is over."""
_TIMEOUT: Final[dict[str, Any]] = {
    "timeout_ms": {
        "type": "integer",
        "minimum": 100,
        "maximum": 60_000,
        "default": 20_000,
        "description": "What takes longer is for a job of type graph.analytics.",
    }
}


def _offer(measure: Measure) -> None:
    """Make a measure an action of the tool."""

    def body(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
        said = {name: value for name, value in arguments.items() if name not in _TIMEOUT}
        seconds = min(arguments["timeout_ms"] / 1000, max(0.1, ctx.remaining_seconds() - SPARE_SECONDS))
        found, warnings = analyse(
            ctx.tenant_id,
            Analysis(measure.name, said, seconds),
            observer=Observer(ctx.check_cancelled),
        )
        return ToolResult(found, warnings=tuple(warnings))

    body.__doc__ = measure.summary
    tool.action(measure.name, arguments={**arguments_of(measure), **_TIMEOUT})(body)


for _measure in MEASURES.values():
    _offer(_measure)


@tool.action("label_counts", arguments={"labels": NAMES})
def label_counts(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """How many nodes each label has, or each of some labels."""
    schema = schema_of(ctx.tenant_id)
    counts = {each.name: each.count for each in schema.labels}
    return _counted("label", counts, arguments.get("labels"), schema.notices)


@tool.action("relationship_counts", arguments={"types": NAMES})
def relationship_counts(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """How many relationships of each type there are, or of each of some types."""
    schema = schema_of(ctx.tenant_id)
    return _counted("type", schema.relationship_counts, arguments.get("types"), schema.notices)


@tool.action(
    "aggregate",
    arguments={
        "label": {**NAME, "required": True},
        "group_by": {**NAME, "required": True},
        "measure": {**NAME, "description": "Of which property; only to count, none is needed."},
        "op": {"enum": list(OPERATIONS), "default": "count"},
        "limit": {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 50},
    },
)
def aggregate_groups(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The nodes of a label in groups by a property, with the count, sum, average or extreme of each group."""
    label, limit = arguments["label"], arguments["limit"]
    operation, measure = arguments["op"], arguments.get("measure")
    _check_measure(ctx, label, measure, operation)
    query = built(
        lambda: aggregate(
            label=label,
            group_by=arguments["group_by"],
            measure=measure,
            operation=operation,
            limit=limit + 1,
        )
    )
    seconds = min(Limits().timeout_seconds, ctx.remaining_seconds())
    prepared = typed.check(
        query.cypher,
        params=query.params,
        tenant_id=ctx.tenant_id,
        limits=Limits(max_rows=limit, timeout_seconds=seconds),
    )
    result, _ = pipeline.execute(prepared, cancelled=ctx.is_cancelled)
    groups = [{"key": key, "value": value} for key, value in result.rows]
    return ToolResult({"groups": groups, "truncated": result.truncated}, warnings=prepared.notices)


def _counted(
    name: str, counts: dict[str, int], wanted: list[str] | None, notices: tuple[str, ...]
) -> ToolResult:
    """Counts by name; what is asked for and not there has none."""
    names = sorted(counts) if wanted is None else list(dict.fromkeys(wanted))
    items = [{name: each, "count": counts.get(each, 0)} for each in names]
    return ToolResult({"items": items}, warnings=notices)


def _check_measure(ctx: ToolContext, label: str, measure: str | None, operation: str) -> None:
    """Go on when there is something to add up: servers make of a sum of texts what they like.

    Raises:
        ToolArgumentsInvalid
    """
    if operation == "count":
        return
    if measure is None:
        raise _unfit("required", f"{operation} needs a measure.")
    found = schema_of(ctx.tenant_id).label(label)
    of_label = found.property(measure) if found else None
    if operation in OF_NUMBERS and of_label and of_label.type not in ("integer", "float"):
        raise _unfit("invalid", f"{measure} is no number: there is no {operation} of it.")


def _unfit(code: str, said: str) -> ToolArgumentsInvalid:
    return ToolArgumentsInvalid(
        said, extensions={"errors": [{"pointer": "/measure", "code": code, "detail": said}]}
    )
