"""ArcadeDB (openCypher over Bolt) from the arcadedb-embedded wheel, on the Java that comes with it."""

import json
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import httpx
import neo4j

from platform_project.devstack import ports
from platform_project.devstack.errors import StackError
from platform_project.devstack.graph_address import GraphAddress
from platform_project.devstack.owned_process import OwnedProcess
from platform_project.devstack.servers.server import EmbeddedServer
from platform_project.devstack.state import StateDirectory, write_private

_DATABASE: Final = "graph"
_USER: Final = "root"
_READER: Final = "reader"
_READERS: Final = {
    "types": {"*": {"access": ["readRecord"]}},
    "access": [],
    "resultSetLimit": -1,
    "readTimeout": -1,
}
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
        """The administrator's login, the one database, and the login that can only read."""
        return GraphAddress(
            url=f"bolt://{ports.LOOPBACK}:{self._port}",
            user=_USER,
            password=self._state.secret("graph"),
            database=_DATABASE,
            read_user=_READER,
            read_password=self._state.secret("graph_reader"),
        )

    def prepare(self) -> None:
        """Write the arguments; in a file, as every user of the machine can see a command line."""
        self._data.mkdir(exist_ok=True)
        self._http_port = ports.any_free()
        properties = {
            "arcadedb.server.rootPath": self._data,
            "arcadedb.server.databaseDirectory": self._data / "databases",
            "arcadedb.server.rootPassword": self._state.secret("graph"),
            "arcadedb.server.mode": "development",  # "production" hides the error texts that repair a query.
            "arcadedb.server.httpIncomingHost": ports.LOOPBACK,
            "arcadedb.server.httpIncomingPort": self._http_port,
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
        """Run a query in the database itself, as the reader: Bolt answers before the database exists."""
        self._ensure_reader()
        address = self.address
        with neo4j.GraphDatabase.driver(
            address.url,
            auth=(address.read_user, address.read_password),
            connection_timeout=_PROBE_SECONDS,
            max_transaction_retry_time=0,
        ) as driver:
            driver.execute_query("RETURN 1", database_=address.database)

    def _ensure_reader(self) -> None:
        """Make the reader and its group unless they are there; over HTTP, as Cypher knows no groups."""
        self._post("server/groups", {"database": "*", "name": _READER, **_READERS})
        reader = {
            "name": _READER,
            "password": self.address.read_password,
            "databases": {_DATABASE: [_READER]},
        }
        self._post("server", {"command": f"create user {json.dumps(reader)}"}, also_fine=HTTPStatus.CONFLICT)

    def _post(self, path: str, body: dict[str, Any], *, also_fine: int = HTTPStatus.OK) -> None:
        answer = httpx.post(
            f"http://{ports.LOOPBACK}:{self._http_port}/api/v1/{path}",
            json=body,
            auth=(_USER, self._state.secret("graph")),
            timeout=_PROBE_SECONDS,
        )
        if answer.status_code != also_fine:
            answer.raise_for_status()


def _home() -> Path:
    # Found, not imported: importing the package starts a Java machine inside this process.
    spec = find_spec("arcadedb_embedded")
    if spec is None or spec.origin is None:
        raise StackError(
            "arcadedb-embedded is not installed: install requirements/embedded.txt or set GRAPH_URL."
        )
    return Path(spec.origin).parent
