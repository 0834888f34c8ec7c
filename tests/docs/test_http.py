"""The examples of docs/http.md run as they stand there, and do what is said beside them."""

import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from django.urls import get_resolver

from tests.docs.markdown import REPOSITORY, blocks, table

if TYPE_CHECKING:
    from tests.web import Web

DOCUMENT = REPOSITORY / "docs/http.md"
EXAMPLES = blocks(DOCUMENT, "bash smoke")
END_OF_BLOCK = "--- end of block ---"
SAID = re.compile(r"^# (?:->|or) (.+)$", re.MULTILINE)


@pytest.mark.slow
@pytest.mark.needs("bash", "curl")
def test_the_examples_do_what_is_said_beside_them(web: "Web") -> None:
    """``# -> text`` in an example is a regular expression that a line of its output fits."""
    script = f"\necho '{END_OF_BLOCK}'\n".join(["set -uo pipefail\n", *EXAMPLES])
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
    outputs = done.stdout.replace("\r", "").split(f"{END_OF_BLOCK}\n")[1:]
    assert len(outputs) == len(EXAMPLES)
    for example, output in zip(EXAMPLES, outputs, strict=True):
        for said in SAID.findall(example):
            assert re.search(f"^{said}$", output, re.MULTILINE | re.IGNORECASE), (
                example,
                output,
                done.stderr,
            )


def test_every_convention_of_the_table_has_an_example() -> None:
    conventions = [row[0] for row in table(DOCUMENT, "convention")]
    sections = re.split(r"^## ", DOCUMENT.read_text(), flags=re.MULTILINE)[1:]
    with_example = {section.partition("\n")[0] for section in sections if "```bash smoke" in section}
    linked = {re.sub(r"\[(.+?)\]\(.+?\)", r"\1", convention) for convention in conventions}
    assert linked
    assert linked <= with_example


def test_the_table_of_filters_is_that_of_the_lists() -> None:
    from tests.security.test_url_conf import routes

    said = {
        row[0]: (
            set(re.findall(r"[a-z_][a-z_0-9]*", re.sub(r"\(.*?\)", "", row[1]))),
            set(row[2].split(", ")) - {""},
        )
        for row in table(DOCUMENT, "list")
    }
    found = {}
    for path, view in routes(get_resolver()):
        if filters := getattr(getattr(view, "cls", None), "filterset_class", None):
            names = {**filters.base_filters}
            ordering = names.pop("ordering", None)
            orders = {name for name, _ in ordering.extra["choices"] if name[0] != "-"} if ordering else set()
            found["/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)] = (set(names), orders)
    assert said == found
