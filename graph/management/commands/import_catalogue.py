"""``manage.py import_catalogue catalogue.yaml --tenant demo --dry-run``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from graph.management.catalogue import add_owner, owner_of
from graph.nl.catalogue.files import import_catalogue
from platform_project.http.errors import ValidationFailed


class Command(BaseCommand):
    """Take over the known questions and synonyms of a file, all of them or none."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, for whom, and how."""
        parser.add_argument("file", type=Path)
        add_owner(parser)
        parser.add_argument("--dry-run", action="store_true", help="only say what would become of each entry")
        parser.add_argument("--replace", action="store_true", help="also remove what the file does not have")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it over, and say what became of each entry.

        Raises:
            CommandError: there is no such tenant or file, or something in it is not valid.
        """
        tenant_id, by = owner_of(options)
        try:
            text = options["file"].read_text()
            entries = import_catalogue(
                text, by=by, tenant_id=tenant_id, dry_run=options["dry_run"], replace=options["replace"]
            )
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        except ValidationFailed as error:
            faults = (f"{each['pointer'] or '/'}: {each['detail']}" for each in error.extensions["errors"])
            raise CommandError("\n".join(faults)) from error
        for entry in entries:
            self.stdout.write(f"{entry.change:10} {entry.name}")
