"""Row-level security for the engine's tables, and room on their pages for heap-only updates."""

from django.db import migrations

from tenants.rls import EnableRowLevelSecurity


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        EnableRowLevelSecurity("executions", engine=True),
        EnableRowLevelSecurity("events", engine=True),
        EnableRowLevelSecurity("jobs"),
        migrations.RunSQL(
            "ALTER TABLE executions SET (fillfactor = 70)", "ALTER TABLE executions RESET (fillfactor)"
        ),
    ]
