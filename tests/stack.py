"""Servers, workers and a recovery process for chaos and bench: the settings' defaults, state of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platform_project.devstack.servers import Servers, start_servers

REPOSITORY = Path(__file__).resolve().parents[1]


@contextmanager
def embedded_servers(**environment: str) -> Iterator[Servers]:
    """Fresh servers with a migrated database; Django is set up for them until the block ends."""
    state = Path(tempfile.mkdtemp(prefix="platform-"))
    # PostgreSQL runs under an account of its own when we are root.
    state.chmod(0o755)
    os.environ["STATE_DIR"] = str(state)
    servers = start_servers(state)
    try:
        os.environ.update(
            servers.addresses.as_environment(),
            APP_ENV="test",
            SECRET_KEY="only-for-tests-" + "x" * 40,
            DJANGO_SETTINGS_MODULE="platform_project.settings",
            **environment,
        )
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--database", "owner", "--verbosity", "0"],
            cwd=REPOSITORY,
            check=True,
        )
        import django

        django.setup()
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(state, ignore_errors=True)
