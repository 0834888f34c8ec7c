"""Changes of the graph that wait for somebody's word."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import tenants.ids
from tenants.rls import EnableRowLevelSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("graph", "0003_catalogue"),
        ("jobs", "0004_scheduled_runs"),
        ("tenants", "0002_onboarding"),
    ]

    operations = [
        migrations.CreateModel(
            name="WriteApproval",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.CharField(help_text="Who has proposed it.", max_length=255)),
                ("scope", models.CharField(help_text="What whoever approves it has to hold.", max_length=64)),
                (
                    "asked",
                    models.TextField(
                        help_text="The words or the Cypher that asked for it.", max_length=20000
                    ),
                ),
                ("statement", models.JSONField(help_text="What is rendered and run; nothing else is.")),
                ("description", models.TextField(help_text="The statement in words.")),
                ("cypher", models.TextField(help_text="As the dry run rendered it, bound to the tenant.")),
                ("params", models.JSONField(default=dict)),
                (
                    "touched",
                    models.IntegerField(help_text="How many nodes it would have touched at the dry run."),
                ),
                (
                    "preview",
                    models.JSONField(
                        default=dict, help_text="Some of the nodes, and what else would be touched."
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("approved", "Approved"),
                            ("executed", "Executed"),
                            ("refused", "Refused"),
                            ("expired", "Expired"),
                        ],
                        default="pending",
                        max_length=16,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, default="", max_length=255)),
                ("decided_at", models.DateTimeField(null=True)),
                ("applied", models.IntegerField(help_text="How many nodes it has touched.", null=True)),
                (
                    "execution",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="write_approval",
                        to="jobs.execution",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        help_text="The one that touched fewer nodes.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="graph.writeapproval",
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
                "db_table": "graph_write_approvals",
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["tenant", "-id"], name="write_approval_listing")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "approved", "executed", "refused", "expired"])
                        ),
                        name="write_approval_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["approved", "executed", "refused"]), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False), models.Q(("decided_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="write_approval_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied__isnull", False), ("status", "executed")),
                            models.Q(
                                models.Q(("status", "executed"), _negated=True), ("applied__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="write_approval_says_what_it_did",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        EnableRowLevelSecurity("graph_write_approvals"),
    ]
