"""What the stack leaves in its state directory for a bare shell to find."""

from dataclasses import asdict
from pathlib import Path

import psutil
import pytest
from dotenv import dotenv_values

from platform_project.devstack.errors import NothingRunning
from platform_project.devstack.owned_process import ProcessRecord
from platform_project.devstack.stack import find_running, is_up
from platform_project.devstack.state import StateDirectory


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    directory = StateDirectory(tmp_path / "var")
    directory.prepare()
    return directory


@pytest.mark.parametrize(
    "value", ["plain", "a b#c", "p$HOME", "a${HOME}b", "it's", 'say "yes"', "back\\slash"]
)
def test_the_environment_file_reads_back_as_written(state: StateDirectory, value: str) -> None:
    state.write_environment({"DATABASE_URL": value})
    assert dotenv_values(state.environment_file) == {"DATABASE_URL": value}
    assert state.environment_file.stat().st_mode & 0o077 == 0


def test_a_stack_is_up_only_while_its_supervisor_lives_and_is_ready(state: StateDirectory) -> None:
    me = ProcessRecord.of(psutil.Process().pid, mark="")
    with pytest.raises(NothingRunning, match="make up"):
        find_running(state)
    state.write_stack({"supervisor": asdict(me)})
    assert not is_up(state)
    state.write_stack({"supervisor": asdict(me), "web": "http://127.0.0.1:8000"})
    assert is_up(state)
    state.write_stack({"supervisor": {**asdict(me), "started": 1.0}, "web": "http://127.0.0.1:8000"})
    assert not is_up(state)
