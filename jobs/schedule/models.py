"""The record of the schedule."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from jobs.models import Execution
from tenants.ids import new_id

LONGEST_NAME: Final = 200


class ScheduledRun(models.Model):
    """One time at which an entry of the schedule was due, and what came of it.

    The row is the right to do it: whoever inserts it does the work, and a second beat's tick finds it taken.
    It has no outcome until the work has ended. It belongs to the deployment, and so to no tenant.
    """

    class Outcome(models.TextChoices):
        OK = "ok"
        FAILED = "failed"
        SKIPPED = "skipped"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=LONGEST_NAME, help_text="Of the entry, as the admin shows it.")
    slot = models.DateTimeField(
        help_text="The time at which it was due; a run that was asked for has its own."
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    duration = models.GeneratedField(
        expression=F("finished_at") - F("started_at"), output_field=models.DurationField(), db_persist=True
    )
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True, default="")
    detail = models.JSONField(default=dict)
    execution = models.ForeignKey(
        Execution,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        help_text="The job that does the work, when it is more than a moment's.",
    )

    class Meta:
        db_table = "scheduled_runs"
        constraints = [
            models.UniqueConstraint(name="scheduled_run_once_per_slot", fields=["name", "slot"]),
            models.CheckConstraint(
                name="scheduled_run_outcome_is_known",
                condition=Q(outcome__in=["", "ok", "failed", "skipped"]),
            ),
            models.CheckConstraint(
                name="scheduled_run_end_has_an_outcome",
                condition=Q(outcome="", finished_at__isnull=True)
                | ~Q(outcome="") & Q(finished_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="scheduled_run_open", fields=["name"], condition=Q(outcome="")),
            models.Index(
                name="scheduled_run_execution",
                fields=["execution"],
                condition=Q(execution__isnull=False),
            ),
            models.Index(name="scheduled_run_age", fields=["started_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.slot:%Y-%m-%d %H:%M:%S}"
