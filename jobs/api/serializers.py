"""Jobs on the wire."""

from typing import Any, ClassVar

from rest_framework import serializers

from jobs.models import Execution, Job, wire_status

JOB_STATUSES = ("queued", "running", "finished", "failed", "cancelled")


class ErrorSerializer(serializers.Serializer[dict[str, Any]]):
    """Why something failed."""

    code = serializers.CharField()
    detail = serializers.CharField()


class JobRequestSerializer(serializers.Serializer[Any]):
    """What may be asked for; the payload is checked against the type's own schema."""

    type = serializers.CharField(max_length=64)
    payload = serializers.DictField(default=dict)


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job and how far it has come."""

    id = serializers.UUIDField(source="execution_id", read_only=True)
    status = serializers.SerializerMethodField()
    owner = serializers.CharField(source="execution.subject")
    error = serializers.JSONField(source="execution.error", allow_null=True)
    links = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(source="execution.created_at")
    started_at = serializers.DateTimeField(source="execution.started_at", allow_null=True)
    finished_at = serializers.DateTimeField(source="execution.finished_at", allow_null=True)

    class Meta:
        model = Job
        fields: ClassVar[list[str]] = [
            "id", "type", "status", "owner", "tenant_id", "payload", "result", "error", "links",
            "created_at", "started_at", "finished_at",
        ]  # fmt: skip

    def get_status(self, job: Job) -> str:
        """``queued``, ``running``, ``finished``, ``failed`` or ``cancelled``."""
        return wire_status(Execution.Kind.JOB, job.execution.status)

    def get_links(self, job: Job) -> dict[str, str]:
        """Where to read it and its events."""
        return {"self": f"/v1/jobs/{job.pk}", "events": f"/v1/jobs/{job.pk}/events"}
