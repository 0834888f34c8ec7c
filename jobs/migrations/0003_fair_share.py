"""Fair share: priorities, turns, and jobs that do another again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ENGINE = settings.DATABASES["engine"]["USER"]
# How much a tenant may have under way is for the engine to see, and nothing else of it.
COLUMNS = "SELECT (id, status, concurrent_jobs, role_limits) ON tenants"


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_row_level_security"),
        ("tenants", "0002_onboarding"),
    ]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="held",
            field=models.BooleanField(
                default=False, help_text="It waits for its turn: as many of its owner or tenant run as may."
            ),
        ),
        migrations.AddField(
            model_name="execution",
            name="priority",
            field=models.SmallIntegerField(choices=[(0, "Low"), (5, "Normal"), (9, "High")], default=5),
        ),
        migrations.AddField(
            model_name="job",
            name="retry_of",
            field=models.ForeignKey(
                help_text="The job that it does again.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="retries",
                to="jobs.job",
            ),
        ),
        migrations.AddIndex(
            model_name="execution",
            index=models.Index(
                condition=models.Q(
                    ("held", False), ("parent", None), ("status__in", ["pending", "running", "waiting"])
                ),
                fields=["tenant", "kind", "subject"],
                name="execution_under_way",
            ),
        ),
        migrations.AddIndex(
            model_name="execution",
            index=models.Index(
                condition=models.Q(("held", True), ("parent", None)),
                fields=["tenant", "kind", "subject", "-priority", "id"],
                name="execution_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="execution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held", False), models.Q(("dispatched_at", None), ("status", "pending")), _connector="OR"
                ),
                name="execution_held_is_not_under_way",
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["tenant", "-execution"], name="job_listing"),
        ),
        migrations.RunSQL(f'GRANT {COLUMNS} TO "{ENGINE}"', f'REVOKE {COLUMNS} FROM "{ENGINE}"'),
    ]
