"""What onboarding needs to know of a tenant; the time zone becomes one of its settings."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="tenant", name="tenant_status_is_known"),
        migrations.AddField(
            model_name="tenant",
            name="admin_email",
            field=models.EmailField(
                default="", help_text="Whom to write to about this tenant.", max_length=254
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="metadata",
            field=models.JSONField(blank=True, default=dict, help_text="What onboarding wants to remember."),
        ),
        migrations.AddField(
            model_name="tenant",
            name="concurrent_jobs",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="How many jobs may run at once; empty: as the deployment says.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(10000),
                ],
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="role_limits",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Limits of its roles where they differ from the table of roles.",
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="features",
            field=models.JSONField(
                blank=True, default=dict, help_text="Flags that differ from their default."
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="settings",
            field=models.JSONField(
                blank=True, default=dict, help_text="Those that differ from their default."
            ),
        ),
        migrations.AlterField(
            model_name="tenant",
            name="status",
            field=models.CharField(
                choices=[("active", "Active"), ("suspended", "Suspended"), ("deleting", "Deleting")],
                default="active",
                max_length=16,
            ),
        ),
        migrations.RunSQL(
            "UPDATE tenants SET settings = jsonb_build_object('timezone', timezone) WHERE timezone <> 'UTC'",
            "UPDATE tenants SET timezone = COALESCE(settings ->> 'timezone', 'UTC')",
        ),
        migrations.RemoveField(model_name="tenant", name="timezone"),
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["active", "suspended", "deleting"])),
                name="tenant_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("concurrent_jobs__isnull", True),
                    ("concurrent_jobs__range", (1, 10000)),
                    _connector="OR",
                ),
                name="tenant_concurrent_jobs_is_sensible",
            ),
        ),
    ]
