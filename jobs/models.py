"""Executions, their events, and jobs."""

from typing import Any

from django.db import models
from django.db.models import Q

from tenants.ids import new_id
from tenants.models import TenantOwned


class Execution(TenantOwned):
    """Anything that runs: an agent run, a tool invocation, a job.

    pending -> running -> succeeded | failed | cancelled; in between it may be waiting for its children, and
    then holds no worker and no lease. Only ``jobs.engine`` writes these rows after they are made.
    """

    class Kind(models.TextChoices):
        RUN = "run"
        INVOCATION = "invocation"
        JOB = "job"

    class Status(models.TextChoices):
        PENDING = "pending"
        RUNNING = "running"
        WAITING = "waiting"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Priority(models.IntegerChoices):
        LOW = 0
        NORMAL = 5
        HIGH = 9

    LIVE = (Status.PENDING, Status.RUNNING, Status.WAITING)
    TERMINAL = (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    flow = models.CharField(max_length=64, help_text="The registered chain of phases that it walks.")
    subject = models.CharField(max_length=255, help_text="Whose it is: the principal's sub.")
    principal = models.JSONField(help_text="For whom it acts: sub, tenant, roles, scopes.")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children", db_index=False)
    root_id = models.UUIDField(help_text="The execution that started it all; itself when it has no parent.")

    status = models.CharField(max_length=16, choices=Status, default=Status.PENDING)
    phase = models.SmallIntegerField(default=0, help_text="The phase that is next to do.")
    phase_count = models.SmallIntegerField()
    attempt = models.SmallIntegerField(default=0, help_text="How often this phase has been claimed.")
    state = models.JSONField(default=dict, help_text="What later phases need of earlier ones.")
    error = models.JSONField(null=True)
    waiting_for = models.SmallIntegerField(default=0, help_text="Children that have not ended yet.")
    cancel_requested = models.BooleanField(default=False)
    event_seq = models.IntegerField(default=0, help_text="The number of its last event.")

    queue = models.CharField(max_length=64)
    priority = models.SmallIntegerField(choices=Priority, default=Priority.NORMAL)
    held = models.BooleanField(
        default=False,
        help_text="It waits for its turn: as many of its owner or tenant run as may, or one of its group.",
    )
    exclusive_group = models.CharField(
        max_length=32,
        blank=True,
        default="",
        db_default="",
        help_text="Of a tenant's executions with the same, one is under way at a time; empty for no group.",
    )
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(
        null=True, help_text="When its message was sent; none while not due."
    )
    due_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)

    traceparent = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "executions"
        indexes = [
            # One small index for claims and recovery: an index on the columns that every claim changes
            # would take the heap-only updates away.
            models.Index(
                name="execution_live",
                fields=["id"],
                condition=Q(status__in=["pending", "running", "waiting"]),
            ),
            models.Index(name="execution_cancelling", fields=["id"], condition=Q(cancel_requested=True)),
            models.Index(name="execution_children", fields=["parent"], condition=Q(parent__isnull=False)),
            # Who runs how much, and who waits for a turn: neither changes while phases go on.
            models.Index(
                name="execution_under_way",
                fields=["tenant", "kind", "subject"],
                condition=Q(status__in=["pending", "running", "waiting"], held=False, parent=None),
            ),
            models.Index(
                name="execution_held",
                fields=["tenant", "kind", "subject", "-priority", "id"],
                condition=Q(held=True, parent=None),
            ),
            models.Index(
                name="execution_held_in_group",
                fields=["tenant", "kind", "subject", "exclusive_group", "-priority", "id"],
                condition=Q(held=True, parent=None) & ~Q(exclusive_group=""),
            ),
            models.Index(name="execution_listing", fields=["tenant", "kind", "-id"]),
        ]
        constraints = [
            # Also how the one is found that the others of its group wait for.
            models.UniqueConstraint(
                name="execution_alone_in_its_group",
                fields=["tenant", "exclusive_group"],
                condition=Q(status__in=["pending", "running", "waiting"], held=False, parent=None)
                & ~Q(exclusive_group=""),
            ),
            models.CheckConstraint(
                name="execution_status_is_known",
                condition=Q(status__in=["pending", "running", "waiting", "succeeded", "failed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="execution_waits_for_somebody",
                condition=(Q(status="waiting") & Q(waiting_for__gt=0)) | ~Q(status="waiting"),
            ),
            models.CheckConstraint(
                name="execution_held_is_not_under_way",
                condition=Q(held=False) | Q(status="pending", dispatched_at=None),
            ),
            models.CheckConstraint(
                name="execution_end_has_a_time",
                condition=Q(status__in=["succeeded", "failed", "cancelled"], finished_at__isnull=False)
                | Q(status__in=["pending", "running", "waiting"], finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="execution_phase_is_within_its_flow",
                condition=Q(phase__gte=0) & Q(phase__lte=models.F("phase_count")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_terminal(self) -> bool:
        """Whether it has ended; an end is final."""
        return self.status in self.TERMINAL

    @property
    def wire_status(self) -> str:
        """The status in the words that the API uses for this kind."""
        return wire_status(self.kind, self.status)


_RUN_WORDS = {"waiting": "running"}
_JOB_WORDS = {"pending": "queued", "waiting": "running", "succeeded": "finished"}


def wire_status(kind: str, status: str) -> str:
    """A status in the words of the API: runs succeed, jobs and invocations are queued and finish."""
    words = _RUN_WORDS if kind == Execution.Kind.RUN else _JOB_WORDS
    return words.get(status, status)


class Event(TenantOwned):
    """Something that happened to an execution: 1..n without a gap, written with what it reports."""

    class Name(models.TextChoices):
        STATUS = "status"
        PROGRESS = "progress"
        STEP = "step"
        TODO = "todo"
        LOG = "log"
        APPROVAL = "approval"
        WARNING = "warning"
        END = "end"

    execution = models.ForeignKey(Execution, models.CASCADE, related_name="events", db_index=False)
    seq = models.IntegerField()
    name = models.CharField(max_length=16, choices=Name)
    data = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "events"
        ordering = ("execution", "seq")
        constraints = [models.UniqueConstraint(name="event_number_is_unique", fields=["execution", "seq"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"

    def as_message(self) -> dict[str, Any]:
        """The event as it is published and streamed."""
        return event_message(seq=self.seq, name=self.name, at=self.created_at.isoformat(), data=self.data)


def event_message(*, seq: int, name: str, at: str, data: dict[str, Any]) -> dict[str, Any]:
    """One event on the wire: ``type`` is the finer name, the event's own when its data has none."""
    return {"name": name, "data": {"type": name, "seq": seq, "at": at, **data}}


class Job(TenantOwned):
    """Work of a registered type with a payload, done for its owner in the background."""

    execution = models.OneToOneField(Execution, models.CASCADE, primary_key=True, related_name="job")
    type = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    retry_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="retries", help_text="The job that it does again."
    )

    class Meta:
        db_table = "jobs"
        indexes = [models.Index(name="job_listing", fields=["tenant", "-execution"])]

    def __str__(self) -> str:
        return f"{self.type} {self.execution_id}"
