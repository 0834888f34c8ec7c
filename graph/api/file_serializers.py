"""Files on the wire."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from graph.api import file_examples as examples
from graph.files.models import GraphFile
from graph.files.selectors import may_read_content
from platform_project.http.openapi_examples import example
from platform_project.http.serializers import StrictSerializer


class FileLinksSerializer(serializers.Serializer[dict[str, str | None]]):
    """Where to read it, download it, and see what has written it."""

    self = serializers.CharField()
    content = serializers.CharField(allow_null=True, help_text="None for who may not read what is in it.")
    made_by = serializers.CharField(allow_null=True)


@example(examples.FILE)
class FileSerializer(serializers.ModelSerializer[GraphFile]):
    """A file that was uploaded, or written by a job.

    Its context names the ``principal`` who sees it: what they may not read is not linked.
    """

    made_by = serializers.UUIDField(source="made_by_id", allow_null=True, help_text="The job, if one has.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = GraphFile
        fields: ClassVar[list[str]] = [
            "id", "name", "format", "compression", "media_type", "size", "sha256", "kind", "created_by",
            "made_by", "created_at", "expires_at", "links",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(FileLinksSerializer)
    def get_links(self, file: GraphFile) -> dict[str, str | None]:
        """Where to go from here."""
        own = f"/v1/graph/files/{file.pk}"
        content = f"{own}/content" if may_read_content(self.context["principal"], file) else None
        job = f"/v1/jobs/{file.made_by_id}" if file.made_by_id else None
        return {"self": own, "content": content, "made_by": job}


class FileRequestSerializer(StrictSerializer):
    """A form with one file in it."""

    file: Any = serializers.FileField(allow_empty_file=True, help_text="The file; its name is for people.")
