"""The databases on the wire."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from jobs.api.serializers import JOB_STATUSES, ErrorSerializer
from jobs.models import Execution, Job
from platform_project.http.openapi_examples import example
from platform_project.http.serializers import StrictSerializer
from platform_project.operations.api import examples
from platform_project.operations.kinds import Kind, Target

# The contract's word for the graph, whichever server it is.
_OTHER_NAMES = {"memgraph": Target.GRAPH}
KINDS = [str(kind) for kind in Kind]
TARGETS = [*(str(target) for target in Target), *_OTHER_NAMES]


@example(examples.COUNTS)
class CountsSerializer(serializers.Serializer[dict[str, Any]]):
    """How much the databases hold."""

    ok = serializers.BooleanField()
    nodes = serializers.IntegerField(min_value=0, help_text="Of the graph.")
    edges = serializers.IntegerField(min_value=0, help_text="Of the graph.")
    tables = serializers.DictField(
        child=serializers.IntegerField(min_value=0), help_text="Rows of PostgreSQL, by table."
    )


@example(examples.DATABASE_JOB_REQUEST)
class DatabaseJobRequestSerializer(StrictSerializer):
    """What is to be done; there is no field for SQL."""

    kind = serializers.ChoiceField(choices=KINDS)
    target = serializers.ChoiceField(
        choices=TARGETS,
        required=False,
        help_text="Needed only for a kind that either database knows; `postgres` otherwise.",
    )

    def validate_kind(self, value: str) -> Kind:
        """The kind of this name."""
        return Kind(value)

    def validate_target(self, value: str) -> Target:
        """The target of this name, or of the other name that it goes by."""
        return _OTHER_NAMES.get(value) or Target(value)


@example(examples.ACCEPTED)
class AcceptedSerializer(serializers.Serializer[dict[str, Any]]):
    """That it will be done, and by which job."""

    ok = serializers.BooleanField()
    job_id = serializers.UUIDField()


@example(examples.DATABASE_JOB)
class DatabaseJobSerializer(serializers.ModelSerializer[Job]):
    """How far work on a database has come."""

    job_id = serializers.UUIDField(source="execution_id")
    type = serializers.CharField()
    state = serializers.ChoiceField(choices=JOB_STATUSES, source="execution.wire_status")
    progress = serializers.SerializerMethodField()
    result = serializers.DictField(allow_null=True)
    error = ErrorSerializer(source="execution.error", allow_null=True)
    created_at = serializers.DateTimeField(source="execution.created_at")
    updated_at = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields: ClassVar[list[str]] = [
            "job_id", "type", "state", "progress", "result", "error", "created_at", "updated_at",
        ]  # fmt: skip

    def get_progress(self, job: Job) -> int:
        """How far it has come, from 0 to 100."""
        if job.execution.status == Execution.Status.SUCCEEDED:
            return 100
        told: dict[str, Any] = getattr(job, "progress", None) or {}
        return int(told.get("percent", 0))

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_updated_at(self, job: Job) -> Any:
        """When something last happened to it: each change of an execution leaves an event."""
        newest = job.execution.events.order_by("-seq").values_list("created_at", flat=True).first()
        return serializers.DateTimeField().to_representation(newest or job.execution.created_at)
