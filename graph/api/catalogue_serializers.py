"""Patterns of the catalogue on the wire."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from graph.api import catalogue_examples as examples
from graph.models import CataloguePattern
from graph.nl.catalogue.files import MAX_BYTES
from graph.nl.catalogue.validation import PATTERN_FIELDS
from platform_project.http.openapi_examples import example
from platform_project.http.serializers import StrictSerializer

_TEXTS = {"type": "array", "items": {"type": "string"}}


def _by_language(description: str, value: dict[str, Any]) -> dict[str, Any]:
    """An object with a value for each language; null takes one away in a change."""
    return {
        "type": "object",
        "description": description,
        "additionalProperties": {**value, "type": [value["type"], "null"]},
    }


@extend_schema_field(_by_language("Templates by language: `en`, `it`.", _TEXTS))
class QuestionsField(serializers.DictField):
    """Templates; the service knows what they may be."""


@extend_schema_field(_by_language("What is asked for, one and many, by language.", _TEXTS))
class SubjectField(serializers.DictField):
    """Two forms of a noun in each language."""


@extend_schema_field(_by_language("Further facts for the summary, by language.", {"type": "object"}))
class HintsField(serializers.DictField):
    """Whatever the summary of the kind knows to use."""


@example(examples.PATTERN)
class PatternSerializer(serializers.ModelSerializer[CataloguePattern]):
    """A known question with its query."""

    questions = QuestionsField()
    subject = SubjectField()
    hints = HintsField()
    shared = serializers.SerializerMethodField(help_text="Whether it holds for all tenants.")

    class Meta:
        model = CataloguePattern
        fields: ClassVar[list[str]] = [
            "id", *PATTERN_FIELDS, "shared", "source", "version", "created_by", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_shared(self, row: CataloguePattern) -> bool:
        """Whether it belongs to no tenant."""
        return row.tenant_id is None


@example(examples.PATTERN_CHANGE)
class PatternChangeSerializer(StrictSerializer):
    """What is to change; objects are merged into what they are (RFC 7386)."""

    name = serializers.CharField(max_length=80, required=False, help_text="Letters, digits, - and _.")
    description = serializers.CharField(max_length=1_000, required=False, allow_blank=True)
    category = serializers.CharField(max_length=40, required=False)
    questions = QuestionsField(required=False)
    cypher = serializers.CharField(max_length=20_000, required=False)
    kind = serializers.CharField(
        max_length=16, required=False, help_text="What its rows are, for the summary."
    )
    subject = SubjectField(required=False)
    hints = HintsField(required=False)
    enabled = serializers.BooleanField(required=False)


@example(examples.PATTERN_REQUEST)
class PatternRequestSerializer(PatternChangeSerializer):
    """A pattern as it is asked for: its own fields, or the answer that is to be kept, or both."""

    from_run = serializers.UUIDField(
        required=False,
        help_text="A run of yours, or a question that you asked of the graph: "
        "what is not given here is proposed from its answer.",
    )
    shared = serializers.BooleanField(
        default=False, help_text="For all tenants; only in the platform's own tenant."
    )

    def fields_of_pattern(self) -> dict[str, Any]:
        """What is said of the pattern itself."""
        return {name: value for name, value in self.validated_data.items() if name in PATTERN_FIELDS}


@example(examples.TRIAL_REQUEST)
class TrialRequestSerializer(StrictSerializer):
    """A question for one pattern."""

    question = serializers.CharField(max_length=1_000)


class LayerSerializer(serializers.Serializer[Any]):
    """What one layer of validation found."""

    name = serializers.CharField()
    ok = serializers.BooleanField()
    detail = serializers.CharField()


@example(examples.TRIAL)
class TrialSerializer(serializers.Serializer[Any]):
    """What a pattern makes of a question."""

    question = serializers.CharField(help_text="In its normal form.")
    matches = serializers.BooleanField()
    reason = serializers.CharField(
        help_text="Why it does not match or was not run; empty when all went well."
    )
    answered_by = serializers.CharField(
        allow_null=True, help_text="The pattern that answers it as things are."
    )
    reading = serializers.CharField()
    params = serializers.DictField()
    cypher = serializers.CharField()
    layers = LayerSerializer(many=True)
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(), help_text="Twenty at most.")
    truncated = serializers.BooleanField()
    text = serializers.CharField()


@example(examples.IMPORT_REQUEST)
class ImportRequestSerializer(StrictSerializer):
    """A file to be taken over, as it was exported."""

    content = serializers.CharField(max_length=MAX_BYTES, trim_whitespace=False, help_text="YAML.")
    dry_run = serializers.BooleanField(default=False, help_text="Only say what would become of each entry.")
    replace = serializers.BooleanField(default=False, help_text="Also remove what the file does not have.")
    shared = serializers.BooleanField(
        default=False, help_text="Into the catalogue of all tenants; only in the platform's own tenant."
    )


class EntrySerializer(serializers.Serializer[Any]):
    """What became of one entry of a file, or would."""

    pointer = serializers.CharField(help_text="Where it stands in the file; empty for what is not in it.")
    name = serializers.CharField()
    change = serializers.ChoiceField(choices=["created", "changed", "unchanged", "removed"])


@example(examples.IMPORT)
class ImportSerializer(serializers.Serializer[Any]):
    """What became of a file, or would."""

    dry_run = serializers.BooleanField()
    entries = EntrySerializer(many=True)


@example(examples.EXPORT)
class ExportSerializer(serializers.Serializer[Any]):
    """A catalogue as a file."""

    content = serializers.CharField(help_text="YAML.")
