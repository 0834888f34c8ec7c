"""Make an approved change, once, whatever is delivered again.

The change is one Bolt transaction with a marker node that carries the approval and the invocation. Whoever
comes later finds the marker, and changes nothing; of two at the same time the marker's constraint lets one
through. Schema statements may be repeated by themselves.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from neo4j import ManagedTransaction

from graph import client
from graph.errors import GraphQueryFailed
from graph.schema import MARKER_LABEL, invalidate
from graph.writes import render
from graph.writes.errors import ChangeHasGrown
from graph.writes.indexes import define
from graph.writes.models import WriteApproval
from graph.writes.statements import IndexStatement, NodeStatement

FORGET_SECONDS: Final = 3.0
"""Less than the transaction of whoever cleans up may be idle."""
_MARKER_KEY: Final = f"MATCH (m:{MARKER_LABEL} {{owner: $owner, key: $key}})"


def apply(approval: WriteApproval, *, execution_id: UUID) -> int:
    """Make the change unless it has been made; how many nodes it has touched.

    Raises:
        ChangeHasGrown: it would touch more nodes than were approved. Nothing was changed.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    statement = approval.change
    if isinstance(statement, IndexStatement):
        define(statement)
        touched = 0
    else:
        client.define(client.dialect().unique_constraint(MARKER_LABEL, ("owner", "key")))
        touched = _apply_once(statement, approval, execution_id)
    invalidate(approval.tenant_id)
    return touched


def _apply_once(statement: NodeStatement, approval: WriteApproval, execution_id: UUID) -> int:
    change = render.change(statement, tenant_id=approval.tenant_id)
    key = marker_key(approval)
    marker = {**key, "execution": str(execution_id)}

    def work(transaction: ManagedTransaction) -> int:
        if (before := _applied(transaction.run, key)) is not None:
            return before
        touched = int(transaction.run(change.counting.text, change.counting.params).single(strict=True)[0])
        if touched > approval.touched:
            raise ChangeHasGrown(
                f"The change would touch {touched:,} nodes by now, and {approval.touched:,} were approved. "
                "Nothing was changed; ask for it again."
            )
        text = f"CREATE (m:{MARKER_LABEL}) SET m = $marker"
        transaction.run(text, marker={**marker, "applied": touched}).consume()
        transaction.run(change.text, change.params).consume()
        return touched

    try:
        return client.write(work)
    except GraphQueryFailed:
        # Somebody who holds this execution too may have been first, and the marker's constraint has told us.
        if (before := client.write(lambda transaction: _applied(transaction.run, key))) is None:
            raise
        return before


def _applied(run: Callable[..., Any], key: dict[str, str]) -> int | None:
    """How many nodes the change has touched, if its marker is there."""
    found = run(f"{_MARKER_KEY} RETURN m.applied AS applied", key).single()
    return None if found is None else int(found["applied"])


def marker_key(approval: WriteApproval) -> dict[str, str]:
    """What the marker of an approval's change is found by."""
    return {"owner": str(approval.tenant_id), "key": f"write:{approval.pk}"}


def forget(approvals: list[WriteApproval]) -> None:
    """Delete the markers of changes that nothing can deliver again; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    keys = [marker_key(each) for each in approvals]
    text = f"UNWIND $keys AS key MATCH (m:{MARKER_LABEL} {{owner: key.owner, key: key.key}}) DELETE m"
    client.write(
        lambda transaction: transaction.run(text, keys=keys).consume(), timeout_seconds=FORGET_SECONDS
    )
