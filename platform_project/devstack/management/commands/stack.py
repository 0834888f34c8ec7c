"""`manage.py stack`: where the running stack is, and how to log in."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from platform_project.devstack.errors import NothingRunning
from platform_project.devstack.stack import find_running
from platform_project.devstack.state import StateDirectory, default_directory

_SHOWN = ("web", "database", "database_engine", "database_owner", "redis", "graph", "flower", "admin")


class Command(BaseCommand):
    """Prints addresses and development credentials; ends with status 1 when nothing runs."""

    help = "Print the addresses and development credentials of the running embedded stack."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` for programs."""
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what the supervisor has published."""
        try:
            running = find_running(StateDirectory(default_directory()))
        except NothingRunning as error:
            raise CommandError(str(error)) from error
        shown = {name: running[name] for name in _SHOWN}
        if options["json"]:
            self.stdout.write(json.dumps(shown, indent=2))
            return
        for name, value in shown.items():
            text = (
                "  ".join(f"{key}={part}" for key, part in value.items())
                if isinstance(value, dict)
                else value
            )
            self.stdout.write(f"{name:<16} {text}")
