"""Answers that were kept for requests with an ``Idempotency-Key``."""

from platform_project.operations.cleaning import cleaner
from security.idempotency.services import idempotency_expired_delete


@cleaner("idempotency_keys")
def clean(limit: int) -> int:
    """Idempotency keys that have expired."""
    return idempotency_expired_delete(limit=limit)
