"""``manage.py drain``: take the web processes of the whole deployment out of service, and back."""

import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from redis import RedisError

from platform_project.health import drain


class Command(BaseCommand):
    """Switch the drain on or off, or say how it stands."""

    help = "Let /v1/health/ready answer 503 everywhere (--on), take it back (--off), or say how it stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do; without an argument nothing changes."""
        switch = parser.add_mutually_exclusive_group()
        switch.add_argument("--on", action="store_true", help="drain every web process")
        switch.add_argument("--off", action="store_true", help="take them back into service")
        parser.add_argument("--why", default="", help="a word for the other operators")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how it stands.

        Raises:
            CommandError: Redis does not answer.
        """
        by = f"manage.py on {socket.gethostname()}"
        try:
            if options["on"]:
                drain.drain_deployment(by=by, why=options["why"])
            elif options["off"]:
                drain.resume_deployment(by=by)
            state = drain.look()
        except RedisError as error:
            raise CommandError(f"Redis, which holds the switch, does not answer: {error}") from error
        if state is None:
            self.stdout.write("In service.")
        else:
            self.stdout.write(f"Draining since {state.since} by {state.by}{state.why and f': {state.why}'}")
