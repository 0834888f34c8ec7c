"""Answers in PostgreSQL, behind both fences; Redis before it for replays."""

from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from platform_project.http.idempotency import IdempotencyInProgress, KeptAnswer, RequestKey
from security.idempotency import front
from security.models import IdempotencyKey
from tenants.context import tenant_scope

LIFETIME: Final = timedelta(hours=24)


class DatabaseStore:
    """Keeps an answer in the transaction of its work: neither is ever there without the other.

    That transaction's row cannot be seen by others, so whoever works also holds an advisory lock, which is
    released with the transaction's end, after the row can be seen. The unique constraint stands behind it.
    """

    def claim(self, key: RequestKey) -> KeptAnswer | None:
        """The answer that is kept; None gives the key to the caller until the transaction ends.

        Raises:
            IdempotencyInProgress: another transaction has the key.
        """
        # Before the lock: those who come for the same answer do not stand in each other's way.
        if (answer := front.read(key.digest)) is not None:
            return answer
        # The caller's own fence, whatever the view has put up since.
        with tenant_scope(key.tenant_id):
            if (answer := _read(key)) is not None:
                return answer
            if not _try_lock(key.digest):
                raise IdempotencyInProgress
            # Again, in a statement whose snapshot is taken after the lock: its last holder may have kept it.
            if (answer := _read(key)) is None:
                IdempotencyKey.objects.filter(digest=key.digest).delete()
        return answer

    def keep(self, key: RequestKey, answer: KeptAnswer) -> None:
        """Keep the answer of whoever has claimed the key, if the transaction commits."""
        with tenant_scope(key.tenant_id):
            IdempotencyKey.objects.create(
                tenant_id=key.tenant_id,
                digest=key.digest,
                subject=key.subject,
                method=key.method,
                path=key.path,
                key=key.key,
                request_digest=answer.request_digest,
                status=answer.status,
                headers=answer.headers,
                body=answer.body,
                expires_at=timezone.now() + LIFETIME,
            )
        transaction.on_commit(lambda: front.write(key.digest, answer, lifetime=LIFETIME))


def _try_lock(digest: str) -> bool:
    """Take the digest's lock until the transaction ends; False when another transaction has it."""
    number = int.from_bytes(bytes.fromhex(digest)[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        row = cursor.fetchone()
    return row is not None and bool(row[0])


def _read(key: RequestKey) -> KeptAnswer | None:
    row = IdempotencyKey.objects.filter(digest=key.digest, expires_at__gt=timezone.now()).first()
    if row is None:
        return None
    return KeptAnswer(
        request_digest=row.request_digest, status=row.status, headers=row.headers, body=row.body
    )
