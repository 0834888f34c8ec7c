"""``manage.py export_catalogue catalogue.yaml --tenant demo``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from graph.management.catalogue import add_owner, owner_of
from graph.nl.catalogue.files import export_catalogue


class Command(BaseCommand):
    """Write a tenant's own known questions and synonyms, or those of all tenants, to a file."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and where to."""
        parser.add_argument("file", type=Path)
        add_owner(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file.

        Raises:
            CommandError: there is no such tenant.
        """
        tenant_id, _ = owner_of(options)
        options["file"].write_text(export_catalogue(tenant_id))
