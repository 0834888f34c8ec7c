"""ArcadeDB (openCypher over Bolt) from the arcadedb-embedded wheel, on the Java that comes with it."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import neo4j

from platform_project.devstack import ports
from platform_project.devstack.errors import StackError
from platform_project.devstack.graph_address import GraphAddress
from platform_project.devstack.owned_process import OwnedProcess
from platform_project.devstack.servers.server import EmbeddedServer
from platform_project.devstack.state import StateDirectory, write_private

_DATABASE: Final = "graph"
_USER: Final = "root"
_PROBE_SECONDS: Final = 2.0

_HEAP: Final = "512m"
_COMMAND_TIMEOUT_MILLISECONDS: Final = 5_000
"""The server's own limit: it ignores the time-out that a Bolt client asks for."""


class ArcadeServer(EmbeddedServer):
    """A graph server below `<state>/arcadedb` with one database; HTTP listens on the loopback address too."""

    def __init__(self, state: StateDirectory, *, port: int) -> None:
        self._state = state
        self._data = state.root / "arcadedb"
        self._arguments = self._data / "java.args"
        self._port = port
        self._home = _home()
        self.process = OwnedProcess(
            name="graph",
            command=[str(self._home / "jre" / "bin" / "java"), f"@{self._arguments}"],
            state=state,
            mark=str(self._arguments),
            directory=self._data,  # It makes a `log` folder where it stands.
        )

    @property
    def address(self) -> GraphAddress:
        """The administrator's login and the one database."""
        return GraphAddress(
            url=f"bolt://{ports.LOOPBACK}:{self._port}",
            user=_USER,
            password=self._state.secret("graph"),
            database=_DATABASE,
        )

    def prepare(self) -> None:
        """Write the arguments; in a file, as every user of the machine can see a command line."""
        self._data.mkdir(exist_ok=True)
        properties = {
            "arcadedb.server.rootPath": self._data,
            "arcadedb.server.databaseDirectory": self._data / "databases",
            "arcadedb.server.rootPassword": self._state.secret("graph"),
            "arcadedb.server.mode": "development",  # "production" hides the error texts that repair a query.
            "arcadedb.server.httpIncomingHost": ports.LOOPBACK,
            "arcadedb.server.httpIncomingPort": ports.any_free(),
            "arcadedb.server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "arcadedb.server.defaultDatabases": f"{_DATABASE}[{_USER}]",
            "arcadedb.bolt.host": ports.LOOPBACK,
            "arcadedb.bolt.port": self._port,
            "arcadedb.command.timeout": _COMMAND_TIMEOUT_MILLISECONDS,
            "java.awt.headless": "true",
        }
        arguments = [
            f"-Xmx{_HEAP}",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            *(f'"-D{name}={value}"' for name, value in properties.items()),
            f'-cp "{self._home}/jars/*"',
            "com.arcadedb.server.ArcadeDBServer",
        ]
        write_private(self._arguments, "\n".join(arguments))

    def probe(self) -> None:
        """Run a query in the database itself: Bolt answers before the database exists."""
        address = self.address
        with neo4j.GraphDatabase.driver(
            address.url,
            auth=(address.user, address.password),
            connection_timeout=_PROBE_SECONDS,
            max_transaction_retry_time=0,
        ) as driver:
            driver.execute_query("RETURN 1", database_=address.database)


def _home() -> Path:
    # Found, not imported: importing the package starts a Java machine inside this process.
    spec = find_spec("arcadedb_embedded")
    if spec is None or spec.origin is None:
        raise StackError(
            "arcadedb-embedded is not installed: install requirements/embedded.txt or set GRAPH_URL."
        )
    return Path(spec.origin).parent
