"""One fault under load: start work, strike, wait, and look at every row."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connections

from jobs.engine.flows import get_flow
from jobs.services import execution_start
from tenants.context import tenant_scope
from tests.chaos.faults import Fault
from tests.chaos.fleet import Fleet
from tests.executions import Findings, findings, live, start_mixed
from tests.factories import make_principal, make_tenant

PATIENCE_SECONDS: Final = 60.0
BACKLOG: Final = 2_000
# Messages that recovery may send again over a backlog: what was popped and not yet claimed looks lost.
HANDFUL: Final = 20

_COLUMNS: Final = "{:<46} {:>10} {:>6} {:>9} {:>8} {:>6} {:>10}"
HEADINGS: Final = _COLUMNS.format("fault", "executions", "lost", "repeated", "missing", "gaps", "seconds")


@dataclass(frozen=True)
class Result:
    """What a fault did. ``seconds``: from the fault's last blow until everything had ended."""

    fault: str
    executions: int
    findings: Findings
    seconds: float

    @property
    def is_harmless(self) -> bool:
        """Whether nothing was lost, repeated or left out."""
        return self.findings == Findings()

    def line(self) -> str:
        """The result under the headings."""
        found = self.findings
        return _COLUMNS.format(
            self.fault, self.executions, found.lost, found.repeated, found.missing, found.gaps,
            f"{self.seconds:.1f}",
        )  # fmt: skip


def trial(fleet: Fleet, fault: Fault) -> Result:
    """Strike while a mixed load is half done."""
    fleet.start()
    roots = start_mixed(make_principal(make_tenant()), size=fault.size)
    time.sleep(0.5)
    struck = fault.strike(fleet)
    # The fault may have ended this process's own connections.
    connections.close_all()
    return _result(fault.name, roots, since=struck)


def backlog(fleet: Fleet) -> Result:
    """Let recovery look at a long queue; messages that multiply count as repeated."""
    principal, flow, roots = make_principal(make_tenant()), get_flow("tests.backlog"), []
    for process in fleet.workers:
        process.stop()
    fleet.workers = []
    fleet.flush_redis()
    before = fleet.messages_sent()
    while len(roots) < BACKLOG:
        with tenant_scope(principal.tenant_id):
            roots += [execution_start(principal=principal, flow=flow, state={}) for _ in range(100)]
        while fleet.messages_sent() - before < len(roots):
            time.sleep(0.02)
    time.sleep(8)
    struck = time.time()
    fleet.start()
    result = _result(f"{BACKLOG} queued, recovery on", roots, since=struck)
    again = fleet.messages_sent() - before - BACKLOG
    print(f"{again} messages were sent again over the backlog", flush=True)
    if again <= HANDFUL:
        return result
    return Result(result.fault, result.executions, Findings(repeated=again), result.seconds)


def _result(name: str, roots: Sequence[UUID], *, since: float) -> Result:
    began = time.monotonic()
    while live(roots) and time.monotonic() - began < PATIENCE_SECONDS:
        time.sleep(0.1)
    with connections["engine"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*), EXTRACT(epoch FROM max(finished_at)) FROM executions WHERE root_id = ANY(%s)",
            [list(roots)],
        )
        executions, last = cursor.fetchone()
    return Result(name, executions, findings(roots), max(float(last or 0) - since, 0.0))
