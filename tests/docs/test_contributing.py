"""The files that CONTRIBUTING tells people to add do what it says, in a process that has them besides."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import REPOSITORY, blocks

CONTRIBUTING = REPOSITORY / "CONTRIBUTING.md"
ADDED_ONE_BY_ONE = """
import contextlib, django, io, json, runpy, sys, traceback
django.setup()
printed = {}
for path, (file, program) in json.load(sys.stdin).items():
    with contextlib.redirect_stdout(io.StringIO()) as output:
        try:
            runpy.run_path(file)
            exec(program, {})
        except Exception:
            traceback.print_exc()
    printed[path] = output.getvalue()
print(json.dumps(printed))
"""
RECIPES = {
    "tools/builtin/graph/label_size.py": (
        "from tools.registry import all_tools; print([t.name for t in all_tools()])",
        "graph.label_size",
    ),
    "jobs/types/census.py": (
        "from jobs.registry import get_job_type; print(len(get_job_type('census').flow.links), 'stages')",
        "2 stages",
    ),
    "agents/intent/rules/thanks.py": (
        "from agents.intent.model import Prompt; from agents.intent.rules import rules; "
        "print([found for rule in rules() if (found := rule(Prompt('thank you!', None)))][0])",
        "says thank you",
    ),
    "platform_project/health/probes/mail.py": (
        "from platform_project.health.registry import known_names; print('mail' in known_names())",
        "True",
    ),
    "agents/generators.py": (
        "from graph.nl.generate import generators; print([name for name, _ in generators()])",
        "example",
    ),
}


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """What each program prints once its recipe is added, and what all say of their errors."""
    folder = tmp_path_factory.mktemp("recipes")
    files = {path: folder / Path(path).name for path in RECIPES}
    for path, file in files.items():
        [code] = blocks(CONTRIBUTING, f"python {path}")
        file.write_text(code)
    done = subprocess.run(
        [sys.executable, "-c", ADDED_ONE_BY_ONE],
        input=json.dumps({path: (str(file), RECIPES[path][0]) for path, file in files.items()}),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


@pytest.mark.parametrize("path", RECIPES)
def test_a_recipe_works_as_it_stands_there(path: str, added: tuple[dict[str, str], str]) -> None:
    printed, errors = added
    assert (REPOSITORY / path).parent.is_dir()
    assert not (REPOSITORY / path).exists()
    assert RECIPES[path][1] in printed[path], errors
