"""``manage.py database_roles``: the first thing that a deployment runs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from platform_project.database_roles import RolesNotPossible, RoleUrls, ensure_roles_of


class Command(BaseCommand):
    """Make the database and the three roles that the addresses in the environment name; safe to repeat."""

    help = __doc__ or ""
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, and set the roles' passwords to those of the addresses.

        Raises:
            CommandError: an address is missing or does not fit, or the administrator may not do this.
        """
        environment = settings.ENV
        if environment.database_admin_url is None or environment.database_owner_url is None:
            raise CommandError("DATABASE_ADMIN_URL and DATABASE_OWNER_URL must be set.")
        urls = RoleUrls(
            application=environment.database_url.get_secret_value(),
            engine=environment.database_engine_url.get_secret_value(),
            owner=environment.database_owner_url.get_secret_value(),
        )
        try:
            ensure_roles_of(environment.database_admin_url.get_secret_value(), urls)
        except RolesNotPossible as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The database and its roles are there.")
