"""The tenant that the running code acts for.

Two fences read it: the default manager of every tenant-owned model (raises when no tenant is active) and
PostgreSQL's row-level security (returns nothing). The second is keyed on settings that are local to the
transaction, so nothing of it survives on a connection that is used again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connections, transaction

from tenants.errors import TenantMissing

STATEMENT_SECONDS: Final = 15
"""How long one statement of a request may take; work in the background takes the time that it needs."""


@dataclass(frozen=True)
class _Fence:
    tenant_id: UUID | None = None
    across: bool = False


_OPEN_TO_NOBODY = _Fence()
_fence: ContextVar[_Fence] = ContextVar("tenant_fence", default=_OPEN_TO_NOBODY)


def current_tenant_id() -> UUID | None:
    """The active tenant, or None."""
    return _fence.get().tenant_id


def require_tenant() -> UUID:
    """The active tenant.

    Raises:
        TenantMissing: no tenant is active.
    """
    if (tenant_id := _fence.get().tenant_id) is None:
        raise TenantMissing
    return tenant_id


@contextmanager
def tenant_scope(tenant_id: UUID, *, using: str = "default") -> Iterator[None]:
    """A transaction in which both fences stand around ``tenant_id``."""
    with _scope(_Fence(tenant_id=tenant_id), using):
        yield


@contextmanager
def across_tenants(*, using: str = "default") -> Iterator[None]:
    """A transaction for work across tenants: operators, schedules. Read with ``Model.unscoped``."""
    with _scope(_Fence(across=True), using):
        yield


@contextmanager
def _scope(fence: _Fence, using: str) -> Iterator[None]:
    before = _fence.get()
    token = _fence.set(fence)
    try:
        with transaction.atomic(using=using):
            _tell_database(fence, using)
            yield
            # Inside an outer scope the setting would outlive the savepoint; a rollback undoes it anyway.
            if len(connections[using].savepoint_ids) > 0:
                _tell_database(before, using)
    finally:
        _fence.reset(token)


def activate_for_request(tenant_id: UUID) -> None:
    """Put both fences around the rest of a request that runs in a transaction of its own.

    The transaction takes the database's fence away; whoever handles the request calls ``deactivate``. Until
    then none of its statements takes longer than ``STATEMENT_SECONDS``.
    """
    _activate(_Fence(tenant_id=tenant_id))


def activate_across_for_request() -> None:
    """Let an operator's request see all tenants, by ``Model.unscoped``, until its transaction ends."""
    _activate(_Fence(across=True))


def _activate(fence: _Fence) -> None:
    if not connections["default"].in_atomic_block:
        raise TenantMissing("A tenant can only be activated within the request's transaction.")
    _fence.set(fence)
    _tell_database(fence, "default", statement_timeout=f"{STATEMENT_SECONDS}s")


def deactivate() -> None:
    """Forget the active tenant: threads serve one request after another."""
    _fence.set(_OPEN_TO_NOBODY)


def _tell_database(fence: _Fence, using: str, **others: str) -> None:
    """Set what holds until the transaction ends, in one statement."""
    told = {
        "app.tenant_id": str(fence.tenant_id or ""),
        "app.cross_tenant": "on" if fence.across else "",
        **others,
    }
    calls = ", ".join(["set_config(%s, %s, true)"] * len(told))
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [text for setting in told.items() for text in setting])
