"""Make an approved change, once, whatever is delivered again (``graph.mutations.once``).

In the same transaction its nodes are counted once more. Schema statements may be repeated by themselves.
"""

from collections.abc import Collection
from uuid import UUID

from neo4j import ManagedTransaction

from graph.mutations import once
from graph.mutations.once import Marker, apply_once
from graph.schema import invalidate
from graph.writes import render
from graph.writes.errors import ChangeHasGrown
from graph.writes.indexes import define
from graph.writes.models import WriteApproval
from graph.writes.statements import IndexStatement, NodeStatement


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
        touched = _apply_once(statement, approval, execution_id)
    invalidate(approval.tenant_id)
    return touched


def _apply_once(statement: NodeStatement, approval: WriteApproval, execution_id: UUID) -> int:
    change = render.change(statement, tenant_id=approval.tenant_id)

    def work(transaction: ManagedTransaction) -> dict[str, int]:
        touched = int(transaction.run(change.counting.text, change.counting.params).single(strict=True)[0])
        if touched > approval.touched:
            raise ChangeHasGrown(
                f"The change would touch {touched:,} nodes by now, and {approval.touched:,} were approved. "
                "Nothing was changed; ask for it again."
            )
        transaction.run(change.text, change.params).consume()
        return {"touched": touched}

    applied = apply_once(_marker(approval, execution=str(execution_id)), work)
    return int(applied.result["touched"])


def forget(approvals: Collection[WriteApproval]) -> None:
    """Delete the markers of changes that nothing can deliver again; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    once.forget([_marker(each) for each in approvals])


def _marker(approval: WriteApproval, **facts: str) -> Marker:
    return Marker(approval.tenant_id, f"write:{approval.pk}", facts=tuple(facts.items()))
