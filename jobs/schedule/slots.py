"""The times at which an entry of the schedule is due, as its ticks know them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from celery import Task
from django.db import close_old_connections
from django_celery_beat.models import PeriodicTask

_MINUTE: Final = timedelta(minutes=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Due:
    """What is due: an entry of the schedule, at one of its times."""

    name: str
    slot: datetime


class Tick(Task[Any, Any]):
    """A task that beat sends. Its message says when it was sent, and so which time it stands for.

    A tick may wait for a worker; were its time read when it is received, two ticks could meet in one slot.
    """

    abstract = True

    def apply_async(  # type: ignore[override]  # the rest goes through as it is
        self, args: Any = None, kwargs: Any = None, **options: Any
    ) -> Any:
        """Send it, with the time."""
        headers = {"sent_at": datetime.now(UTC).isoformat(), **(options.pop("headers", None) or {})}
        return super().apply_async(args, kwargs, headers=headers, **options)

    def before_start(self, task_id: str, args: Any, kwargs: Any) -> None:
        """Let go of a connection that has broken since the last tick."""
        close_old_connections()

    @property
    def due(self) -> Due:
        """What the message that is being worked on stands for."""
        headers = self.request.headers or {}
        name = headers.get("periodic_task_name") or self.name
        if asked_for := headers.get("slot"):
            return Due(name, datetime.fromisoformat(asked_for))
        sent_at = datetime.fromisoformat(headers["sent_at"])
        entry = PeriodicTask.objects.filter(name=name).first()
        return Due(name, sent_at if entry is None else slot_of(entry, sent_at))


def slot_of(entry: PeriodicTask, sent_at: datetime) -> datetime:
    """The time for which a tick of an entry stands: when it was sent, on the grid of the entry's schedule.

    Two beats that run the same interval send at moments of their own; on the grid they agree.
    """
    if entry.clocked is not None:
        clocked: datetime = entry.clocked.clocked_time
        return clocked
    period = entry.interval.schedule.run_every if entry.interval is not None else _MINUTE
    return sent_at - (sent_at - _EPOCH) % period
