"""What tenants hold, and how it goes: their rows in every table, and what other rooms register.

A foreign key to the tenant says itself what a row is: PROTECT keeps its tenant from being deleted, CASCADE
goes with it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from graphlib import TopologicalSorter
from typing import Any, Final
from uuid import UUID

from django.db.models import CASCADE, ForeignKey, ForeignObjectRel, Model

from security.principal import Principal
from tenants.context import tenant_scope
from tenants.models import Tenant, TenantOwned

BATCH_ROWS: Final = 1_000
# Nobody needs to know more exactly how much stands in the way.
COUNTED_MOST: Final = 1_000
REQUEST_SECONDS: Final = 2.0
"""How long a request waits for another server: its transaction may be idle for five seconds."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that tenants hold.

    Attributes:
        name: what it is called among the blockers.
        count: how many a tenant has, or ``COUNTED_MOST`` when there are more; another server is waited for so
            many seconds, and is then ``TransientError``.
        remove: takes a tenant's away in batches, each committed by itself, and yields how many went with it;
            safe to begin again at any point.
        blocks: whether its tenant can only go after it.
    """

    name: str
    count: Callable[[UUID, float], int]
    remove: Callable[[UUID], Iterator[int]]
    blocks: bool = True


PurgeStarter = Callable[[Principal, Tenant], UUID]

_registered: list[Holding] = []
_starters: list[PurgeStarter] = []


def register_holding(holding: Holding) -> None:
    """Register what tenants hold outside of the tables."""
    _registered.append(holding)


def register_purge(starter: PurgeStarter) -> None:
    """Register what starts the job that purges a tenant; it returns the job's id.

    Raises:
        ValueError: there is one already.
    """
    if _starters:
        raise ValueError("Tenants are purged by one job.")
    _starters.append(starter)


def start_purge(principal: Principal, tenant: Tenant) -> UUID:
    """Start the job that removes a tenant with all it holds, or find the one under way; returns its id."""
    (starter,) = _starters
    return starter(principal, tenant)


def holdings() -> list[Holding]:
    """Everything that tenants can hold, in an order in which it can go: rows before those they point to."""
    return [*_registered, *_tables()]


def blockers(tenant_id: UUID) -> list[dict[str, Any]]:
    """What keeps a tenant from being deleted: each kind that it has, and how many."""
    return blockers_outside(tenant_id, seconds=REQUEST_SECONDS) + blockers_in_tables(tenant_id)


def blockers_outside(tenant_id: UUID, *, seconds: float) -> list[dict[str, Any]]:
    """Those outside of the tables, which other servers are asked for.

    Raises:
        TransientError: one did not say within the seconds.
    """
    return _counted(_registered, tenant_id, seconds)


def blockers_in_tables(tenant_id: UUID) -> list[dict[str, Any]]:
    """Those in the tables."""
    return _counted(_tables(), tenant_id, REQUEST_SECONDS)


def _counted(counting: list[Holding], tenant_id: UUID, seconds: float) -> list[dict[str, Any]]:
    counted = ((each.name, each.count(tenant_id, seconds)) for each in counting if each.blocks)
    return [{"type": name, "count": count} for name, count in counted if count]


def _tables() -> list[Holding]:
    return [_rows(relation) for relation in _relations()]


def _relations() -> list[ForeignObjectRel]:
    """The foreign keys to tenants, those of referring tables first."""
    relations: dict[type[Model], ForeignObjectRel] = {
        relation.related_model: relation
        for relation in Tenant._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and relation.one_to_many
    }
    referred = {
        model: {
            field.related_model
            for field in model._meta.get_fields()
            if isinstance(field, ForeignKey) and not field.null and field.related_model in relations
        }
        - {model}
        for model in relations
    }
    return [relations[model] for model in reversed(list(TopologicalSorter(referred).static_order()))]


def _rows(relation: ForeignObjectRel) -> Holding:
    model: Any = relation.related_model
    return Holding(
        name=model._meta.db_table,
        count=partial(_count, model, _found_by(model, relation.field.name)),
        remove=partial(_remove, model, relation.field.name),
        blocks=relation.on_delete is not CASCADE,
    )


def _found_by(model: Any, field: str) -> str:
    """Through what an index finds the rows of a tenant: their own column, or that of what they belong to."""
    if _is_indexed(model, field):
        return field
    for key in model._meta.get_fields():
        if isinstance(key, ForeignKey) and not key.null and issubclass(key.related_model, TenantOwned):
            return f"{key.name}__tenant"
    return field


def _is_indexed(model: Any, field: str) -> bool:
    options = model._meta
    indexes = [*options.indexes, *options.total_unique_constraints]
    return options.get_field(field).db_index or any(
        list(each.fields[:1]) == [field] and not each.condition for each in indexes
    )


def _count(model: Any, path: str, tenant_id: UUID, seconds: float) -> int:
    """PostgreSQL has its own limit of time."""
    with tenant_scope(tenant_id):
        found: int = model._base_manager.filter(**{path: tenant_id})[:COUNTED_MOST].count()
    return found


def _remove(model: Any, field: str, tenant_id: UUID) -> Iterator[int]:
    while True:
        with tenant_scope(tenant_id):
            rows = model._base_manager
            keys = list(rows.filter(**{field: tenant_id}).values_list("pk", flat=True)[:BATCH_ROWS])
            rows.filter(pk__in=keys).delete()
        if not keys:
            return
        yield len(keys)
