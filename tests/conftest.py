"""The real servers, once for the whole session; a tenant of its own for each test that wants one."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import psycopg
import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tenants.models import Tenant
    from tests.graph.conftest import LoadedSample
    from tests.web import Web

REPOSITORY = Path(__file__).resolve().parents[1]
# Sessions that run at the same time need a directory, and so servers, of their own; the processes of one
# session (pytest-xdist) do too.
STATE = Path(os.environ.get("TEST_STATE_DIR") or REPOSITORY / "var" / "test")
STATE /= os.environ.get("PYTEST_XDIST_WORKER", "")
os.environ["STATE_DIR"] = str(STATE)

# Dozens of processes of ours are started: without bytecode on disk each would compile everything again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# A graph server that lives for minutes never earns back what Java's second compiler costs.
os.environ["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1"

# How long an example takes, or to make one, says how busy the machine is and nothing else.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

from platform_project.devstack.servers import Servers, start_servers

_servers: Servers | None = None

# The longest first, so that the processes of a session end at about the same time.
TOGETHER = (
    "api", "jobs/at_work", "telemetry", "compose", "graph/dying", "graph/evaluation", "browser", "contract",
)  # fmt: skip
"""Folders whose tests share processes: each is done by one process of the session, as a whole."""


def unit_of(nodeid: str) -> str:
    """What is done by one process of a session: a file, or a folder of those that stay together."""
    file = nodeid.split("::", 1)[0]
    return next((folder for folder in TOGETHER if file.startswith(f"tests/{folder}/")), file)


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
    _survive_no_power_cut(_servers)
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
    django.setup()
    _migrate()


def _survive_no_power_cut(servers: Servers) -> None:
    """Let PostgreSQL not wait for the disk: what it wrote survives its death, and no machine dies here."""
    if servers.postgres is not None:
        with psycopg.connect(servers.postgres.administrator_url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()


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


@pytest.fixture(scope="session", autouse=True)
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
    process.kill()


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
def demo(servers: Servers) -> "Iterator[LoadedSample]":
    """The sample of ``demo`` with another tenant's beside it under the same ids; nobody changes either."""
    from graph import client
    from graph.sample import Size, generate, load_sample
    from graph.schema import read_schema
    from tests.factories import make_tenant
    from tests.graph.conftest import LoadedSample

    tenant, other = make_tenant(), make_tenant()
    load_sample(tenant_id=other.pk, tenant="acme", size=Size.S)
    load_sample(tenant_id=tenant.pk, tenant="demo", size=Size.S)
    yield LoadedSample(tenant, generate(tenant="demo", size=Size.S), read_schema(tenant.pk))
    for owner in (str(tenant.pk), str(other.pk)):
        for text in (
            "MATCH (n {tenant_id: $owner}) DETACH DELETE n",
            "MATCH (n:_Marker {owner: $owner}) DELETE n",
        ):
            client.write(lambda tx, text=text, owner=owner: tx.run(text, owner=owner).consume())
    client.close()


@pytest.fixture(scope="session")
def graph_server(servers: Servers) -> "object":
    """Where the graph is: url, user, password, database."""
    return servers.addresses.graph
