"""Sessions, runs and the steps that they took."""

from django.db import models
from django.db.models import Q

from jobs.models import Execution
from tenants.ids import new_id
from tenants.models import TenantOwned


class Session(TenantOwned):
    """A conversation: the runs that belong together, of one person.

    active -> completed | cancelled | failed.
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
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "sessions"
        indexes = [models.Index(name="session_listing", fields=["tenant", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="session_status_is_known",
                condition=Q(status__in=["active", "completed", "cancelled", "failed"]),
            )
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
    """One unit of a run's work: classifying, planning, a stage of a tool, an answer in words."""

    class Status(models.TextChoices):
        SUCCEEDED = "succeeded"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(AgentRun, models.CASCADE, related_name="steps", db_index=False)
    index = models.IntegerField()
    action = models.CharField(max_length=64)
    tool = models.CharField(max_length=128, blank=True, default="")
    model = models.CharField(max_length=255, blank=True, default="")
    status = models.CharField(max_length=16, choices=Status)
    input = models.JSONField(default=dict)
    output = models.JSONField(default=dict)
    error = models.JSONField(null=True)
    latency_ms = models.FloatField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()

    class Meta:
        db_table = "steps"
        ordering = ("run", "index")
        constraints = [models.UniqueConstraint(name="step_index_is_unique", fields=["run", "index"])]

    def __str__(self) -> str:
        return f"{self.index} {self.action}"
