"""What the README says is true: its commands run as they stand there, and its map is the tree."""

import json
import os
import re
import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.docs.markdown import REPOSITORY, blocks, table

if TYPE_CHECKING:
    from tests.web import Web

README = REPOSITORY / "README.md"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
END_OF_BLOCK = "--- end of block ---"


@pytest.mark.slow
@pytest.mark.needs("bash", "curl")
def test_the_smoke_commands_run_as_they_stand_there(web: "Web") -> None:
    script = f"\necho '{END_OF_BLOCK}'\n".join(["set -euo pipefail\n", *blocks(README, "bash smoke")])
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=REPOSITORY,
        env={**os.environ, "WEB": web.url},
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    _, prepared, health, me, answer, stream = done.stdout.split(f"{END_OF_BLOCK}\n")
    assert prepared == ""
    assert health in ("ok\n", "degraded\n")  # no beat ticks here
    who = json.loads(me)
    assert (who["sub"], who["roles"]) == ("user@demo", ["user"])
    assert answer == f"There are {_blast_tasks(who['tenant_id'])} Blast tasks.\n"
    frames = [dict(line.split(": ", 1) for line in frame.splitlines()) for frame in stream.split("\n\n")]
    events = [frame for frame in frames if "id" in frame]
    assert [int(event["id"]) for event in events] == list(range(1, len(events) + 1))
    assert events[-1]["event"] == "end"
    assert json.loads(events[-1]["data"])["status"] == "finished"


def _blast_tasks(tenant_id: str) -> int:
    from graph import client

    query = "MATCH (task:Blast) WHERE task.tenant_id = $tenant RETURN count(task)"
    [[count]] = client.read(query, {"tenant": tenant_id}, timeout_seconds=5, max_rows=1).rows
    assert count > 0
    return int(count)


def test_the_map_names_every_room_and_no_other() -> None:
    rooms = [row[0].rstrip("/") for row in table(README, "room")]
    assert sorted(rooms) == sorted(PROJECT["tool"]["importlinter"]["root_packages"])
    assert [room for room in rooms if not (REPOSITORY / room).is_dir()] == []


def test_the_direction_of_imports_is_the_one_that_is_checked() -> None:
    [layers] = [
        contract["layers"]
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    assert "  →  ".join(["platform_project", *layers]) in README.read_text()


def test_every_command_of_make_that_is_named_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {row[0].removeprefix("make ") for row in table(README, "command")}
    assert named
    assert named <= targets
