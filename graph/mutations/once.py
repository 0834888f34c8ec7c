"""One Bolt transaction with a marker node in it: what it does is done once, whatever is delivered again.

Whoever comes later finds the marker, does nothing, and gets what the first one was answered. Of two at the
same time the marker's constraint lets one through. Markers have an ``owner`` and no ``tenant_id``, so that no
query that is bound to a tenant ever meets one.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from neo4j import ManagedTransaction

from graph import client
from graph.client.writing import WRITE_SECONDS
from graph.errors import GraphConflict, GraphTimeout, GraphUnavailable
from graph.mutations.errors import KeyReused
from graph.schema import MARKER_LABEL

Work = Callable[[ManagedTransaction], Mapping[str, Any]]

FORGET_SECONDS: Final = 3.0
"""Less than the transaction of whoever cleans up may be idle."""
ATTEMPTS: Final = 3
"""How often what met somebody else's new node or relationship looks at the graph anew."""

_FIND: Final = (
    f"MATCH (m:{MARKER_LABEL} {{owner: $owner, key: $key}}) "
    "RETURN m.result AS result, m.fingerprint AS fingerprint"
)
_ANSWERS: Final = (
    f"UNWIND $keys AS key MATCH (m:{MARKER_LABEL} {{owner: key.owner, key: key.key}}) "
    "RETURN m.key AS key, m.result AS result"
)
_MAKE: Final = f"CREATE (m:{MARKER_LABEL}) SET m = $marker"
_FORGET: Final = f"UNWIND $keys AS key MATCH (m:{MARKER_LABEL} {{owner: key.owner, key: key.key}}) DELETE m"
_FORGET_OLD: Final = (
    f"MATCH (m:{MARKER_LABEL}) WHERE m.at < $before AND m.key STARTS WITH $prefix "
    "WITH m LIMIT $limit DELETE m RETURN count(*) AS deleted"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """What is done once: whose it is, and which.

    Attributes:
        fingerprint: of what was asked for, where a key could be used for something else.
        facts: more to keep, for whoever looks at the graph.
    """

    tenant_id: UUID
    key: str
    fingerprint: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    def found_by(self) -> dict[str, str]:
        """The parameters by which it is found."""
        return {"owner": str(self.tenant_id), "key": self.key}


@dataclass(frozen=True, slots=True)
class Applied:
    """What was answered, and whether that was before."""

    result: dict[str, Any]
    before: bool = False


def apply_once(marker: Marker, work: Work, *, timeout_seconds: float = WRITE_SECONDS) -> Applied:
    """Do ``work`` in one transaction with its marker, unless it has been done.

    What it returns is kept with the marker, as JSON. It may be called again, when the server reports a
    conflict, so it must have no other effect; what it raises leaves the graph as it was.

    Raises:
        KeyReused: it has been done for something else.
        GraphUnavailable, GraphTimeout, GraphConflict, GraphQueryFailed, and what ``work`` raises
    """
    _let_markers_be_unique(client.dialect().name)

    def transact(transaction: ManagedTransaction) -> Applied:
        if (before := _found(transaction, marker)) is not None:
            return before
        result = dict(work(transaction))
        kept = {"result": json.dumps(result), "fingerprint": marker.fingerprint, "at": datetime.now(UTC)}
        transaction.run(_MAKE, marker={**dict(marker.facts), **kept, **marker.found_by()}).consume()
        return Applied(result)

    for attempt in range(1, ATTEMPTS + 1):
        try:
            return client.write(transact, timeout_seconds=timeout_seconds)
        except (GraphTimeout, GraphUnavailable):
            raise
        except Exception as error:
            # Somebody who does the same may have been first: the marker's constraint has told us, or ``work``
            # has met what it was about to make.
            if (before := client.write(lambda transaction: _found(transaction, marker))) is not None:
                return before
            if attempt == ATTEMPTS or not isinstance(error, GraphConflict):
                raise
    raise AssertionError("the last attempt returns or raises")


def _found(transaction: ManagedTransaction, marker: Marker) -> Applied | None:
    row = transaction.run(_FIND, marker.found_by()).single()
    if row is None:
        return None
    if (row["fingerprint"] or "") != marker.fingerprint:
        raise KeyReused
    return Applied(json.loads(row["result"]), before=True)


def answers_of(markers: Collection[Marker]) -> dict[str, dict[str, Any]]:
    """What was answered to those of them that have been done, by their keys.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    keys = [marker.found_by() for marker in markers]

    def ask(transaction: ManagedTransaction) -> dict[str, dict[str, Any]]:
        found = transaction.run(_ANSWERS, keys=keys)
        return {row["key"]: json.loads(row["result"]) for row in found}

    return client.write(ask)


def forget(markers: Collection[Marker]) -> None:
    """Delete the markers of what nothing can deliver again; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    keys = [marker.found_by() for marker in markers]
    client.write(
        lambda transaction: transaction.run(_FORGET, keys=keys).consume(),
        timeout_seconds=FORGET_SECONDS,
    )


def forget_old(*, prefix: str, before: datetime, limit: int) -> int:
    """Delete markers of whatever tenant that were made before a time; how many; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    given = {"prefix": prefix, "before": before, "limit": limit}
    return int(
        client.write(
            lambda transaction: transaction.run(_FORGET_OLD, given).single(strict=True)["deleted"],
            timeout_seconds=FORGET_SECONDS,
        )
    )


@cache
def _let_markers_be_unique(server: str) -> None:
    """Once per process and kind of server: the constraint stays."""
    client.define(client.dialect().unique_constraint(MARKER_LABEL, ("owner", "key")))
