"""The examples of docs/graph-api.md run as they stand there, and do what is said beside them."""

import os
import re
import subprocess

import pytest

from security import issuer
from tenants.models import Tenant
from tests.docs.markdown import REPOSITORY, blocks
from tests.web import Web

DOCUMENT = REPOSITORY / "docs/graph-api.md"
SETTING, *EXAMPLES = blocks(DOCUMENT, "bash smoke")
SAID = re.compile(r"^# -> (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def outputs(web: Web, sampled: Tenant) -> list[str]:
    """What each example prints, for a user of the tenant with the sample."""
    token = issuer.mint(sub="ada", tenant_id=sampled.pk, roles=("user",))
    script = "\necho '--- end of block ---'\n".join(["set -uo pipefail\n", SETTING, *EXAMPLES])
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=REPOSITORY,
        env={**os.environ, "WEB": web.url, "TOKEN": token},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.replace("\r", "").split("--- end of block ---\n")[2:]


@pytest.mark.needs("bash", "curl")
@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_does_what_is_said_beside_it(outputs: list[str], number: int) -> None:
    for said in SAID.findall(EXAMPLES[number]):
        assert re.search(f"^{said}$", outputs[number], re.MULTILINE), (said, outputs[number])
