"""graph.bulk: nodes and relationships brought in batches, and the jobs that move whole files of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from graph.etl.mapping import MAPPING_SCHEMA, mapping_errors, mapping_of
from graph.files.models import GraphFile
from graph.files.selectors import file_visible
from graph.files.services import files_left_behind_delete
from graph.mutations.bulk import Mode, Options, bring_edges, bring_nodes
from graph.mutations.exporting import PART_ROWS, part_of_graph
from graph.mutations.files import Wanted, file_count, file_rewrite, following_id
from jobs.services import job_create
from platform_project.http.errors import NotFound
from security.scopes import Scope
from tenants.context import tenant_scope
from tools.base import Tool, ToolContext, ToolResult
from tools.builtin.graph.crud import CURATORS, author_of
from tools.builtin.graph.search import NAME, NAMES, built
from tools.errors import ToolArgumentsInvalid
from tools.registry import register

tool = register(
    Tool(
        name="graph.bulk",
        purpose="Bring nodes and relationships in bulk; import, transform and export whole files of them.",
        roles=CURATORS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_WRITE),
        timeout=timedelta(seconds=300),
    )
)

_ROWS: Final[dict[str, Any]] = {
    "type": "array",
    "items": {"type": "object"},
    "minItems": 1,
    "maxItems": 10_000,
    "required": True,
}
_HOW: Final[dict[str, Any]] = {
    "batch_size": {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 100},
    "fail_fast": {
        "type": "boolean",
        "default": True,
        "description": "One error, and nothing is written. False: rows with errors are left out.",
    },
    "dry_run": {"type": "boolean", "default": False, "description": "Say what would come of it."},
    "idempotency_key": {"type": "string", "minLength": 1, "maxLength": 255},
}
_NODES: Final[dict[str, Any]] = {
    "nodes": {**_ROWS, "description": "Of each: orig_id, labels, props."},
    "allow_mixed_labels": {"type": "boolean", "default": False},
    **_HOW,
}
_EDGES: Final[dict[str, Any]] = {
    "edges": {
        **_ROWS,
        "description": "Of each: start_orig_id, end_orig_id, type, props; orig_id, its own; "
        "start_labels and end_labels, of ends that have to be made.",
    },
    "allow_create_endpoints": {"type": "boolean", "default": False},
    **_HOW,
}
_FILE: Final[dict[str, Any]] = {
    "type": "string",
    "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    "description": "A file of /v1/graph/files.",
}
_WITHOUT_DEFAULT: Final = {name: value for name, value in MAPPING_SCHEMA.items() if name != "default"}


@tool.action("ingest_nodes", arguments=_NODES)
def ingest_nodes(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Make nodes; one that is there already is an error of its row."""
    return _nodes(ctx, arguments, "ingest")


