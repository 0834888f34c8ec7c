"""The rows of files; their bytes are on disk (``graph.files.storage``)."""

from pathlib import Path

from django.db import models
from django.db.models import Q

from graph.files.storage import path_of
from jobs.models import Execution
from security.scopes import Scope
from tenants.ids import new_id
from tenants.models import TenantOwned


class GraphFile(TenantOwned):
    """A file that somebody has uploaded or a job has written. It never changes, and goes when it expires.

    ``graph.files.services`` makes and deletes these rows, each after its bytes.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        UPLOAD = "upload"
        EXPORT = "export"
        DEAD_LETTER = "dead_letter"
        UNDO = "undo"
        REPORT = "report"

    class Compression(models.TextChoices):
        """How it is folded."""

        NONE = "none"
        GZIP = "gzip"
        BZIP2 = "bzip2"
        XZ = "xz"
        ZIP = "zip"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=255, help_text="For people; never a path.")
    format = models.CharField(
        max_length=32, blank=True, default="", help_text="Of what is in it, unfolded; empty when not known."
    )
    compression = models.CharField(max_length=16, choices=Compression, default=Compression.NONE)
    media_type = models.CharField(max_length=127)
    size = models.BigIntegerField(help_text="In bytes, as it is kept.")
    sha256 = models.CharField(max_length=64, help_text="Of the bytes as they are kept, in hexadecimal.")
    kind = models.CharField(max_length=16, choices=Kind)
    scope = models.CharField(
        max_length=64, default=Scope.GRAPH_READ.value, help_text="What whoever reads it has to hold."
    )
    created_by = models.CharField(max_length=255, help_text="The subject who has uploaded or asked for it.")
    made_by = models.ForeignKey(
        Execution, models.SET_NULL, null=True, related_name="files", help_text="The job that has written it."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "graph_files"
        ordering = ("-pk",)
        indexes = [
            models.Index(name="graph_file_listing", fields=["tenant", "-id"]),
            models.Index(name="graph_file_expiring", fields=["expires_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="graph_file_kind_is_known",
                condition=Q(kind__in=["upload", "export", "dead_letter", "undo", "report"]),
            ),
            models.CheckConstraint(
                name="graph_file_compression_is_known",
                condition=Q(compression__in=["none", "gzip", "bzip2", "xz", "zip"]),
            ),
            models.CheckConstraint(
                name="graph_file_is_whole",
                condition=Q(size__gte=0) & Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        """Whether the platform has written it, so that there is no ill will in it."""
        return self.kind != self.Kind.UPLOAD

    @property
    def path(self) -> Path:
        """Where its bytes are."""
        return path_of(self.tenant_id, self.id)
