"""graph.generate_cypher: queries from questions and from their parts; no rows are ever fetched."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from graph.ask import drafts, structured, typed, write_texts
from graph.ask.structured import Text
from graph.cypher import CypherRefused, classify
from graph.nl import pipeline
from graph.schema import GraphSchema, schema_of
from graph.writes.errors import ChangeRefused
from security.scopes import Scope
from tools.base import WORKERS, Tool, ToolContext, ToolResult
from tools.builtin.graph.query import require_write
from tools.builtin.graph.search import NAME, NAMES, WHERE, built
from tools.errors import ToolArgumentsInvalid
from tools.registry import register

tool = register(
    Tool(
        name="graph.generate_cypher",
        purpose="Turn questions and structured requests into Cypher, without executing it.",
        roles=WORKERS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_READ),
        timeout=timedelta(seconds=45),
    )
)

CYPHER: Final = {"type": "string", "minLength": 1, "maxLength": typed.MAX_CYPHER, "required": True}
PARAMS: Final = {"type": "object", "default": {}}
_ID: Final = {"type": "string", "minLength": 1, "maxLength": 256}
_PROPS: Final = {"type": "object", "propertyNames": NAME, "default": {}}
_WRITES: Final = (Scope.GRAPH_WRITE,)


@tool.action(
    "generate",
    arguments={
        "goal": {"type": "string", "minLength": 1, "maxLength": 10_000, "required": True},
        "schema_hint": {
            "type": "string",
            "maxLength": 1_000,
            "default": "",
            "description": "Labels that the query has to be about, all of them.",
        },
        "limit": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1_000,
            "description": "Rows, at most. Without it, as many as the question says.",
        },
        "allow_write": {
            "type": "boolean",
            "default": False,
            "description": "A change may be drafted. Needs the scope graph:write.",
        },
        "max_tokens": {
            "type": "integer",
            "minimum": 64,
            "maximum": 2_048,
            "default": 512,
            "description": "How much a model may write. Without a model it has no effect.",
        },
    },
)
def generate(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A draft that would answer the question; else its readings, or questions that can be answered."""
    goal, schema = arguments["goal"], schema_of(ctx.tenant_id)
    about = _labels_in(arguments["schema_hint"], schema)
    if arguments["allow_write"]:
        require_write(ctx)
        if pipeline.change_in(goal, tenant_id=ctx.tenant_id, schema=schema):
            return _change(ctx, goal, schema)
        if refused := pipeline.refusal_of_harm(goal, schema=schema):
            raise ChangeRefused(refused.text)
    drafted = pipeline.draft(goal, tenant_id=ctx.tenant_id, schema=schema, about=about)
    stages = tuple(stage.as_json() for stage in drafted.stages)
    if drafted.draft:
        draft = drafts.limited(drafted.draft, arguments.get("limit"))
        data = pipeline.as_data(draft, language=drafted.language, schema_version=schema.version)
        data |= drafts.judged(draft, tenant_id=ctx.tenant_id, schema=schema)
        return ToolResult({**data, "model": None}, stages)
    return ToolResult(drafts.instead_of_draft(pipeline.undecided(drafted), schema), stages)


def _labels_in(hint: str, schema: GraphSchema) -> frozenset[str]:
    """The labels of the graph that a hint names.

    Raises:
        ToolArgumentsInvalid: it names something, and no label of the graph.
    """
    labels = drafts.labels_named(hint, schema)
    if hint.strip() and not labels:
        said = "It names no label of this graph."
        errors = [{"pointer": "/schema_hint", "code": "unknown_label", "detail": said}]
        raise ToolArgumentsInvalid(said, extensions={"errors": errors})
    return labels


def _change(ctx: ToolContext, goal: str, schema: GraphSchema) -> ToolResult:
    """The dry run of a change. It is not kept, so that there is nothing to approve yet."""
    answer = pipeline.proposed(goal, principal=ctx.principal, dry_run=True)
    if answer.outcome in ("refusal", "unknown"):
        raise ChangeRefused(answer.text)
    data = drafts.instead_of_draft(answer, schema) | {"source": "change", "read_only": False}
    return ToolResult(data, stages=tuple(stage.as_json() for stage in answer.stages))


