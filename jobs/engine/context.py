"""What a phase sees of the execution that it works on."""

import time
from dataclasses import dataclass, field, replace
from threading import Event as Flag
from typing import Any
from uuid import UUID

from jobs.engine.outcome import Outcome
from jobs.errors import Cancelled, DeadlineExceeded, Overtaken
from security.principal import Principal


@dataclass(frozen=True)
class Lease:
    """The right to work on one execution, held by a random token (a counter could be handed out twice).

    The heartbeat sets the flags; the phase asks for them. ``ends_at`` is the execution's deadline on the
    monotonic clock.
    """

    execution_id: UUID
    token: UUID
    ends_at: float | None
    cancelled: Flag = field(default_factory=Flag)
    lost: Flag = field(default_factory=Flag)

    @property
    def is_overdue(self) -> bool:
        """Whether the execution has used up its time."""
        return self.ends_at is not None and time.monotonic() > self.ends_at

    def check(self) -> None:
        """Raise when the work is no longer wanted."""
        if self.lost.is_set():
            raise Overtaken
        if self.cancelled.is_set():
            raise Cancelled
        if self.is_overdue:
            raise DeadlineExceeded


@dataclass(frozen=True)
class PhaseContext:
    """The claimed execution, as its phase sees it.

    No transaction is open while a phase works. It reads its tenant's rows within
    ``tenant_scope(ctx.tenant_id)`` and leaves writing to its ``Outcome``.
    """

    execution_id: UUID
    tenant_id: UUID
    principal: Principal
    phase: int
    phase_count: int
    attempt: int
    state: dict[str, Any]
    lease: Lease

    def check_cancelled(self) -> None:
        """Stop here when the execution was cancelled, overtaken, or is out of time.

        Handlers call it between pieces of work: a cancel is to be seen within two seconds.

        Raises:
            Cancelled, Overtaken, DeadlineExceeded: leave the phase with them; the engine does the rest.
        """
        self.lease.check()

    def sleep(self, seconds: float) -> None:
        """Wait, and still notice a cancel."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.lease.cancelled.wait(min(left, 0.2))
            self.check_cancelled()

    def after(self, outcome: Outcome, phase_count: int) -> "PhaseContext | None":
        """The context of the phase that follows this outcome; None when this was the last."""
        if self.phase + 1 >= phase_count:
            return None
        return replace(
            self,
            phase=self.phase + 1,
            phase_count=phase_count,
            attempt=1,
            state={**self.state, **outcome.state},
        )
