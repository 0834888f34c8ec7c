"""``manage.py prepare_database``: what a deployment runs once, before everything else."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Make the roles, bring the tables up to this version, make the first operator; safe to repeat."""

    help = __doc__ or ""
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the three commands in one process: to start costs more than most of what they do.

        Raises:
            CommandError: see ``database_roles`` and ``bootstrap``.
        """
        call_command("database_roles", stdout=self.stdout)
        call_command("migrate", database="owner", interactive=False, skip_checks=False, stdout=self.stdout)
        call_command("bootstrap", stdout=self.stdout)
