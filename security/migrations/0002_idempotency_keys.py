"""The answers kept under idempotency keys, behind row-level security."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.ids
from tenants.rls import EnableRowLevelSecurity


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial"), ("security", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="Of tenant, subject, method, path and key.", max_length=64),
                ),
                ("subject", models.CharField(max_length=255)),
                ("method", models.CharField(max_length=8)),
                ("path", models.TextField()),
                ("key", models.CharField(max_length=255)),
                ("request_digest", models.CharField(help_text="Of the body and the query.", max_length=64)),
                ("status", models.SmallIntegerField()),
                ("headers", models.JSONField()),
                (
                    "body",
                    models.TextField(blank=True, help_text="JSON, as it was sent: jsonb would change it."),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(help_text="From then on it counts as absent.")),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "idempotency_keys",
                "indexes": [models.Index(fields=["expires_at"], name="idempotency_key_expiry")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "digest"), name="idempotency_key_is_used_once")
                ],
            },
            managers=[
                ("unscoped", models.Manager()),
            ],
        ),
        EnableRowLevelSecurity("idempotency_keys"),
    ]
