"""Which formats the content of files may have, as far as a look at the beginning tells."""

import csv
import re
from collections.abc import Callable
from typing import Final, NamedTuple

UNKNOWN: Final = ""
# What has been passed over is not looked at again: the text is a stranger's.
_CYPHER: Final = re.compile(
    r"(?>\s+|//[^\n]*\n|/\*.*?\*/)*+(?:CREATE|MERGE|MATCH|UNWIND|BEGIN|:begin)\b", re.I | re.S
)
_DELIMITERS: Final = ",;\t|"
_LONGEST_HEADER: Final = 16_384


class _Known(NamedTuple):
    media_type: str
    endings: tuple[str, ...]
    looks_so: Callable[[str], bool]


def _is_csv(text: str) -> bool:
    first = text.partition("\n")[0].rstrip("\r")[:_LONGEST_HEADER]
    return any(len(next(csv.reader([first], delimiter=each), [])) > 1 for each in _DELIMITERS)


_KNOWN: Final[dict[str, _Known]] = {
    "graphml": _Known("application/graphml+xml", (".graphml", ".xml"), lambda text: "<graphml" in text),
    "jsonl": _Known(
        "application/x-ndjson", (".jsonl", ".ndjson", ".json"), lambda t: t.lstrip().startswith("{")
    ),
    "cypher": _Known("text/x-cypher", (".cypher", ".cql", ".cyp"), lambda text: bool(_CYPHER.match(text))),
    "csv": _Known("text/csv", (".csv", ".tsv"), _is_csv),
}


def format_of(head: bytes, name: str) -> str:
    """The format of a content that begins so; empty when it is of none."""
    if b"\x00" in head:
        return UNKNOWN
    text = head.decode("utf-8-sig", errors="replace")
    found = next((known for known, format in _KNOWN.items() if format.looks_so(text)), None)
    by_name = next((known for known, each in _KNOWN.items() if name.lower().endswith(each.endings)), UNKNOWN)
    return found or by_name


def media_type_of(format_name: str) -> str | None:
    """The media type of a format; None when it is not known."""
    known = _KNOWN.get(format_name)
    return known.media_type if known else None
