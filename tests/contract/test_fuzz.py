"""The API is tried with what its published description allows and forbids, by schemathesis.

All its checks: no 5xx, no status, header or body that is not described, nothing accepted that is forbidden,
nothing refused that is allowed, no way around authentication, nothing usable after it was deleted. What is
left out, and why, is written in schemathesis.toml. ``make fuzz`` looks deeper, at the boundaries of schemas.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.contract.description import PUBLISHED

if TYPE_CHECKING:
    from tests.contract.world import World
    from tests.web import Web

CONFIG = Path(__file__).with_name("schemathesis.toml")
IS_DEEP = os.environ.get("FUZZ") == "deep"
# Administrators of the platform's own tenant could suspend and purge the tenants of other tests.
ONLY = {"platform": ["--include-operation-id", "tenants_create", "--include-operation-id", "tenants_list"]}
DEEP = {"admin": 60, "user": 40, "viewer": 30, "platform": 200, "nobody": 20}
QUICK = {"admin": 3, "viewer": 1, "platform": 5}
EXAMPLES = DEEP if IS_DEEP else QUICK


def arguments(caller: str) -> list[str]:
    """How much is tried; how often, by whom."""
    phases = "examples,coverage,fuzzing,stateful" if IS_DEEP else "examples,fuzzing"
    # What viewers may not is refused, whatever they send: test_endpoints.py asks each endpoint for that once.
    only = ["--include-method", "GET"] if caller == "viewer" and not IS_DEEP else ONLY.get(caller, [])
    return ["--phases", phases, "-n", str(EXAMPLES[caller]), *only]


@pytest.mark.slow
@pytest.mark.timeout(1800 if IS_DEEP else 120)
@pytest.mark.parametrize("caller", EXAMPLES)
def test_the_api_is_what_its_description_says(
    web: "Web", world: "World", caller: str, tmp_path: Path
) -> None:
    token = world.callers[caller].headers.get("Authorization")
    command = [
        Path(sys.executable).with_name("schemathesis"), "--config-file", CONFIG, "run", PUBLISHED,
        "--url", web.url, "--checks", "all", "--continue-on-failure", "--no-color",
        *arguments(caller), *(["-H", f"Authorization: {token}"] if token else []),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
