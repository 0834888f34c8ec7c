"""What the tests need to know of the project's Markdown and text files."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)

_NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__", "staticfiles", "vendor"}
_CACHES = re.compile(r"\.\w+_cache|\.hypothesis")


def blocks(document: Path, info: str) -> list[str]:
    """The fenced blocks of a document that are marked so, in their order."""
    return [body for mark, body in _FENCE.findall(document.read_text()) if mark.strip() == info]


def links(document: Path) -> list[str]:
    """Where a document links to."""
    return _LINK.findall(_FENCE.sub("", document.read_text()))


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = _HEADING.findall(_FENCE.sub("", document.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def table(document: Path, header: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so, their cells without code marks."""
    lines = iter(document.read_text().splitlines())
    for line in lines:
        if _cells(line)[:1] == [header]:
            next(lines)
            break
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append(_cells(line))
    return rows


def text_files() -> Iterator[Path]:
    """Every text file of the project, whether it is under version control already or not."""
    for folder, names, files in os.walk(REPOSITORY):
        names[:] = [name for name in names if name not in _NOT_OURS and not _CACHES.fullmatch(name)]
        for path in (Path(folder, name) for name in files):
            if path.suffix != ".pyc" and b"\0" not in path.read_bytes()[:4096]:
                yield path


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]
