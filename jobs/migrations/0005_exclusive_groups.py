"""Groups of executions that run one after another in each tenant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0004_scheduled_runs"),
        ("tenants", "0002_onboarding"),
    ]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="exclusive_group",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of a tenant's executions with the same, one is under way at a time; empty for no group.",
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="execution",
            name="held",
            field=models.BooleanField(
                default=False,
                help_text="It waits for its turn: as many of its owner or tenant run as may, or one of its group.",
            ),
        ),
        migrations.AddIndex(
            model_name="execution",
            index=models.Index(
                condition=models.Q(
                    ("held", True), ("parent", None), models.Q(("exclusive_group", ""), _negated=True)
                ),
                fields=["tenant", "kind", "subject", "exclusive_group", "-priority", "id"],
                name="execution_held_in_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="execution",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("held", False),
                    ("parent", None),
                    ("status__in", ["pending", "running", "waiting"]),
                    models.Q(("exclusive_group", ""), _negated=True),
                ),
                fields=("tenant", "exclusive_group"),
                name="execution_alone_in_its_group",
            ),
        ),
    ]
