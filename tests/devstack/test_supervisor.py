"""Crashed processes come back after a pause that grows; stopping stops all of them."""

import time
from pathlib import Path

import pytest

from platform_project.devstack.external import ExternalServers
from platform_project.devstack.graph_address import GraphAddress
from platform_project.devstack.owned_process import OwnedProcess
from platform_project.devstack.servers import Servers
from platform_project.devstack.state import StateDirectory
from platform_project.devstack.supervisor import Supervisor

ALL_GIVEN = ExternalServers(
    database="postgresql://a/x",
    database_engine="postgresql://e/x",
    database_owner="postgresql://o/x",
    redis="redis://r",
    graph=GraphAddress("bolt://g", "user", "password", "graph"),
)


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    directory = StateDirectory(tmp_path / "var")
    directory.prepare()
    return directory


@pytest.fixture
def supervisor(state: StateDirectory) -> Supervisor:
    return Supervisor(Servers(state, ALL_GIVEN, usual_ports=False))


def test_a_crashed_process_is_started_again_with_growing_pauses(
    state: StateDirectory, supervisor: Supervisor
) -> None:
    crashing = OwnedProcess(name="crashing", command=["sh", "-c", "echo started"], state=state, mark="sh")
    supervisor.start([crashing])
    began = time.monotonic()
    while time.monotonic() - began < 2.5:
        supervisor.tick()
    supervisor.stop()
    # At 0 s and 1 s; the third start would come after 2 s more.
    assert crashing.log.read_text().splitlines() == ["started", "started"]


def test_stopping_stops_every_process_and_forgets_it(state: StateDirectory, supervisor: Supervisor) -> None:
    processes = [
        OwnedProcess(name=name, command=["sleep", "60"], state=state, mark="sleep")
        for name in ("web", "worker")
    ]
    supervisor.start(processes)
    assert all(process.is_alive() for process in processes)
    supervisor.stop()
    assert not any(process.is_alive() for process in processes)
    assert list(state.run.iterdir()) == []
