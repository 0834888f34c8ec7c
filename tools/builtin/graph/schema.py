"""graph.schema: what the tenant's graph holds; for administrators, its indexes and constraints."""

from datetime import timedelta
from typing import Any, Final

from graph.engines import inventory as server
from graph.engines.dialect import ConstraintKind, quoted
from graph.errors import GraphConflict
from graph.schema import GraphSchema, describe, schema_of
from graph.writes.checks import check_not_reserved
from graph.writes.proposals import Proposal
from graph.writes.refusals import Reason, StatementRefused
from graph.writes.services import propose
from graph.writes.words import reason_in_words
from jobs.errors import PlatformTenantOnly
from security.scopes import Scope
from security.tenancy import acts_platform_wide
from tenants.context import tenant_scope
from tools.base import NOT_AUDITORS, Tool, ToolContext, ToolResult
from tools.errors import ToolArgumentsInvalid
from tools.registry import register

tool = register(
    Tool(
        name="graph.schema",
        purpose="Describe the labels, properties and relationships of the tenant's graph.",
        roles=NOT_AUDITORS,
        scopes=(Scope.TOOLS_INVOKE, Scope.GRAPH_SCHEMA),
        timeout=timedelta(seconds=10),
    )
)

LABEL: Final = {"type": "string", "minLength": 1, "maxLength": 64}
_NAME: Final = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,63}$", "required": True}
_INDEX: Final[dict[str, Any]] = {"label": _NAME, "property": _NAME}
_CONSTRAINT: Final[dict[str, Any]] = {
    "kind": {"enum": [ConstraintKind.UNIQUE.value, ConstraintKind.EXISTS.value], "required": True},
    "label": _NAME,
    "properties": {
        "type": "array",
        "items": {name: value for name, value in _NAME.items() if name != "required"},
        "minItems": 1,
        "maxItems": 5,
        "uniqueItems": True,
        "required": True,
    },
}
_CONFIRM: Final[dict[str, Any]] = {"confirm": {"const": True, "required": True}}
_ADMIN: Final = (Scope.ADMIN_ALL,)


