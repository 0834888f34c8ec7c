"""The files that CONTRIBUTING tells people to add do what it says, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import REPOSITORY, blocks

CONTRIBUTING = REPOSITORY / "CONTRIBUTING.md"
ADD = "import django, runpy, sys; django.setup(); runpy.run_path(sys.argv[1]); "
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
        "print(rules()[0](Prompt('thank you!', None)).category)",
        "CHAT",
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


@pytest.mark.parametrize("path", RECIPES)
def test_a_recipe_works_as_it_stands_there(path: str, tmp_path: Path) -> None:
    [code] = blocks(CONTRIBUTING, f"python {path}")
    program, expected = RECIPES[path]
    added = tmp_path / Path(path).name
    added.write_text(code)
    assert (REPOSITORY / path).parent.is_dir()
    assert not (REPOSITORY / path).exists()
    done = subprocess.run(
        [sys.executable, "-c", ADD + program, str(added)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout
