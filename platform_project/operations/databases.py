"""What the databases hold, for administrators to know."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.apps import apps

from graph import client
from graph.schema import MARKER_LABEL
from security.models import User
from tenants.models import Tenant, TenantOwned

COUNT_SECONDS: Final = 2.0
"""A request has a transaction open meanwhile, which may be idle for five seconds."""
SURVEY_SECONDS: Final = 60.0
MOST_LABEL_SETS: Final = 10_000


@dataclass(frozen=True)
class GraphCounts:
    """How many nodes and relationships there are; the platform's own markers are not counted."""

    nodes: int
    edges: int


def graph_counts(*, tenant_id: UUID | None) -> GraphCounts:
    """What the graph holds of a tenant, or of all of them together.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    condition = "n.tenant_id IS NOT NULL" if tenant_id is None else "n.tenant_id = $tenant_id"
    return GraphCounts(
        nodes=_count(f"MATCH (n) WHERE {condition} RETURN count(n) AS found", tenant_id),
        edges=_count(f"MATCH (n)-[r]->() WHERE {condition} RETURN count(r) AS found", tenant_id),
    )


def graph_labels() -> list[str]:
    """The labels that any tenant uses.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    text = "MATCH (n) WHERE n.tenant_id IS NOT NULL RETURN labels(n) AS labels, count(n) AS nodes"
    rows = client.read(text, timeout_seconds=SURVEY_SECONDS, max_rows=MOST_LABEL_SETS).rows
    return sorted({label for labels, _ in rows for label in labels} - {MARKER_LABEL})


def table_counts(*, across: bool) -> dict[str, int]:
    """How many rows each table of tenants' has, as far as the fences let them be seen.

    Args:
        across: the tables that belong to no tenant too: tenants and operators.
    """
    owned = [model for model in apps.get_models() if issubclass(model, TenantOwned)]
    counts = {model._meta.db_table: model.unscoped.count() for model in owned}
    if across:
        counts |= {model._meta.db_table: model._base_manager.count() for model in (Tenant, User)}
    return dict(sorted(counts.items()))


def _count(text: str, tenant_id: UUID | None) -> int:
    params: dict[str, Any] = {} if tenant_id is None else {"tenant_id": str(tenant_id)}
    found = client.read(text, params, timeout_seconds=COUNT_SECONDS, silence_seconds=0, max_rows=1)
    return int(found.rows[0][0])
