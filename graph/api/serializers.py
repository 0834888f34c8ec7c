"""Schema, typed queries and questions on the wire."""

from typing import Any, Final, get_args

from rest_framework import serializers

from graph.api import examples
from graph.api.catalogue_serializers import LayerSerializer
from graph.ask.services import MAX_QUESTION
from graph.ask.typed import MAX_CYPHER
from graph.cypher.limits import HARD_ROWS, HARD_SECONDS, Limits
from graph.nl.pipeline.answer import Outcome
from jobs.api.serializers import JOB_STATUSES, ErrorField
from jobs.models import Execution, Job, wire_status
from platform_project.http.openapi_examples import example
from platform_project.http.serializers import StrictSerializer

_NOTHING: Final[dict[str, Any]] = {
    "outcome": None, "text": "", "language": None, "cypher": None, "params": {}, "columns": [], "rows": [],
    "truncated": False, "confidence": None, "generator": None, "readings": [], "suggestions": [],
    "validation": [], "plan": None, "approval_id": None, "provenance": {}, "stages": [],
}  # fmt: skip


class SchemaQuerySerializer(StrictSerializer):
    """How the schema is wanted."""

    refresh = serializers.BooleanField(
        default=False, help_text="Read it anew from the graph; for who may write to it, and operators."
    )


class PropertySerializer(serializers.Serializer[Any]):
    """One property; of what is not known of it, there is no member."""

    name = serializers.CharField()
    type = serializers.CharField(help_text="text, integer, float, boolean, datetime, list or mixed.")
    coverage = serializers.FloatField(help_text="Share of the nodes or relationships that have it, 0..1.")
    distinct = serializers.IntegerField(help_text="How many different values; 0 where that is not known.")
    values = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="All values of a text that has few."
    )
    examples = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Some values of a text that has many."
    )
    minimum = serializers.JSONField(required=False, help_text="Of numbers, and of dates as ISO 8601.")
    maximum = serializers.JSONField(required=False)
    iso_text = serializers.BooleanField(help_text="Dates that are stored as text.")


class LabelSerializer(serializers.Serializer[Any]):
    """One label."""

    name = serializers.CharField()
    count = serializers.IntegerField()
    properties = PropertySerializer(many=True)


class LabelSetSerializer(serializers.Serializer[Any]):
    """Labels that stand together on a node."""

    labels = serializers.ListField(child=serializers.CharField())
    count = serializers.IntegerField()


class ConnectionSerializer(serializers.Serializer[Any]):
    """Labels that a relationship type leads from and to."""

    start = serializers.CharField()
    end = serializers.CharField()
    count = serializers.IntegerField(
        help_text="A relationship counts for each pair of labels of its ends: not to be added up."
    )


class RelationshipTypeSerializer(serializers.Serializer[Any]):
    """One relationship type, with the directions in which it really leads."""

    type = serializers.CharField()
    count = serializers.IntegerField()
    connects = ConnectionSerializer(many=True)
    properties = PropertySerializer(many=True)


@example(examples.SCHEMA)
class GraphSchemaSerializer(serializers.Serializer[Any]):
    """What the tenant's graph holds."""

    version = serializers.CharField(help_text="Changes when, and only when, anything below does.")
    nodes = serializers.IntegerField()
    relationships = serializers.IntegerField()
    labels = LabelSerializer(many=True)
    label_sets = LabelSetSerializer(many=True)
    relationship_types = RelationshipTypeSerializer(many=True)
    notices = serializers.ListField(
        child=serializers.CharField(), help_text="What could not be read within the bounds."
    )


@example(examples.QUERY_REQUEST)
class QueryRequestSerializer(StrictSerializer):
    """A reading query; it may begin with EXPLAIN or PROFILE."""

    cypher = serializers.CharField(max_length=MAX_CYPHER)
    params = serializers.DictField(default=dict)
    limit = serializers.IntegerField(
        min_value=1, max_value=HARD_ROWS, default=Limits().max_rows, help_text="Rows, at most."
    )
    timeout_ms = serializers.IntegerField(
        min_value=100, max_value=int(HARD_SECONDS * 1000), default=int(Limits().timeout_seconds * 1000)
    )
    explain = serializers.BooleanField(default=False, help_text="Only plan it: nothing is executed.")

    def limits(self) -> Limits:
        """The bounds of the query."""
        said = self.validated_data
        return Limits(max_rows=said["limit"], timeout_seconds=said["timeout_ms"] / 1000)


