"""Row-level security for invocations."""

from django.db import migrations

from tenants.rls import EnableRowLevelSecurity


class Migration(migrations.Migration):
    dependencies = [("tools", "0001_initial")]

    operations = [EnableRowLevelSecurity("tool_invocations")]
