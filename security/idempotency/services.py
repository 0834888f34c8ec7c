"""Forget what has expired."""

from django.utils import timezone

from security.models import IdempotencyKey
from tenants.context import across_tenants


def idempotency_expired_delete(*, limit: int) -> int:
    """Delete at most ``limit`` expired answers, of all tenants, the oldest first; how many it were.

    Expired rows count as absent already; two that clean up at once take different rows.
    """
    with across_tenants():
        expired = (
            IdempotencyKey.unscoped.filter(expires_at__lte=timezone.now())
            .order_by("expires_at")
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:limit]
        )
        deleted, _ = IdempotencyKey.unscoped.filter(pk__in=list(expired)).delete()
    return deleted