class PlanSerializer(serializers.Serializer[Any]):
    """The server's own plan."""

    lines = serializers.ListField(child=serializers.CharField())
    profiled = serializers.BooleanField(help_text="Whether it ran, so that rows and times are measured.")
    estimated_rows = serializers.FloatField(allow_null=True)


@example(examples.QUERY)
class QuerySerializer(serializers.Serializer[Any]):
    """The rows of a query, or its plan, with the checks that it has passed."""

    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField())
    row_count = serializers.IntegerField()
    truncated = serializers.BooleanField(help_text="There were more rows, or more bytes, than may be.")
    cypher = serializers.CharField(help_text="As executed, bound to the tenant.")
    params = serializers.DictField()
    validation = LayerSerializer(many=True)
    estimate = serializers.DictField(allow_null=True, help_text="What it was expected to look at.")
    notices = serializers.ListField(child=serializers.CharField())
    plan = PlanSerializer(allow_null=True)
    elapsed_ms = serializers.FloatField()


@example(examples.ASK_REQUEST)
class AskRequestSerializer(StrictSerializer):
    """A question in English or Italian, or Cypher."""

    question = serializers.CharField(max_length=MAX_QUESTION)
    dry_run = serializers.BooleanField(
        default=False, help_text="Everything but the execution: the query, its validation and its plan."
    )


class ReadingSerializer(serializers.Serializer[Any]):
    """One way to read a question that can be read in several."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    cypher = serializers.CharField()
    params = serializers.DictField()
    confidence = serializers.FloatField()


class StageSerializer(serializers.Serializer[Any]):
    """What one stage did."""

    name = serializers.CharField()
    ok = serializers.BooleanField()
    detail = serializers.CharField()
    input = serializers.DictField()
    output = serializers.DictField()
    elapsed_ms = serializers.FloatField()


class AnswerSerializer(serializers.Serializer[Any]):
    """What has become of a question; before its end nothing has, and ``outcome`` is null."""

    outcome = serializers.ChoiceField(choices=get_args(Outcome), allow_null=True)
    text = serializers.CharField()
    language = serializers.CharField(allow_null=True)
    cypher = serializers.CharField(allow_null=True, help_text="As executed, bound to the tenant.")
    params = serializers.DictField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField())
    truncated = serializers.BooleanField()
    confidence = serializers.FloatField(allow_null=True)
    generator = serializers.CharField(allow_null=True)
    readings = ReadingSerializer(many=True)
    suggestions = serializers.ListField(child=serializers.CharField())
    validation = LayerSerializer(many=True)
    plan = PlanSerializer(allow_null=True)
    approval_id = serializers.UUIDField(allow_null=True, help_text="Of a change: what is to be approved.")
    provenance = serializers.DictField()
    stages = StageSerializer(many=True)


class QuestionLinksSerializer(serializers.Serializer[Any]):
    """Where to read it, follow it, and decide the change that it proposes."""

    self = serializers.CharField()
    events = serializers.CharField()
    job = serializers.CharField()
    approval = serializers.CharField(allow_null=True)


@example(examples.ASK)
class QuestionSerializer(AnswerSerializer):
    """A question and its answer."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=JOB_STATUSES)
    question = serializers.CharField()
    dry_run = serializers.BooleanField()
    error = ErrorField(allow_null=True)
    links = QuestionLinksSerializer()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, job: Job) -> dict[str, Any]:
        """The job of the question as the question."""
        execution, answer = job.execution, job.result or _NOTHING
        approval_id = answer["approval_id"]
        shown: dict[str, Any] = super().to_representation(
            {
                **answer,
                "id": job.pk,
                "status": wire_status(Execution.Kind.JOB, execution.status),
                "question": job.payload["question"],
                "dry_run": job.payload.get("dry_run", False),
                "error": execution.error,
                "links": {
                    "self": f"/v1/graph/ask/{job.pk}",
                    "events": f"/v1/jobs/{job.pk}/events",
                    "job": f"/v1/jobs/{job.pk}",
                    "approval": f"/v1/graph/approvals/{approval_id}" if approval_id else None,
                },
                "created_at": execution.created_at,
                "started_at": execution.started_at,
                "finished_at": execution.finished_at,
            }
        )
        return shown
