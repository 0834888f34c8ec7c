"""Carry a change out: once, in one transaction, and tell of it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog
from neo4j import ManagedTransaction

from graph import client
from graph.mutations import metrics
from graph.mutations.given import Author
from graph.mutations.identity import TenantGraph, labels_with_identity
from graph.mutations.once import Applied, Marker, apply_once
from graph.schema import invalidate

logger: Final = structlog.get_logger(__name__)

KEYS: Final = "tool:"
"""What the keys of our markers begin with."""
TIMEOUT_SECONDS: Final = 10.0


def carry_out(
    author: Author, action: str, work: Callable[[TenantGraph], Mapping[str, Any]]
) -> dict[str, Any]:
    """What ``work`` answers, whose changes are made once for each invocation.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, and what ``work`` raises
    """
    marker = Marker(author.tenant_id, f"{KEYS}{author.invocation_id}", facts=(("action", action),))
    return transact(author, action, marker, work, timeout_seconds=TIMEOUT_SECONDS).result


def transact(
    author: Author,
    action: str,
    marker: Marker,
    work: Callable[[TenantGraph], Mapping[str, Any]],
    *,
    timeout_seconds: float,
) -> Applied:
    """``carry_out`` under a marker of the caller's choice.

    Raises: as ``carry_out``, and KeyReused.
    """
    identified, unlabelled = labels_with_identity(), client.dialect().unlabelled

    def within(transaction: ManagedTransaction) -> Mapping[str, Any]:
        def run(text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
            return [record.data() for record in transaction.run(text, params)]

        return work(TenantGraph(run, author.tenant_id, identified, unlabelled))

    applied = apply_once(marker, within, timeout_seconds=timeout_seconds)
    invalidate(author.tenant_id)
    metrics.MUTATIONS.labels(action, "repeated" if applied.before else "applied").inc()
    logger.info(
        "graph_mutated",
        action=action,
        tenant_id=str(author.tenant_id),
        invocation_id=str(author.invocation_id),
        by=author.subject,
        repeated=applied.before,
        **{name: value for name, value in applied.result.items() if isinstance(value, int)},
    )
    return applied
