"""Read patterns, as far as a principal may see them: its own tenant's, and those of all."""

from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

from django.db.models import QuerySet

from graph.errors import PatternNotFound
from graph.models import CataloguePattern
from tenants.context import current_tenant_id, tenant_scope


def reading(tenant_id: UUID) -> AbstractContextManager[None]:
    """The tenant's scope; the one that is active already is enough, and costs the database nothing more."""
    return nullcontext() if current_tenant_id() == tenant_id else tenant_scope(tenant_id)


def patterns_visible() -> QuerySet[CataloguePattern]:
    """The patterns of the active tenant and those of all, the newest first."""
    rows: QuerySet[CataloguePattern] = CataloguePattern.objects.order_by("-pk")
    return rows


def pattern_visible(pattern_id: UUID) -> CataloguePattern:
    """One of them.

    Raises:
        PatternNotFound: there is none, or it is another tenant's.
    """
    row = patterns_visible().filter(pk=pattern_id).first()
    if row is None:
        raise PatternNotFound(f"There is no pattern {pattern_id}.")
    return row
