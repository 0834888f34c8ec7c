"""Sessions, runs and the steps that they took."""

from typing import Final

from django.db import models
from django.db.models import Q

from jobs.models import Execution
from tenants.ids import new_id
from tenants.models import TenantOwned

DEFAULT_TEMPERATURE: Final = 0.2
MAX_TEMPERATURE: Final = 2.0
DEFAULT_MAX_STEPS: Final = 8
MOST_STEPS: Final = 64


class Session(TenantOwned):
    """A conversation: the runs that belong together, of one person, and how they are to be answered.

    active -> completed | cancelled | failed. An end is final.
    """

    class Status(models.TextChoices):
        ACTIVE = "active"
        COMPLETED = "completed"
        CANCELLED = "cancelled"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(max_length=255, help_text="Whose it is: the principal's sub.")
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    metadata = models.JSONField(default=dict, blank=True)

    manager = models.CharField(max_length=255, blank=True, default="", help_text="Who leads its workers.")
    preferred_workers = models.JSONField(null=True, help_text="Workers that are asked first.")
    llm_preferences = models.JSONField(null=True, help_text="Which model is preferred for what.")
    agent_role = models.CharField(max_length=255, blank=True, default="", help_text="As whom it answers.")
    tools = models.JSONField(null=True, help_text="The tools that its runs may use; all when not given.")
    temperature = models.FloatField(
        default=DEFAULT_TEMPERATURE, help_text="Of a run that names none of its own."
    )
    max_steps = models.SmallIntegerField(
        default=DEFAULT_MAX_STEPS, help_text="The most TODOs that a run's plan may have."
    )

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, help_text="When its owner last did something in it.")

    class Meta:
        db_table = "sessions"
        indexes = [
            models.Index(name="session_listing", fields=["tenant", "-updated_at", "-id"]),
            models.Index(name="session_own", fields=["tenant", "subject", "-updated_at", "-id"]),
            # Retention looks across tenants for what nobody has used for long.
            models.Index(name="session_age", fields=["updated_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="session_status_is_known",
                condition=Q(status__in=["active", "completed", "cancelled", "failed"]),
            ),
            models.CheckConstraint(
                name="session_temperature_is_within_range",
                condition=Q(temperature__gte=0) & Q(temperature__lte=MAX_TEMPERATURE),
            ),
            models.CheckConstraint(
                name="session_max_steps_is_within_range",
                condition=Q(max_steps__gte=1) & Q(max_steps__lte=MOST_STEPS),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AgentRun(TenantOwned):
    """One question and what became of it.  pending -> running -> succeeded | failed | cancelled.

    The status is its execution's. A refusal is a run that has succeeded: ``outcome`` says which it is.
    """

    class Outcome(models.TextChoices):
        ANSWER = "answer"
        REFUSAL = "refusal"
        EXPLANATION = "explanation"
        CLARIFICATION = "clarification"
        UNKNOWN = "unknown"
        CONFIRMATION = "confirmation"
        TEXT = "text"

    execution = models.OneToOneField(Execution, models.CASCADE, primary_key=True, related_name="agent_run")
    session = models.ForeignKey(Session, models.CASCADE, related_name="runs")
    prompt = models.TextField()
    model = models.CharField(max_length=255, blank=True, default="")
    temperature = models.FloatField(null=True)
    params = models.JSONField(default=dict)
    planning_mode = models.CharField(max_length=16, default="none")
    response_mode = models.CharField(max_length=32, default="fallback-only")

    category = models.CharField(max_length=16, blank=True, default="")
    confidence = models.FloatField(null=True)
    intent = models.JSONField(default=dict, help_text="Why this category: reason and matched words.")
    todos = models.JSONField(default=list)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True, default="")
    output = models.TextField(blank=True, default="")
    outputs = models.JSONField(default=list)
    cypher = models.TextField(blank=True, default="")
    provenance = models.JSONField(default=dict, help_text="What the answer rests on.")
    metrics = models.JSONField(default=dict)

    class Meta:
        db_table = "agent_runs"
        indexes = [models.Index(name="agent_run_listing", fields=["tenant", "-execution"])]
        constraints = [
            models.CheckConstraint(
                name="agent_run_confidence_is_a_share",
                condition=Q(confidence__isnull=True) | (Q(confidence__gte=0) & Q(confidence__lte=1)),
            )
        ]

    def __str__(self) -> str:
        return self.prompt[:80]


class Step(TenantOwned):
    """One unit of a session's work.

    Most are a run's: classifying, planning, a stage of a tool, an answer in words. They are recorded once
    they have ended. The others are what somebody has added to the conversation: queued until the session's
    next run takes them up (succeeded), or the session ends before (cancelled).
    """

    class Type(models.TextChoices):
        """What may be added; it is the step's action."""

        MESSAGE = "message"
        USER = "user"
        ASSISTANT = "assistant"
        TOOL = "tool"
        SYSTEM = "system"
        ERROR = "error"

    class Status(models.TextChoices):
        QUEUED = "queued"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="steps", db_index=False)
    seq = models.IntegerField(help_text="Its number in the session: 1..n in the order of recording.")
    run = models.ForeignKey(
        AgentRun,
        models.CASCADE,
        related_name="steps",
        null=True,
        db_index=False,
        help_text="Whose step it is.",
    )
    index = models.IntegerField(help_text="Its number in its run; that in the session when it was added.")
    action = models.CharField(max_length=64)
    message = models.TextField(blank=True, default="")
    tool = models.CharField(max_length=128, blank=True, default="")
    model = models.CharField(max_length=255, blank=True, default="")
    status = models.CharField(max_length=16, choices=Status)
    input = models.JSONField(default=dict)
    output = models.JSONField(default=dict)
    error = models.JSONField(null=True)
    latency_ms = models.FloatField(default=0)
    started_at = models.DateTimeField(help_text="When it began, or was added.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "steps"
        ordering = ("session", "seq")
        indexes = [
            models.Index(name="step_queued", fields=["session"], condition=Q(status="queued")),
        ]
        constraints = [
            models.UniqueConstraint(name="step_index_is_unique", fields=["run", "index"]),
            models.UniqueConstraint(name="step_number_is_unique", fields=["session", "seq"]),
            models.CheckConstraint(
                name="step_status_is_known",
                condition=Q(status__in=["queued", "succeeded", "failed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="step_end_has_a_time",
                condition=Q(status="queued", finished_at__isnull=True)
                | Q(status__in=["succeeded", "failed", "cancelled"], finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.action}"
