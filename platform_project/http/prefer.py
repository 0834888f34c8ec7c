"""``Prefer`` (RFC 7240): ``wait`` for the end of what a request starts, or ``respond-async``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.request import parse_http_list

LONGEST_WAIT_SECONDS: Final = 60

_SECONDS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a caller prefers: to wait so many seconds at most, or to be told at once where to look."""

    wait: int | None = None
    respond_async: bool = False

    def __bool__(self) -> bool:
        return self.wait is not None or self.respond_async

    def applied(self, *, ended: bool) -> str:
        """The header Preference-Applied (section 3): what was honoured, with the seconds as they counted."""
        honoured = []
        if self.wait is not None:
            honoured.append(f"wait={self.wait}")
        if self.respond_async and not ended:
            honoured.append("respond-async")
        return ", ".join(honoured)


def parse_prefer(headers: Iterable[str]) -> Preferences:
    """The preferences of a request's ``Prefer`` headers.

    Of a preference that is repeated the first counts (section 2). What is malformed or unknown is ignored, as
    the RFC wants it; a longer wait than ``LONGEST_WAIT_SECONDS`` is cut to it. Parameters are ignored: none
    is defined for these two.
    """
    found: dict[str, str] = {}
    for item in parse_http_list(",".join(headers)):
        name, _, value = item.partition(";")[0].partition("=")
        found.setdefault(name.strip().lower(), _unquoted(value.strip()))
    return Preferences(wait=_seconds(found.get("wait")), respond_async=found.get("respond-async") == "")


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] == '"' else value


def _seconds(text: str | None) -> int | None:
    if text is None or not _SECONDS.fullmatch(text):
        return None
    significant = text.lstrip("0") or "0"
    return LONGEST_WAIT_SECONDS if len(significant) > 2 else min(int(significant), LONGEST_WAIT_SECONDS)
