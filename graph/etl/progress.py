"""How far a job over many rows has come: rows, bytes, percent, and how long it will still take."""

import time
from dataclasses import dataclass, field
from typing import Final

from jobs.engine import commits
from jobs.engine.context import PhaseContext
from jobs.engine.dispatch import announce
from jobs.engine.outcome import NewEvent
from jobs.errors import Overtaken
from jobs.models import Event

REPORT_SECONDS: Final = 1.0
_KNOWN_AFTER_PERCENT: Final = 2.0
"""Before that, nobody can tell how long it will take."""


@dataclass
class Progress:
    """Reports of one stage, at most one a second.

    Attributes:
        begin, end: the percent of the whole job that the stage takes.
        began_at: when the job has begun, in seconds since 1970.
    """

    ctx: PhaseContext
    stage: str
    begin: float
    end: float
    began_at: float
    _last: float = field(default=0.0)

    def event(self, *, part: float, rows: int, size: int | None = None, message: str = "") -> NewEvent:
        """What is told when ``part`` of the stage, from 0 to 1, is done.

        Args:
            rows: how many rows of the stage are done.
            size: how many bytes, where the stage counts them.
        """
        percent = self.begin + (self.end - self.begin) * min(max(part, 0.0), 1.0)
        data = {
            "stage": self.stage,
            "message": message or f"{rows:,} rows",
            "percent": round(percent, 1),
            "rows": rows,
            "seconds_left": self._seconds_left(percent),
        }
        if size is not None:
            data["bytes"] = size
        return NewEvent(name=Event.Name.PROGRESS, data=data)

    def tell(self, *, part: float, rows: int, size: int | None = None, message: str = "") -> None:
        """Record and publish it, unless that was done less than a second ago.

        Raises:
            Cancelled, Overtaken, DeadlineExceeded: the job is to stop here.
        """
        self.ctx.check_cancelled()
        if time.monotonic() - self._last < REPORT_SECONDS:
            return
        self._last = time.monotonic()
        told = self.event(part=part, rows=rows, size=size, message=message)
        written = commits.append(context=self.ctx, events=(told,))
        if not written:
            raise Overtaken
        announce(written, going_on=True)

    def _seconds_left(self, percent: float) -> int | None:
        if percent < _KNOWN_AFTER_PERCENT:
            return None
        return round((time.time() - self.began_at) * (100 - percent) / percent)
