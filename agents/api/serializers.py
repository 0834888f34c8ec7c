"""Runs and steps on the wire."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.api import examples
from agents.intent import Category
from agents.models import AgentRun, Step
from jobs.api.serializers import ErrorField
from jobs.models import Execution, wire_status
from platform_project.http.openapi_examples import example
from platform_project.http.serializers import StrictSerializer

RUN_STATUSES = ("pending", "running", "succeeded", "failed", "cancelled")


class RunParamsSerializer(StrictSerializer):
    """What the caller decides instead of the platform."""

    category = serializers.ChoiceField(choices=[category.value for category in Category], required=False)


@example(examples.RUN_REQUEST)
class RunRequestSerializer(StrictSerializer):
    """A question, and how it is to be answered."""

    prompt = serializers.CharField(max_length=10_000)
    session_id = serializers.UUIDField(required=False, allow_null=True)
    model = serializers.CharField(required=False, allow_blank=True, default="", max_length=255)
    temperature = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=0, max_value=2
    )
    params = RunParamsSerializer(required=False)
    planning_mode = serializers.ChoiceField(choices=["full", "optional", "none"], default="none")
    response_mode = serializers.ChoiceField(
        choices=["fallback-only", "llm-best-effort"], default="fallback-only"
    )


class RunQuerySerializer(StrictSerializer):
    """How a run is started."""

    use_jobs = serializers.BooleanField(
        default=False, help_text="Let a job of the type `agent.run` drive the run, and be seen under jobs."
    )


@example(examples.STEP)
class StepSerializer(serializers.ModelSerializer[Step]):
    """One step of a run."""

    input = serializers.DictField()
    output = serializers.DictField()
    error = ErrorField(allow_null=True)
    tool = serializers.SerializerMethodField()
    model = serializers.SerializerMethodField()

    class Meta:
        model = Step
        fields: ClassVar[list[str]] = [
            "id", "index", "action", "status", "input", "output", "error", "latency_ms", "started_at",
            "finished_at", "tool", "model",
        ]  # fmt: skip

    def get_tool(self, step: Step) -> str | None:
        """The tool that took it, if one did."""
        return step.tool or None

    def get_model(self, step: Step) -> str | None:
        """The model that took it, if one did."""
        return step.model or None


def links_of(run: AgentRun) -> dict[str, str]:
    """Where to read a run, its steps and its events."""
    path = f"/v1/agent-runs/{run.pk}"
    return {"self": path, "steps": f"{path}/steps", "events": f"{path}/events"}


@example(examples.RUN_CREATED)
class RunCreatedSerializer(serializers.ModelSerializer[AgentRun]):
    """A run that has been accepted."""

    id = serializers.UUIDField(source="execution_id")
    run_id = serializers.UUIDField(source="execution_id")
    status = serializers.SerializerMethodField()
    job_id = serializers.UUIDField(
        source="execution.parent_id", allow_null=True, help_text="The job that drives it, if one does."
    )
    created_at = serializers.DateTimeField(source="execution.created_at")
    links = serializers.SerializerMethodField()

    class Meta:
        model = AgentRun
        fields: ClassVar[list[str]] = [
            "id", "run_id", "status", "session_id", "job_id", "created_at", "links",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=RUN_STATUSES))
    def get_status(self, run: AgentRun) -> str:
        """``pending``, ``running``, ``succeeded``, ``failed`` or ``cancelled``."""
        return wire_status(Execution.Kind.RUN, run.execution.status)

    def get_links(self, run: AgentRun) -> dict[str, str]:
        """Where to read it, its steps and its events."""
        return links_of(run)


@example(examples.RUN_SUMMARY)
class RunSummarySerializer(RunCreatedSerializer):
    """A run in a list."""

    todos = serializers.ListField(child=serializers.DictField())
    metrics = serializers.DictField()
    error = ErrorField(source="execution.error", allow_null=True)
    started_at = serializers.DateTimeField(source="execution.started_at", allow_null=True)
    finished_at = serializers.DateTimeField(source="execution.finished_at", allow_null=True)

    class Meta(RunCreatedSerializer.Meta):
        fields: ClassVar[list[str]] = [
            "id", "run_id", "status", "outcome", "category", "confidence", "prompt", "output", "todos",
            "metrics", "cypher", "model", "session_id", "job_id", "error", "links", "created_at",
            "started_at", "finished_at",
        ]  # fmt: skip


@example(examples.RUN)
class RunSerializer(RunSummarySerializer):
    """A run with its outputs, its steps and what its answer rests on."""

    outputs = serializers.ListField(child=serializers.DictField())
    provenance = serializers.DictField()
    steps = serializers.SerializerMethodField()

    class Meta(RunSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*RunSummarySerializer.Meta.fields, "outputs", "steps", "provenance"]

    @extend_schema_field(StepSerializer(many=True))
    def get_steps(self, run: AgentRun) -> list[dict[str, Any]]:
        """Its steps, in their order."""
        return list(StepSerializer(run.steps.order_by("index"), many=True).data)
