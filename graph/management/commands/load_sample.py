"""``manage.py load_sample --tenant demo --size S``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from graph.sample import Size, load_sample
from tenants.models import Tenant


class Command(BaseCommand):
    """Load the sample data into a tenant's graph; does nothing when it is there already."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which tenant, and how much."""
        parser.add_argument("--tenant", required=True, help="the tenant's slug")
        parser.add_argument("--size", choices=[str(size) for size in Size], default=str(Size.S))
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was written."""
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"There is no tenant {options['tenant']!r}.")
        report = load_sample(
            tenant_id=tenant.id, tenant=tenant.slug, size=Size(options["size"]), seed=options["seed"]
        )
        self.stdout.write(
            f"{tenant.slug}: {report.nodes} nodes, {report.relationships} relationships written"
        )
