"""Row-level security for sessions, runs and steps."""

from django.db import migrations

from tenants.rls import EnableRowLevelSecurity


class Migration(migrations.Migration):
    dependencies = [("agents", "0001_initial")]

    operations = [
        EnableRowLevelSecurity("sessions"),
        EnableRowLevelSecurity("agent_runs"),
        EnableRowLevelSecurity("steps"),
    ]
