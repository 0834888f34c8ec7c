"""Sessions say how their runs are answered, and number the steps of all of them."""

import django.db.models.deletion
from django.db import migrations, models

# A run's steps stand together, in their order; the runs in the order in which they were asked.
NUMBER_STEPS = """
UPDATE steps SET session_id = numbered.session_id, seq = numbered.seq
FROM (
  SELECT s.id, r.session_id, row_number() OVER (PARTITION BY r.session_id ORDER BY s.run_id, s.index) AS seq
  FROM steps s JOIN agent_runs r ON r.execution_id = s.run_id
) AS numbered
WHERE numbered.id = steps.id;
-- A table with deferred checks outstanding cannot be altered.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0002_row_level_security")]

    operations = [
        migrations.AddField(
            "session",
            "manager",
            models.CharField(blank=True, default="", help_text="Who leads its workers.", max_length=255),
        ),
        migrations.AddField(
            "session",
            "preferred_workers",
            models.JSONField(help_text="Workers that are asked first.", null=True),
        ),
        migrations.AddField(
            "session",
            "llm_preferences",
            models.JSONField(help_text="Which model is preferred for what.", null=True),
        ),
        migrations.AddField(
            "session",
            "agent_role",
            models.CharField(blank=True, default="", help_text="As whom it answers.", max_length=255),
        ),
        migrations.AddField(
            "session",
            "tools",
            models.JSONField(help_text="The tools that its runs may use; all when not given.", null=True),
        ),
        migrations.AddField(
            "session",
            "temperature",
            models.FloatField(default=0.2, help_text="Of a run that names none of its own."),
        ),
        migrations.AddField(
            "session",
            "max_steps",
            models.SmallIntegerField(default=8, help_text="The most TODOs that a run's plan may have."),
        ),
        migrations.AlterField(
            "session",
            "updated_at",
            models.DateTimeField(auto_now=True, help_text="When its owner last did something in it."),
        ),
        migrations.RemoveIndex("session", "session_listing"),
        migrations.AddIndex(
            "session", models.Index(fields=["tenant", "-updated_at", "-id"], name="session_listing")
        ),
        migrations.AddIndex(
            "session", models.Index(fields=["tenant", "subject", "-updated_at", "-id"], name="session_own")
        ),
        migrations.AddIndex("session", models.Index(fields=["updated_at"], name="session_age")),
        migrations.AddConstraint(
            "session",
            models.CheckConstraint(
                condition=models.Q(("temperature__gte", 0), ("temperature__lte", 2.0)),
                name="session_temperature_is_within_range",
            ),
        ),
        migrations.AddConstraint(
            "session",
            models.CheckConstraint(
                condition=models.Q(("max_steps__gte", 1), ("max_steps__lte", 64)),
                name="session_max_steps_is_within_range",
            ),
        ),
        migrations.AddField(
            "step",
            "session",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="agents.session",
            ),
        ),
        migrations.AddField("step", "seq", models.IntegerField(null=True)),
        migrations.RunSQL(NUMBER_STEPS, migrations.RunSQL.noop),
        migrations.AlterField(
            "step",
            "session",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="agents.session",
            ),
        ),
        migrations.AlterField(
            "step",
            "seq",
            models.IntegerField(help_text="Its number in the session: 1..n in the order of recording."),
        ),
        migrations.AlterField(
            "step",
            "run",
            models.ForeignKey(
                db_index=False,
                help_text="Whose step it is.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="agents.agentrun",
            ),
        ),
        migrations.AlterField(
            "step",
            "index",
            models.IntegerField(help_text="Its number in its run; that in the session when it was added."),
        ),
        migrations.AddField("step", "message", models.TextField(blank=True, default="")),
        migrations.AlterField(
            "step",
            "status",
            models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("succeeded", "Succeeded"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            "step", "started_at", models.DateTimeField(help_text="When it began, or was added.")
        ),
        migrations.AlterField("step", "finished_at", models.DateTimeField(null=True)),
        migrations.AlterModelOptions("step", {"ordering": ("session", "seq")}),
        migrations.AddIndex(
            "step",
            models.Index(condition=models.Q(("status", "queued")), fields=["session"], name="step_queued"),
        ),
        migrations.AddConstraint(
            "step", models.UniqueConstraint(fields=("session", "seq"), name="step_number_is_unique")
        ),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=models.Q(("status__in", ["queued", "succeeded", "failed", "cancelled"])),
                name="step_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("status", "queued")),
                    models.Q(
                        ("finished_at__isnull", False), ("status__in", ["succeeded", "failed", "cancelled"])
                    ),
                    _connector="OR",
                ),
                name="step_end_has_a_time",
            ),
        ),
    ]
