"""The tasks that entries of the schedule may name. Higher rooms add their own."""

from typing import Any

from celery import shared_task

from jobs.schedule import services
from jobs.schedule.slots import Tick


@shared_task(name="schedule.start_job", base=Tick, bind=True, time_limit=60)
def start_job(self: Tick, type: str, payload: dict[str, Any] | None = None) -> str:
    """Start a job of a registered type, with its payload, in the platform's tenant."""
    return services.tick_job(due=self.due, type_name=type, payload=payload or {})
