"""Other words for what a graph holds: those that ship, those of all tenants, and the tenant's own."""

from functools import lru_cache
from uuid import UUID

from graph.models import Synonym
from graph.nl.catalogue.selectors import reading
from graph.nl.synonyms import DEFAULT_SYNONYMS, Synonyms


def synonyms_of(tenant_id: UUID) -> Synonyms:
    """All of them as they are now; where a phrase has several meanings, the tenant's own counts.

    The same rows give the same object, so that whoever prepares something from it sees when it has changed.
    """
    with reading(tenant_id):
        rows = Synonym.objects.order_by("tenant_id", "pk").values_list("tenant_id", "kind", "phrase", "name")
        return _merged(tuple(rows))


@lru_cache(maxsize=256)
def _merged(rows: tuple[tuple[UUID | None, str, str, str], ...]) -> Synonyms:
    by_kind: dict[str, dict[str, str]] = {kind: {} for kind in Synonym.Kind}
    for owned in (False, True):
        for tenant_id, kind, phrase, name in rows:
            if (tenant_id is not None) is owned:
                by_kind[kind][phrase] = name
    return DEFAULT_SYNONYMS | Synonyms(
        labels=by_kind[Synonym.Kind.LABEL],
        relationships=by_kind[Synonym.Kind.RELATIONSHIP],
        properties=by_kind[Synonym.Kind.PROPERTY],
        values=by_kind[Synonym.Kind.VALUE],
    )
