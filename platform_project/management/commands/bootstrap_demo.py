"""``manage.py bootstrap_demo``: what the development stack starts with."""

import os
from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from graph.sample import Size, load_sample
from graph.schema import schema_of
from security.models import User
from security.roles import Role
from security.tenancy import PLATFORM_SLUG
from tenants.models import Tenant

TENANTS: Final = {
    PLATFORM_SLUG: "Platform operators",
    "demo": "Demonstration institute",
    "acme": "Acme Biology",
}
WITH_SAMPLE: Final = ("demo", "acme")


class Command(BaseCommand):
    """Make the sample's tenants, the operators' login and the sample graph; repeating it changes nothing."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much data."""
        parser.add_argument("--size", choices=[str(size) for size in Size], default=str(Size.M))

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing.

        Raises:
            CommandError: in production, which has no sample.
        """
        if not settings.IS_DEVELOPMENT:
            raise CommandError("The sample is for development: APP_ENV=prod has none.")
        tenants = {
            slug: Tenant.objects.get_or_create(
                slug=slug, defaults={"name": name, "admin_email": f"admin@{slug}.example"}
            )[0]
            for slug, name in TENANTS.items()
        }
        self._administrator(tenants["demo"])
        for slug in WITH_SAMPLE:
            report = load_sample(tenant_id=tenants[slug].pk, tenant=slug, size=Size(options["size"]))
            # Read its shape now: the first question need not wait for that.
            schema_of(tenants[slug].pk)
            self.stdout.write(f"{slug}: {report.nodes} nodes, {report.relationships} relationships written")

    def _administrator(self, tenant: Tenant) -> None:
        name, password = os.environ.get("DEMO_ADMIN_USER"), os.environ.get("DEMO_ADMIN_PASSWORD")
        if not name or not password:
            return
        user, _ = User.objects.get_or_create(
            username=name,
            defaults={
                "tenant": tenant,
                "roles": [Role.ADMIN.value],
                "is_staff": True,
                "is_superuser": True,
            },
        )
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