@tool.action("validate", arguments={"cypher": CYPHER, "params": PARAMS})
def validate(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Whether a query may run; how it would run for this tenant, or the reasons against it."""
    classes = sorted(classify(arguments["cypher"]))
    try:
        prepared = typed.check(arguments["cypher"], params=arguments["params"], tenant_id=ctx.tenant_id)
    except CypherRefused as refused:
        reasons = list(refused.reasons)
        told = {"layer": str(refused.layer), "suggested_rewrite": None}
        return ToolResult({"is_safe": False, "classes": classes, "reasons": reasons, **told})
    return ToolResult(
        {
            "is_safe": True,
            "classes": classes,
            "reasons": [],
            "suggested_rewrite": prepared.text,
            "layers": pipeline.layers_of(prepared),
            "estimate": pipeline.estimate_of(prepared),
        },
        warnings=prepared.notices,
    )


@tool.action(
    "explain",
    arguments={
        "cypher": CYPHER,
        "params": PARAMS,
        "profile": {"type": "boolean", "default": False, "description": "Run it and measure."},
        "language": {"enum": ["en", "it"], "default": "en"},
    },
)
def explain(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The plan of a query, which runs only when it is to be profiled; its rows are never shown."""
    prepared, validated = pipeline.validate(
        arguments["cypher"],
        params=arguments["params"],
        tenant_id=ctx.tenant_id,
        schema=schema_of(ctx.tenant_id),
    )
    plan, explained = pipeline.explain(prepared, profile=arguments["profile"], cancelled=ctx.is_cancelled)
    text = pipeline.explanation_text(prepared, plan, language=arguments["language"])
    return ToolResult(
        {
            "cypher": prepared.text,
            "layers": pipeline.layers_of(prepared),
            "estimate": pipeline.estimate_of(prepared),
            "plan": asdict(plan),
            "description": text,
        },
        stages=(validated.as_json(), explained.as_json()),
        warnings=prepared.notices,
    )


@tool.action(
    "select",
    arguments={
        "label": NAME,
        "where": WHERE,
        "return": NAMES,
        "limit": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 25},
        "random": {"type": "boolean", "default": False},
    },
)
def select(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A query for nodes of a label with certain values: whole, or the properties that are named."""
    query = built(
        lambda: structured.select(
            label=arguments.get("label"),
            where=arguments["where"],
            returned=arguments.get("return", ()),
            limit=arguments["limit"],
            at_random=arguments["random"],
        )
    )
    return _generated(query)


@tool.action(
    "match_rel",
    arguments={
        "type": NAME,
        "from_label": NAME,
        "to_label": NAME,
        "from_where": WHERE,
        "to_where": WHERE,
        "limit": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100},
    },
)
def match_rel(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A query for relationships of a type between nodes with certain labels and values."""

    def named(name: str) -> tuple[str, ...]:
        return (arguments[name],) if name in arguments else ()

    start = structured.Hop(labels=named("from_label"), where=arguments["from_where"])
    end = structured.Hop(named("type"), "out", named("to_label"), arguments["to_where"])
    return _generated(built(lambda: structured.path(start=start, steps=[end], limit=arguments["limit"])))


@tool.action("count_by_label")
def count_by_label(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A query for how many nodes each label has."""
    return _generated(structured.count_by_label())


@tool.action("schema_inventory")
def schema_inventory(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The queries by which the shape of a graph can be seen."""
    queries = {
        "labels": structured.count_by_label(),
        "relationship_types": structured.count_by_type(),
        "connections": structured.count_connections(),
    }
    listed = [{"name": name, "cypher": each.cypher, "params": each.params} for name, each in queries.items()]
    return ToolResult({"queries": listed})


@tool.action(
    "insert_node",
    arguments={
        "labels": {**NAMES, "minItems": 1, "required": True},
        "orig_id": _ID,
        "props": _PROPS,
        "mode": {"enum": ["merge", "create"], "default": "merge"},
    },
    scopes=_WRITES,
)
def insert_node(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A statement that would make a node; it is not executed."""
    return _generated(
        built(
            lambda: write_texts.insert_node(
                tenant_id=ctx.tenant_id,
                labels=arguments["labels"],
                orig_id=arguments.get("orig_id") or str(ctx.invocation_id),
                props=arguments["props"],
                mode=arguments["mode"],
            )
        ),
        read_only=False,
    )


@tool.action(
    "update_node",
    arguments={"orig_id": {**_ID, "required": True}, "props": {**_PROPS, "required": True}},
    scopes=_WRITES,
)
def update_node(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A statement that would change a node's properties; it is not executed."""
    query = built(lambda: write_texts.update_node(tenant_id=ctx.tenant_id, **arguments))
    return _generated(query, read_only=False)


@tool.action(
    "delete_node",
    arguments={"orig_id": {**_ID, "required": True}, "detach": {"type": "boolean", "default": True}},
    scopes=_WRITES,
)
def delete_node(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A statement that would delete a node; it is not executed."""
    return _generated(write_texts.delete_node(tenant_id=ctx.tenant_id, **arguments), read_only=False)


@tool.action(
    "upsert_rel",
    arguments={
        "start_orig_id": {**_ID, "required": True},
        "end_orig_id": {**_ID, "required": True},
        "type": {**NAME, "required": True},
        "props": _PROPS,
    },
    scopes=_WRITES,
)
def upsert_rel(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """A statement that would link two nodes; it is not executed."""
    query = built(
        lambda: write_texts.upsert_relationship(
            tenant_id=ctx.tenant_id,
            start_orig_id=arguments["start_orig_id"],
            end_orig_id=arguments["end_orig_id"],
            kind=arguments["type"],
            props=arguments["props"],
        )
    )
    return _generated(query, read_only=False)


def _generated(query: Text, *, read_only: bool = True) -> ToolResult:
    return ToolResult({"cypher": query.cypher, "params": query.params, "read_only": read_only})
