"""Files that people upload and jobs write."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import tenants.ids
from tenants.rls import EnableRowLevelSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("graph", "0004_write_approvals"),
        ("jobs", "0004_scheduled_runs"),
        ("tenants", "0002_onboarding"),
    ]

    operations = [
        migrations.CreateModel(
            name="GraphFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(help_text="For people; never a path.", max_length=255)),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Of what is in it, unfolded; empty when not known.",
                        max_length=32,
                    ),
                ),
                (
                    "compression",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("gzip", "Gzip"),
                            ("bzip2", "Bzip2"),
                            ("xz", "Xz"),
                            ("zip", "Zip"),
                        ],
                        default="none",
                        max_length=16,
                    ),
                ),
                ("media_type", models.CharField(max_length=127)),
                ("size", models.BigIntegerField(help_text="In bytes, as it is kept.")),
                (
                    "sha256",
                    models.CharField(
                        help_text="Of the bytes as they are kept, in hexadecimal.", max_length=64
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("upload", "Upload"),
                            ("export", "Export"),
                            ("dead_letter", "Dead Letter"),
                            ("undo", "Undo"),
                            ("report", "Report"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        default="graph:read", help_text="What whoever reads it has to hold.", max_length=64
                    ),
                ),
                (
                    "created_by",
                    models.CharField(
                        help_text="The subject who has uploaded or asked for it.", max_length=255
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        help_text="The job that has written it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="files",
                        to="jobs.execution",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "graph_files",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(fields=["tenant", "-id"], name="graph_file_listing"),
                    models.Index(fields=["expires_at"], name="graph_file_expiring"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["upload", "export", "dead_letter", "undo", "report"])
                        ),
                        name="graph_file_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("compression__in", ["none", "gzip", "bzip2", "xz", "zip"])),
                        name="graph_file_compression_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 0), ("sha256__regex", "^[0-9a-f]{64}$")),
                        name="graph_file_is_whole",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        EnableRowLevelSecurity("graph_files"),
    ]
