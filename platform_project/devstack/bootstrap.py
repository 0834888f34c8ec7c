"""From empty servers to a database with tables and the sample."""

import os
import subprocess
import sys
from collections.abc import Mapping

from platform_project.devstack import console
from platform_project.devstack.errors import StackError
from platform_project.devstack.state import REPOSITORY


def bootstrap(environment: Mapping[str, str], *, administrator: Mapping[str, str]) -> None:
    """Migrate as the owner, then load the sample; both find out quickly when nothing is left to do.

    Raises `StackError` when one of them fails; it has said why on the terminal.
    """
    console.step("Migrating the database")
    manage("migrate", "--database", "owner", "--noinput", environment=environment)
    console.step("Loading the sample")
    manage(
        "bootstrap_demo",
        environment={
            **environment,
            "DEMO_ADMIN_USER": administrator["user"],
            "DEMO_ADMIN_PASSWORD": administrator["password"],
        },
    )


def manage(*arguments: str, environment: Mapping[str, str]) -> None:
    """Run a management command with its output on the terminal; raises `StackError` when it fails."""
    command = [sys.executable, "manage.py", *arguments]
    status = subprocess.run(
        command, cwd=REPOSITORY, env={**os.environ, **environment}, check=False
    ).returncode
    if status != 0:
        raise StackError(f"manage.py {arguments[0]} failed with status {status}.")
