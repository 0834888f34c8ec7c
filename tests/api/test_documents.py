"""The commands of the README and the examples of docs/http.md run as they stand there, one by one."""

import json
import os
import re
import subprocess

import pytest
from django.core.management import call_command

from graph import client
from tests.docs.markdown import REPOSITORY, blocks
from tests.web import Web

README = blocks(REPOSITORY / "README.md", "bash smoke")
HTTP = blocks(REPOSITORY / "docs/http.md", "bash smoke")
SAID = re.compile(r"^# (?:->|or) (.+)$", re.MULTILINE)
END_OF_BLOCK = "--- end of block ---"

pytestmark = [pytest.mark.slow, pytest.mark.needs("bash", "curl")]


@pytest.fixture(scope="module", autouse=True)
def _demonstration(django_db_blocker: pytest.FixtureRequest) -> None:
    """The sample's tenants, as the README finds them."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("bootstrap_demo", size="S")


def run(web: Web, examples: list[str], *, options: str) -> tuple[list[str], str]:
    """What each block prints, and what all of them say of errors."""
    script = f"\necho '{END_OF_BLOCK}'\n".join([f"set {options}\n", *examples])
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
    return done.stdout.replace("\r", "").split(f"{END_OF_BLOCK}\n")[1:], done.stderr


def test_the_smoke_commands_run_as_they_stand_there(web: Web) -> None:
    outputs, _ = run(web, README, options="-euo pipefail")
    prepared, health, me, answer, stream = outputs
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
    query = "MATCH (task:Blast) WHERE task.tenant_id = $tenant RETURN count(task)"
    [[count]] = client.read(query, {"tenant": tenant_id}, timeout_seconds=5, max_rows=1).rows
    assert count > 0
    return int(count)


def test_the_examples_do_what_is_said_beside_them(web: Web) -> None:
    """``# -> text`` in an example is a regular expression that a line of its output fits."""
    outputs, errors = run(web, HTTP, options="-uo pipefail")
    assert len(outputs) == len(HTTP)
    for example, output in zip(HTTP, outputs, strict=True):
        for said in SAID.findall(example):
            assert re.search(f"^{said}$", output, re.MULTILINE | re.IGNORECASE), (example, output, errors)
