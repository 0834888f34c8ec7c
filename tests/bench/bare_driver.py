"""The yardstick of imports: the driver alone, with the very statements and rows that an import sends.

They are made ready while the clock stands. What an import promises beside them is left out: no reading, no
checking, no marker, no resumption, no verification.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from graph.client.connections import Login, session
from graph.etl.loading import indexed_labels, prepare_indexes
from graph.etl.records import Record
from graph.etl.staging import Intake, Staging, batch, choose_keys, merge_repeated, plan, remove
from graph.etl.statements import Statement, statements_of


@dataclass(frozen=True)
class BareLoad:
    """A load by the driver: how long it took, and how much of it this process was at work."""

    seconds: float
    own_cpu_seconds: float


def load(records: Iterable[Record], tenant_id: UUID) -> BareLoad:
    """Load records into an empty graph, over one connection."""
    execution_id = uuid4()
    try:
        with Staging(execution_id, holder=uuid4()) as staging, session(Login.WRITER) as opened:
            _stage(records, staging)
            prepare_indexes(choose_keys(staging, indexed_labels()))
            seconds = at_work = 0.0
            for statement in _statements(staging, tenant_id):
                parameters = {"rows": statement.rows, "tenant_id": str(tenant_id)}
                began, began_work = time.perf_counter(), time.thread_time()
                opened.execute_write(
                    lambda transaction, text=statement.text, parameters=parameters: transaction.run(
                        text, parameters
                    ).consume()
                )
                seconds += time.perf_counter() - began
                at_work += time.thread_time() - began_work
    finally:
        remove(execution_id)
    return BareLoad(seconds, at_work)


def _stage(records: Iterable[Record], staging: Staging) -> None:
    intake = Intake(staging)
    for line, record in enumerate(records, start=1):
        intake.take(record, line=line)
        if intake.is_full:
            intake.flush()
    intake.flush()
    merge_repeated(staging)


def _statements(staging: Staging, tenant_id: UUID) -> Iterator[Statement]:
    for number in range(plan(staging)):
        yield from statements_of(staging, batch(staging, number), tenant_id)