@tool.action("labels")
def labels(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The labels, by name."""
    return ToolResult({"items": sorted(label.name for label in schema_of(ctx.tenant_id).labels)})


@tool.action("relationship_types")
def relationship_types(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The relationship types, by name."""
    return ToolResult({"items": sorted(schema_of(ctx.tenant_id).relationship_counts)})


@tool.action("node_properties", arguments={"label": LABEL})
def node_properties(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The properties of one label's nodes, or of all labels."""
    wanted = arguments.get("label")
    items = [
        {"label": label.name, "property": each.name, "type": each.type, "coverage": each.coverage}
        for label in schema_of(ctx.tenant_id).labels
        if wanted in (None, label.name)
        for each in label.properties
    ]
    return ToolResult({"label": wanted, "items": items})


@tool.action("relationship_properties", arguments={"type": LABEL})
def relationship_properties(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The properties of one relationship type, or of all types."""
    wanted = arguments.get("type")
    items = [
        {"type": found.type, "property": each.name, "value_type": each.type, "coverage": each.coverage}
        for found in schema_of(ctx.tenant_id).relationships
        if wanted in (None, found.type)
        for each in found.properties
    ]
    return ToolResult({"type": wanted, "items": items})


@tool.action("node_counts")
def node_counts(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """How many nodes each label has."""
    return ToolResult(
        {"items": [{"label": each.name, "count": each.count} for each in schema_of(ctx.tenant_id).labels]}
    )


@tool.action("relationship_counts")
def relationship_counts(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """How many relationships of each type there are."""
    counts = schema_of(ctx.tenant_id).relationship_counts
    return ToolResult({"items": [{"type": name, "count": count} for name, count in sorted(counts.items())]})


@tool.action("indexes")
def indexes(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The indexes that the server has for the tenant's labels and types."""
    return ToolResult({"items": _indexes(schema_of(ctx.tenant_id))})


@tool.action("constraints")
def constraints(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """The constraints that the server keeps for the tenant's labels and types."""
    return ToolResult({"items": _constraints(schema_of(ctx.tenant_id))})


@tool.action("inventory", arguments={"refresh": {"type": "boolean", "default": False}})
def inventory(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Everything that is known of the graph's shape, read anew when asked to."""
    schema = schema_of(ctx.tenant_id, refresh=arguments["refresh"])
    described = describe(schema)
    return ToolResult(
        {
            "nodes": described["labels"],
            "label_sets": described["label_sets"],
            "relationships": described["relationship_types"],
            "indexes": _indexes(schema),
            "constraints": _constraints(schema),
            "fingerprint": schema.version,
            "notices": described["notices"],
        }
    )


@tool.action("create_index", arguments=_INDEX, scopes=_ADMIN)
def create_index(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Propose to index one property of a label; it is created once that is approved, for all tenants.

    ``created`` is false as long as that is left to do, and ``existed`` says whether it was there already.
    """
    label, name = quoted(arguments["label"]), quoted(arguments["property"])
    proposal = _proposed(ctx, f"CREATE INDEX FOR (n:{label}) ON (n.{name})")
    exists = proposal.reason is Reason.INDEX_EXISTS
    return ToolResult({"created": exists, "existed": exists, **_as_data(proposal)})


@tool.action("drop_index", arguments={**_INDEX, **_CONFIRM}, scopes=_ADMIN)
def drop_index(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Propose to drop the index of one property; it is dropped once that is approved, for all tenants.

    ``dropped`` is false as long as that is left to do, and ``existed`` says whether there is one to drop.
    """
    label, name = arguments["label"], arguments["property"]
    proposal = _proposed(ctx, f"DROP INDEX ON :{quoted(label)}({quoted(name)})")
    exists = proposal.reason is not Reason.NO_INDEX
    if not exists and any(each.properties == (name,) for each in server.list_indexes(labels={label})):
        raise _invalid(proposal.reason, "The index belongs to a constraint; drop that.")
    return ToolResult({"dropped": not exists, "existed": exists, **_as_data(proposal)})


@tool.action("create_constraint", arguments=_CONSTRAINT, scopes=_ADMIN)
def create_constraint(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Demand that properties are unique together within each tenant, or that each of them exists."""
    kind, label, properties = _bound_to_all(ctx, arguments)
    try:
        created = server.create_constraint(kind=kind, label=label, properties=properties)
    except GraphConflict as conflict:
        # The server's own words quote data, which may be of any tenant.
        raise GraphConflict("There are nodes that violate it.") from conflict
    return ToolResult({"created": created})


@tool.action("drop_constraint", arguments={**_CONSTRAINT, **_CONFIRM}, scopes=_ADMIN)
def drop_constraint(ctx: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    """Demand it no longer."""
    kind, label, properties = _bound_to_all(ctx, arguments)
    return ToolResult({"dropped": server.drop_constraint(kind=kind, label=label, properties=properties)})


def _indexes(schema: GraphSchema) -> list[dict[str, Any]]:
    counts = _counts(schema)
    return [
        {"label": each.label, "property": name, "type": each.kind, "count": counts[each.label]}
        for each in server.list_indexes(labels=counts)
        for name in each.properties
    ]


def _constraints(schema: GraphSchema) -> list[dict[str, Any]]:
    return [
        {"type": each.kind.value, "label": each.label, "properties": list(each.properties)}
        for each in server.list_constraints(labels=_counts(schema))
    ]


def _counts(schema: GraphSchema) -> dict[str, int]:
    return {**schema.relationship_counts, **{each.name: each.count for each in schema.labels}}


def _proposed(ctx: ToolContext, text: str) -> Proposal:
    """The dry run of an index statement, kept for approval; or that there is nothing to do.

    Raises:
        ToolArgumentsInvalid: it is about what the tenant's graph does not have, or what the platform owns.
    """
    with tenant_scope(ctx.tenant_id):
        proposal = propose(principal=ctx.principal, text=text)
    if proposal.outcome == "confirmation" or proposal.reason in (Reason.INDEX_EXISTS, Reason.NO_INDEX):
        return proposal
    raise _invalid(proposal.reason, proposal.text)


def _as_data(proposal: Proposal) -> dict[str, Any]:
    return {
        "approval_id": str(proposal.approval_id) if proposal.approval_id else None,
        "expires_at": proposal.expires_at.isoformat() if proposal.expires_at else None,
        "statement": proposal.cypher or None,
        "text": proposal.text,
    }


def _invalid(reason: Reason | None, said: str) -> ToolArgumentsInvalid:
    pointer = "/property" if reason is Reason.UNKNOWN_PROPERTY else "/label"
    errors = [{"pointer": pointer, "code": str(reason or "invalid"), "detail": said}]
    return ToolArgumentsInvalid(said, extensions={"errors": errors})


def _bound_to_all(ctx: ToolContext, arguments: dict[str, Any]) -> tuple[ConstraintKind, str, tuple[str, ...]]:
    """A constraint, which holds for the nodes of all tenants: whose values are unique only within each.

    Raises:
        PlatformTenantOnly: who asks for it acts for one tenant.
        ToolArgumentsInvalid: it is one of those by which the platform keeps tenants apart.
    """
    if not acts_platform_wide(ctx.principal):
        raise PlatformTenantOnly
    kind, properties = ConstraintKind(arguments["kind"]), tuple(arguments["properties"])
    try:
        check_not_reserved([arguments["label"]], properties)
    except StatementRefused as refused:
        raise _invalid(refused.reason, reason_in_words(refused.reason, **refused.facts)) from refused
    if kind is ConstraintKind.UNIQUE:
        properties = ("tenant_id", *properties)
    return kind, arguments["label"], properties
