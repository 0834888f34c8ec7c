"""``manage.py bootstrap``: what a deployment starts with."""

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from security.models import User
from security.tenancy import PLATFORM_SLUG
from tenants.models import Tenant


class Command(BaseCommand):
    """Make the platform's own tenant and the first operator; repeating it changes nothing."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing. An operator who exists keeps the password that he has.

        Raises:
            CommandError: the first operator's password is too weak.
        """
        Tenant.objects.get_or_create(slug=PLATFORM_SLUG, defaults={"name": "Platform operators"})
        name, password = settings.ENV.admin_user, settings.ENV.admin_password
        if name and password and not User.objects.filter(username=name).exists():
            self._make_operator(name, password.get_secret_value())
        self.stdout.write("The platform tenant and its first operator are there.")

    def _make_operator(self, name: str, password: str) -> None:
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(f"ADMIN_PASSWORD: {' '.join(error.messages)}") from error
        User.objects.create_superuser(name, password=password)
