"""Jobs on the wire."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from jobs.api import examples
from jobs.models import Execution, Job, wire_status
from jobs.selectors import turn_before
from platform_project.http.openapi_examples import example
from platform_project.http.serializers import StrictSerializer

JOB_STATUSES = ("queued", "running", "finished", "failed", "cancelled")
PRIORITIES = tuple(priority.name.lower() for priority in Execution.Priority)


class ErrorSerializer(serializers.Serializer[dict[str, Any]]):
    """Why something failed."""

    code = serializers.CharField()
    detail = serializers.CharField()


@extend_schema_field(ErrorSerializer)
class ErrorField(serializers.JSONField):
    """An error as it was recorded, with what else it says."""


class ProgressSerializer(serializers.Serializer[dict[str, Any]]):
    """How far a job has come."""

    stage = serializers.CharField()
    message = serializers.CharField()
    percent = serializers.FloatField(min_value=0, max_value=100)


@example(examples.JOB_REQUEST)
class JobRequestSerializer(StrictSerializer):
    """What may be asked for; the payload is checked against the type's own schema."""

    type = serializers.CharField(max_length=64)
    payload = serializers.DictField(default=dict)
    priority = serializers.ChoiceField(
        choices=PRIORITIES,
        default="normal",
        help_text="Which of your jobs goes first; `high`, before everybody's, is for operators.",
    )

    def validate_priority(self, value: str) -> int:
        """The number that the word stands for."""
        return Execution.Priority[value.upper()]


@example(examples.JOB)
class JobSerializer(serializers.ModelSerializer[Job]):
    """A job and how far it has come."""

    id = serializers.UUIDField(source="execution_id", read_only=True)
    status = serializers.SerializerMethodField()
    owner = serializers.CharField(source="execution.subject")
    payload = serializers.DictField()
    result = serializers.DictField(allow_null=True)
    error = ErrorField(source="execution.error", allow_null=True)
    priority = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()
    retry_of = serializers.UUIDField(source="retry_of_id", allow_null=True)
    waits_for = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(source="execution.created_at")
    started_at = serializers.DateTimeField(source="execution.started_at", allow_null=True)
    finished_at = serializers.DateTimeField(source="execution.finished_at", allow_null=True)

    class Meta:
        model = Job
        fields: ClassVar[list[str]] = [
            "id", "type", "status", "owner", "tenant_id", "payload", "result", "error", "priority",
            "progress", "retry_of", "waits_for", "links",
            "created_at", "started_at", "finished_at",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=JOB_STATUSES))
    def get_status(self, job: Job) -> str:
        """``queued``, ``running``, ``finished``, ``failed`` or ``cancelled``."""
        return wire_status(Execution.Kind.JOB, job.execution.status)

    @extend_schema_field(serializers.ChoiceField(choices=PRIORITIES))
    def get_priority(self, job: Job) -> str:
        """``low``, ``normal`` or ``high``."""
        return Execution.Priority(job.execution.priority).name.lower()

    @extend_schema_field(ProgressSerializer(allow_null=True))
    def get_progress(self, job: Job) -> dict[str, Any] | None:
        """What it said last of how far it has come."""
        told: dict[str, Any] | None = getattr(job, "progress", None)
        return told and {name: told.get(name) for name in ("stage", "message", "percent")}

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_waits_for(self, job: Job) -> UUID | None:
        """The job that has to end before this one begins: both change the same graph."""
        if not job.execution.held:
            # It was cancelled since it was read, or its turn has come.
            return None
        if hasattr(job, "waits_for"):
            found: UUID | None = job.waits_for
        else:
            before = turn_before(job.execution)
            found = None if before is None else before.pk
        return found

    def get_links(self, job: Job) -> dict[str, str]:
        """Where to read it and its events."""
        return {"self": f"/v1/jobs/{job.pk}", "events": f"/v1/jobs/{job.pk}/events"}


@example(examples.JOB_TYPE)
class JobTypeSerializer(serializers.Serializer[Any]):
    """What may be asked for, and with what payload."""

    name = serializers.CharField()
    description = serializers.CharField()
    stages = serializers.ListField(child=serializers.CharField())
    scope = serializers.CharField()
    payload_schema = serializers.DictField(source="payload.schema")


@example({"items": [examples.JOB_TYPE], "next_page_token": None})
class JobTypesSerializer(serializers.Serializer[Any]):
    """All types on one page: there are not many."""

    items = JobTypeSerializer(many=True)
    next_page_token = serializers.CharField(allow_null=True)
