"""The embedded servers over stops, violent ends and taken ports, in state directories of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from platform_project.devstack import ports
from platform_project.devstack.errors import AlreadyRunning, PortTaken, ServerDidNotStart
from platform_project.devstack.external import ExternalServers
from platform_project.devstack.graph_address import GraphAddress
from platform_project.devstack.leftovers import clear_leftovers
from platform_project.devstack.owned_process import OwnedProcess, ProcessRecord
from platform_project.devstack.servers import Servers, start_servers
from platform_project.devstack.servers.server import wait_until_ready
from platform_project.devstack.state import REPOSITORY, StateDirectory
from tests.processes import wait_until

GRAPH_ELSEWHERE = ExternalServers(
    graph=GraphAddress("bolt://graph.example:7687", "user", "password", "graph")
)

STARTER = """
import sys, time
from pathlib import Path
from platform_project.devstack.servers import start_servers
servers = start_servers(Path(sys.argv[1]))
print(*(server.pid for server in servers.embedded.values()), flush=True)
time.sleep(60)
"""


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    directory = StateDirectory(tmp_path / "var")
    directory.prepare()
    return directory


def starting(state_dir: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(state_dir)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )


def start(state_dir: Path) -> tuple[subprocess.Popen[str], list[int]]:
    starter = starting(state_dir)
    assert starter.stdout is not None
    return starter, [int(pid) for pid in starter.stdout.readline().split()]


def sleeper(state: StateDirectory, name: str, mark: str = "sleep") -> OwnedProcess:
    return OwnedProcess(name=name, command=["sleep", "60"], state=state, mark=mark)


def living(pids: list[int]) -> list[int]:
    return [
        pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    ]


def test_data_and_credentials_outlive_a_stop(state: StateDirectory) -> None:
    for start_number in (1, 2):
        servers = Servers(state, GRAPH_ELSEWHERE, usual_ports=False)
        addresses = servers.start()
        try:
            with (
                psycopg.connect(addresses.database.owner) as owner,
                redis.Redis.from_url(addresses.redis) as broker,
            ):
                owner.execute("CREATE TABLE IF NOT EXISTS kept (start int)")
                owner.execute("INSERT INTO kept VALUES (%s)", [start_number])
                broker.rpush("kept", start_number)
                assert owner.execute("SELECT count(*) FROM kept").fetchone() == (start_number,)
                assert broker.llen("kept") == start_number
        finally:
            servers.stop()


def test_a_starter_clears_what_a_killed_one_has_left_and_leaves_nothing_when_told_to_end(
    tmp_path: Path,
) -> None:
    killed, orphans = start(tmp_path / "var")
    killed.kill()
    killed.communicate(timeout=20)
    assert len(living(orphans)) == 3
    starter, pids = start(tmp_path / "var")
    assert living(orphans) == []
    assert len(living(pids)) == 3
    starter.send_signal(signal.SIGTERM)
    starter.communicate(timeout=20)
    assert living(pids) == []


def test_a_starter_that_is_interrupted_while_it_starts_leaves_nothing_behind(tmp_path: Path) -> None:
    def recorded() -> list[int]:
        texts = [record.read_text() for record in (tmp_path / "var" / "run").glob("*.json")]
        return [json.loads(text)["pid"] for text in texts if text]

    starter = starting(tmp_path / "var")
    wait_until(lambda: len(recorded()) == 3, what="three servers")
    pids = recorded()
    starter.send_signal(signal.SIGINT)
    starter.communicate(timeout=20)
    assert living(pids) == []


def test_two_starters_never_share_a_state_directory(servers: Servers) -> None:
    with pytest.raises(AlreadyRunning):
        start_servers(servers.state.root)


def test_the_broker_keeps_its_port_and_its_data_over_a_kill(state: StateDirectory) -> None:
    # Everything but the broker is given, so that only it starts.
    external = ExternalServers(
        database="postgresql://a/x",
        database_engine="postgresql://e/x",
        database_owner="postgresql://o/x",
        graph=GRAPH_ELSEWHERE.graph,
    )
    servers = Servers(state, external, usual_ports=False)
    url = servers.start().redis
    assert servers.redis is not None
    try:
        with redis.Redis.from_url(url) as broker:
            broker.set("kept", "yes")
            broker.execute_command("WAITAOF", 1, 0, 2000)
        assert servers.redis.pid is not None
        os.kill(servers.redis.pid, signal.SIGKILL)
        servers.redis.stop()
        servers.redis.start()
        with redis.Redis.from_url(url) as broker:
            assert broker.get("kept") == b"yes"
            assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    finally:
        servers.stop()


@pytest.mark.parametrize(
    "altered",
    [{"started": 1.0}, {"mark": "another-program"}],
    ids=["its id was given to another process since", "it is another program"],
)
def test_a_process_that_is_not_ours_is_never_stopped(state: StateDirectory, altered: dict) -> None:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        record = ProcessRecord.of(stranger.pid, "sleep")
        fields = {"pid": record.pid, "started": record.started, "mark": record.mark, **altered}
        (state.run / "stranger.json").write_text(json.dumps(fields))
        assert clear_leftovers(state) == []
        assert stranger.poll() is None
        stranger.kill()


def test_children_of_a_killed_leader_are_cleared_too(state: StateDirectory) -> None:
    leader = OwnedProcess(
        name="leader", command=["sh", "-c", "sleep 61 & wait"], state=state, mark="sleep 61"
    )
    leader.start()
    assert leader.pid is not None
    process = psutil.Process(leader.pid)
    while not (children := process.children()):
        time.sleep(0.02)
    os.kill(leader.pid, signal.SIGKILL)
    process.wait(5)
    assert clear_leftovers(state) == ["leader"]
    assert living([child.pid for child in children]) == []


def test_a_frozen_process_is_stopped_all_the_same(state: StateDirectory) -> None:
    process = sleeper(state, "frozen")
    process.start()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    began = time.monotonic()
    process.stop()
    assert time.monotonic() - began < 2
    assert not process.is_alive()


def test_a_server_that_does_not_come_up_is_reported_with_its_log(state: StateDirectory) -> None:
    process = OwnedProcess(
        name="broken", command=["sh", "-c", "echo no such option; exit 3"], state=state, mark="sh"
    )
    process.start()

    def refuse() -> None:
        raise ConnectionError("refused")

    with pytest.raises(ServerDidNotStart, match=r"broken ended with status 3(.|\n)*no such option"):
        wait_until_ready(process, refuse, seconds=10)


def test_usual_ports_shift_when_they_are_taken() -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as occupant:
        taken = occupant.getsockname()[1]
        assert ports.usual_or_free(taken) != taken
        with pytest.raises(PortTaken, match=f"{taken}.*PORT"):
            ports.exactly(taken, variable="PORT")
    assert ports.usual_or_free(taken) == taken


def test_secrets_are_kept_and_private(state: StateDirectory) -> None:
    assert state.secret("graph") == StateDirectory(state.root).secret("graph") != state.secret("redis")
    assert (state.root / "secrets.json").stat().st_mode & 0o077 == 0
