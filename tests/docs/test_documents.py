"""What holds for every document, and for every text in the project."""

import re
from pathlib import Path

import pytest

from tests.docs.markdown import DOCUMENTS, REPOSITORY, anchors, links, text_files

# What means something only where and when the project was written.
FOREIGN = re.compile(
    r"""
      \.\./shared\b
    | \b(?:work|working|agent|coding)[ ]session\b
    | \bissues?[ ]\#?\d+\b
    | (?<![\w&;/\#])\#\d{1,4}\b(?![\w-])                          # an issue's number
    | (?<![\w.~-])/(?:work|root|home)/\w
    | (?<![\w.~-])/tmp/\w
    | \b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|crates\.io|huggingface\.co|docker\.io|ghcr\.io)\b
    """,
    re.VERBOSE,
)
# A colour looks like a number; pages that style themselves are searched for the rest.
STYLED = {".html", ".css", ".svg"}


def relative(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    broken = []
    for link in links(document):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("name", ["base", "embedded", "dev"])
def test_every_requirement_is_explained(name: str) -> None:
    wanted = re.findall(r"^[a-z][\w-]+", (REPOSITORY / f"requirements/{name}.in").read_text(), re.MULTILINE)
    explained = set(re.findall(r"[a-z][\w-]+", (REPOSITORY / "docs/dependencies.md").read_text()))
    assert wanted
    assert [package for package in wanted if package not in explained] == []


def test_no_text_speaks_of_where_it_was_written() -> None:
    found = [
        f"{relative(path)}: {match[0]}"
        for path in text_files()
        for match in FOREIGN.finditer(path.read_text(errors="replace"))
        if not (path.suffix in STYLED and match[0].startswith("#"))
    ]
    assert found == []
