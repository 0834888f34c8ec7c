"""The real servers, once for the whole session; a tenant of its own for each test that wants one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tenants.models import Tenant
    from tests.web import Web

REPOSITORY = Path(__file__).resolve().parents[1]
# Sessions that run at the same time need a directory, and so servers, of their own; the processes of one
# session (pytest-xdist) do too.
STATE = Path(os.environ.get("TEST_STATE_DIR") or REPOSITORY / "var" / "test")
STATE /= os.environ.get("PYTEST_XDIST_WORKER", "")
os.environ["STATE_DIR"] = str(STATE)

from platform_project.devstack.servers import Servers, start_servers

_servers: Servers | None = None

# The longest first, so that the processes of a session end at about the same time.
TOGETHER = ("api", "telemetry", "compose", "contract", "docs", "browser")
"""Folders whose tests share processes: each is done by one process of the session, as a whole."""


def unit_of(nodeid: str) -> str:
    """What is done by one process of a session: a file, or a folder of those that stay together."""
    file = nodeid.split("::", 1)[0]
    folder = file.removeprefix("tests/").split("/", 1)[0]
    return folder if folder in TOGETHER else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    order = {name: place for place, name in enumerate(TOGETHER)}
    items.sort(key=lambda item: order.get(unit_of(item.nodeid), len(order)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give out tests by unit."""
    from xdist.scheduler import LoadFileScheduling

    class UnitScheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit_of(nodeid)

    return UnitScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before Django reads its settings, and migrate as the owner."""
    global _servers
    distributes = bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")
    if config.option.collectonly or distributes:
        return
    _servers = start_servers(STATE)
    os.environ.update(
        _servers.addresses.as_environment(),
        APP_ENV="test",
        SECRET_KEY="only-for-tests-" + "x" * 40,
        DJANGO_SETTINGS_MODULE="platform_project.settings",
        CORS_ALLOWED_ORIGINS="https://chat.example.org",
        ENGINE_LEASE_SECONDS="3",
        ENGINE_HEARTBEAT_SECONDS="0.5",
        ENGINE_RECOVERY_SECONDS="0.3",
        ENGINE_GRACE_SECONDS="1",
    )
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--database", "owner", "--verbosity", "0"],
        cwd=REPOSITORY,
        check=True,
    )
    django.setup()


def pytest_unconfigure() -> None:
    """Stop the servers."""
    if _servers is not None:
        _servers.stop()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What needs a program that is not installed is skipped with a reason, and never silently in CI."""
    for marker in item.iter_markers("needs"):
        missing = [program for program in marker.args if not _is_installed(program)]
        if missing and os.environ.get("FORBID_SKIPS") == "1":
            pytest.fail(f"CI installs what its tests need, but there is no {', '.join(missing)}.")
        if missing:
            pytest.skip(f"needs {', '.join(missing)}, which is not installed")


def _is_installed(program: str) -> bool:
    import shutil

    return shutil.which(program) is not None


@pytest.fixture(scope="session")
def servers() -> Servers:
    """The embedded PostgreSQL, Valkey and graph."""
    assert _servers is not None
    return _servers


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Use the migrated database as it is, as the application's role."""


@pytest.fixture(autouse=True)
def _database(django_db_blocker: "pytest.FixtureRequest") -> Iterator[None]:
    """Tests share the database and keep apart by their tenants, as in production."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


@pytest.fixture
def tenant() -> "object":
    """A fresh tenant."""
    from tests.factories import make_tenant

    return make_tenant()


@pytest.fixture
def other_tenant() -> "object":
    """Another fresh tenant."""
    from tests.factories import make_tenant

    return make_tenant()


@pytest.fixture(scope="session")
def web(servers: Servers) -> "Iterator[Web]":
    """The web process, with the servers of the tests."""
    from tests.web import Web

    process = Web()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def sampled(servers: Servers, django_db_blocker: Any) -> "Tenant":
    """A tenant whose graph holds the sample."""
    from graph.sample import Size, load_sample
    from tests.factories import make_tenant

    with django_db_blocker.unblock():
        tenant = make_tenant()
        load_sample(tenant_id=tenant.pk, tenant="demo", size=Size.S)
    return tenant


@pytest.fixture(scope="session")
def graph_server(servers: Servers) -> "object":
    """Where the graph is: url, user, password, database."""
    return servers.addresses.graph
