"""The events of what has ended long ago."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from jobs.models import Event, Execution
from platform_project.operations.cleaning import cleaner_in_steps, first_id_at
from tenants.context import across_tenants

STEP: Final = 1_000
"""Executions that are looked at together."""


@cleaner_in_steps("events", batch=5_000)
def clean(limit: int) -> Iterator[int]:
    """Events of what ended before as long as events are kept, but for the last, which says how it ended.

    The youngest go first: what earlier cleanups have been through comes last, should the time not suffice.
    """
    before = timezone.now() - settings.RETENTION_EVENTS
    for executions in _walk(before):
        deleted = limit
        while deleted == limit:
            deleted = _delete(executions, limit)
            yield deleted


def _walk(before: datetime) -> Iterator[list[UUID]]:
    """What has ended before, each once, with no transaction open in between."""
    last = first_id_at(before)
    while True:
        with across_tenants():
            ended = Execution.unscoped.filter(
                pk__lt=last, status__in=Execution.TERMINAL, finished_at__lt=before
            )
            step = list(ended.order_by("-pk").values_list("pk", flat=True)[:STEP])
        if not step:
            return
        yield step
        last = step[-1]


def _delete(executions: list[UUID], limit: int) -> int:
    with across_tenants():
        old = Event.unscoped.filter(execution__in=executions, seq__lt=F("execution__event_seq"))
        locked = old.order_by("execution", "seq").select_for_update(skip_locked=True, of=("self",))
        chosen = list(locked.values_list("pk", flat=True)[:limit])
        Event.unscoped.filter(pk__in=chosen).delete()
    return len(chosen)
