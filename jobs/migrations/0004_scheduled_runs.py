"""What came of each time at which something was due. No tenant's rows, so no row-level security."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.ids


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_fair_share")]

    operations = [
        migrations.CreateModel(
            name="ScheduledRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(help_text="Of the entry, as the admin shows it.", max_length=200)),
                (
                    "slot",
                    models.DateTimeField(
                        help_text="The time at which it was due; a run that was asked for has its own."
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "duration",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.F("finished_at") - models.F("started_at"),
                        output_field=models.DurationField(),
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("ok", "Ok"), ("failed", "Failed"), ("skipped", "Skipped")],
                        default="",
                        max_length=16,
                    ),
                ),
                ("detail", models.JSONField(default=dict)),
                (
                    "execution",
                    models.ForeignKey(
                        db_index=False,
                        help_text="The job that does the work, when it is more than a moment's.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jobs.execution",
                    ),
                ),
            ],
            options={
                "db_table": "scheduled_runs",
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "")), fields=["name"], name="scheduled_run_open"
                    ),
                    models.Index(
                        condition=models.Q(("execution__isnull", False)),
                        fields=["execution"],
                        name="scheduled_run_execution",
                    ),
                    models.Index(fields=["started_at"], name="scheduled_run_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "slot"), name="scheduled_run_once_per_slot"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "ok", "failed", "skipped"])),
                        name="scheduled_run_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True), ("finished_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="scheduled_run_end_has_an_outcome",
                    ),
                ],
            },
        ),
    ]