@tool.action("upsert_nodes", arguments=_NODES)
def upsert_nodes(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Make nodes, and change the properties of those that are there already."""
    return _nodes(ctx, arguments, "upsert")


@tool.action("ingest_edges", arguments=_EDGES)
def ingest_edges(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Make relationships; without an id of its own each is another one, beside those that are there."""
    return _edges(ctx, arguments, "ingest")


@tool.action("upsert_edges", arguments=_EDGES)
def upsert_edges(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Make relationships, and change those of the type that are there between two nodes already."""
    return _edges(ctx, arguments, "upsert")


@tool.action(
    "import",
    arguments={
        "artifact_id": {**_FILE, "required": True},
        "format": {"enum": ["csv", "jsonl"], "required": True},
        "kind": {"enum": ["nodes", "edges"], "required": True},
        "label": {**NAME, "description": "Each node gets it, beside its own."},
        "rel_type": {**NAME, "description": "Each relationship is of it, instead of its own type."},
        "mapping": MAPPING_SCHEMA,
        "dry_run": {"type": "boolean", "default": False, "description": "Only count the rows."},
    },
)
def import_file(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Queue the import of a file's nodes, or of its relationships; the job tells what comes of it."""
    file, wanted = _file(ctx, arguments["artifact_id"]), _wanted(arguments)
    told: dict[str, Any] = {"format_name": arguments["format"], "wanted": wanted}
    count = file_count(file, **told, check=_check_of(ctx))
    payload = {"file_id": str(file.pk), "format": arguments["format"], "mapping": arguments["mapping"]}
    if not arguments["dry_run"] and (wanted.label or wanted.rel_type or count.left_out):
        written, count = file_rewrite(file, author=author_of(ctx), to="jsonl", **told, check=_check_of(ctx))
        payload = {"file_id": str(written.pk), "format": "jsonl"}
    data = {"rows": count.rows_out, "left_out": count.left_out, "rejected": count.rejected}
    if arguments["dry_run"]:
        return ToolResult({"job_id": None, **data, "errors": count.errors, "dry_run": True})
    data |= _queued(ctx, "etl.import", payload)
    return ToolResult({**data, "errors": count.errors, "dry_run": False})


@tool.action(
    "export",
    arguments={
        "format": {"enum": ["csv", "json", "jsonl", "cypher"], "default": "jsonl"},
        "labels": {**NAMES, "default": [], "description": "Only nodes with any of them."},
        "rel_types": {**NAMES, "default": [], "description": "Only relationships of any of them."},
        "limit": {"type": "integer", "minimum": 1, "maximum": 100_000},
    },
)
def export(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Queue the export of the graph, or of a part of it; the job's result names the file."""
    author_of(ctx)
    is_json = arguments["format"] == "json"
    payload: dict[str, Any] = {"format": "jsonl" if is_json else arguments["format"]}
    labels, types, limit = arguments["labels"], arguments["rel_types"], arguments.get("limit")
    if labels or types or limit:
        part = built(lambda: part_of_graph(labels=labels, types=types, limit=limit or PART_ROWS))
        payload |= {"query": part.cypher, "params": part.params}
    unknown = dict.fromkeys(("artifact_id", "bytes", "sha256", "nodes", "edges"))
    notes = ("JSON is written as an object on each line.",) if is_json else ()
    return ToolResult({**unknown, **_queued(ctx, "etl.export", payload)}, warnings=notes)


@tool.action(
    "transform",
    arguments={
        "artifact_id": {**_FILE, "required": True},
        "mapping": {**_WITHOUT_DEFAULT, "required": True},
        "to": {"enum": ["csv", "jsonl"], "default": "jsonl"},
    },
)
def transform(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Write a file again under other names; what is in the graph is for jobs of type etl.transform."""
    file = _file(ctx, arguments["artifact_id"])
    written, count = file_rewrite(
        file,
        author=author_of(ctx),
        format_name=file.format,
        to=arguments["to"],
        wanted=_wanted(arguments),
        check=_check_of(ctx),
    )
    files_left_behind_delete(tenant_id=ctx.tenant_id, made_by=ctx.invocation_id, keep=[written.pk])
    return ToolResult(
        {
            "artifact_id": str(written.pk),
            "rows_in": count.rows_in,
            "rows_out": count.rows_out,
            "rejected": count.rejected,
            "errors": count.errors,
        }
    )


def _file(ctx: ToolContext, file_id: str) -> GraphFile:
    """A file that the principal may read.

    Raises:
        ToolArgumentsInvalid: there is none.
    """
    with tenant_scope(ctx.tenant_id):
        try:
            return file_visible(principal=ctx.principal, file_id=UUID(file_id))
        except NotFound as error:
            raise _invalid("/artifact_id", "does_not_exist", error.detail) from error


def _wanted(arguments: dict[str, Any]) -> Wanted:
    """What is wanted of the file.

    Raises:
        ToolArgumentsInvalid: a name is none that the graph can have.
    """
    mapping = arguments["mapping"]
    named = {"labels": arguments.get("label"), "types": arguments.get("rel_type")}
    wrong = mapping_errors(mapping, below="/mapping")
    for pointer, (part, name) in zip(("/label", "/rel_type"), named.items(), strict=True):
        if name is not None:
            wrong += [{**each, "pointer": pointer} for each in mapping_errors({part: {name: name}}, below="")]
    if wrong:
        raise ToolArgumentsInvalid(extensions={"errors": wrong})
    return Wanted(
        arguments.get("kind"), arguments.get("label"), arguments.get("rel_type"), mapping_of(mapping)
    )


def _check_of(ctx: ToolContext) -> Callable[[], None]:
    """What raises once the invocation is cancelled or its time is over."""

    def check() -> None:
        ctx.check_cancelled()
        ctx.remaining_seconds()

    return check


def _queued(ctx: ToolContext, type_name: str, payload: dict[str, Any]) -> dict[str, Any]:
    """The job that was queued by this invocation, now or when it was tried before."""
    with tenant_scope(ctx.tenant_id):
        job = job_create(
            principal=ctx.principal,
            type_name=type_name,
            payload=payload,
            job_id=following_id(ctx.invocation_id),
        )
        status = job.execution.wire_status
    named = job.payload.get("file_id")
    keep = [UUID(named)] if named else []
    files_left_behind_delete(tenant_id=ctx.tenant_id, made_by=ctx.invocation_id, keep=keep)
    return {"job_id": str(job.pk), "status": status}


def _invalid(pointer: str, code: str, said: str) -> ToolArgumentsInvalid:
    errors = [{"pointer": pointer, "code": code, "detail": said}]
    return ToolArgumentsInvalid(said, extensions={"errors": errors})


def _nodes(ctx: ToolContext, arguments: dict[str, Any], mode: Mode) -> ToolResult:
    return ToolResult(
        bring_nodes(
            author=author_of(ctx),
            rows=arguments["nodes"],
            options=_options(ctx, arguments, mode),
            mixed_labels=arguments["allow_mixed_labels"],
        )
    )


def _edges(ctx: ToolContext, arguments: dict[str, Any], mode: Mode) -> ToolResult:
    return ToolResult(
        bring_edges(
            author=author_of(ctx),
            rows=arguments["edges"],
            options=_options(ctx, arguments, mode),
            create_endpoints=arguments["allow_create_endpoints"],
        )
    )


def _options(ctx: ToolContext, arguments: dict[str, Any], mode: Mode) -> Options:
    return Options(
        mode=mode,
        **{name: arguments[name] for name in _HOW if name in arguments},
        check=ctx.check_cancelled,
        remaining_seconds=ctx.remaining_seconds,
    )
