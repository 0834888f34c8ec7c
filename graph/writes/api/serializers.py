"""Approvals on the wire."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from graph.writes.api import examples
from graph.writes.models import WriteApproval
from graph.writes.statements import KINDS
from platform_project.http.openapi_examples import example

CHANGE_KINDS = tuple(KINDS)


class ApprovalLinksSerializer(serializers.Serializer[dict[str, str | None]]):
    """Where to read it, decide it, and follow what carries it out."""

    self = serializers.CharField()
    approve = serializers.CharField()
    refuse = serializers.CharField()
    job = serializers.CharField(allow_null=True)


@example(examples.APPROVAL)
class ApprovalSerializer(serializers.ModelSerializer[WriteApproval]):
    """A change that was proposed, and what became of it."""

    status = serializers.ChoiceField(source="state", choices=WriteApproval.STATES)
    kind = serializers.ChoiceField(source="statement.kind", choices=CHANGE_KINDS)
    params = serializers.DictField()
    relationships = serializers.SerializerMethodField(help_text="How many would go with the nodes.")
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(), help_text="Some of the nodes.")
    proposed_by = serializers.CharField(source="subject")
    decided_by = serializers.SerializerMethodField()
    execution_id = serializers.UUIDField(allow_null=True)
    replaces = serializers.UUIDField(source="replaces_id", allow_null=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = WriteApproval
        fields: ClassVar[list[str]] = [
            "id", "status", "kind", "asked", "description", "cypher", "params", "touched", "relationships",
            "columns", "rows", "scope", "proposed_by", "decided_by", "decided_at", "applied", "execution_id",
            "replaces", "links", "created_at", "expires_at",
        ]  # fmt: skip

    def get_relationships(self, approval: WriteApproval) -> int:
        """Those of nodes that would be deleted."""
        return int(approval.preview.get("relationships", 0))

    def get_decided_by(self, approval: WriteApproval) -> str | None:
        """Who has approved or refused it."""
        return approval.decided_by or None

    @extend_schema_field(ApprovalLinksSerializer)
    def get_links(self, approval: WriteApproval) -> dict[str, str | None]:
        """Where to go from here."""
        own = f"/v1/graph/approvals/{approval.pk}"
        job = f"/v1/jobs/{approval.execution_id}" if approval.execution_id else None
        return {"self": own, "approve": f"{own}/approve", "refuse": f"{own}/refuse", "job": job}
