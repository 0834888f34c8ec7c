"""Keep secrets out of the logs, whoever logs them.

Three nets: fields whose name says that they hold a secret, texts that look like one, and the secrets of this
deployment themselves, wherever they turn up.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from structlog.typing import EventDict, WrappedLogger

REDACTED: Final = "[redacted]"
_DEEPEST: Final = 6

_NAMES: Final = (
    r"pass(?:word|wd|phrase)|secret|token|api[_-]?key|private[_-]?key|authorization|cookie|credential"
)
_SECRET_NAME: Final = re.compile(rf"(?:{_NAMES})s?$", re.IGNORECASE)
# What a text without any of these cannot hold; most texts end here.
_SUSPICIOUS: Final = re.compile(rf"{_NAMES}|://|eyJ|bearer|basic|\bsk-", re.IGNORECASE)
_PATTERNS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    # A JSON Web Token (RFC 7519), or the beginning of one.
    (re.compile(r"\beyJ[\w-]{6,}(?:\.[\w-]*){0,4}"), REDACTED),
    # The credentials of an Authorization header (RFC 7235).
    (re.compile(r"\b(bearer|basic)(\s+)[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1\2{REDACTED}"),
    # The password of a URL (RFC 3986, section 3.2.1), up to the last @ in case it holds one unescaped.
    (re.compile(r"(\w://[^\s:/?#@]*:)[^\s\"']+@"), rf"\1{REDACTED}@"),
    # password=..., 'api_key': '...', as in connection strings, query strings and printed dictionaries.
    (
        re.compile(
            rf"((?:{_NAMES})s?[\"']?\s*[=:]\s*[\"']?)(?!\[redacted\])[^\s,;&\"')}}\]]+", re.IGNORECASE
        ),
        rf"\1{REDACTED}",
    ),
    # The keys of providers of language models.
    (re.compile(r"\bsk-[\w-]{16,}"), REDACTED),
)


class Redactor:
    """A processor of structlog: the event without secrets.

    Args:
        secrets: of this deployment; those too short to be told from words are left to the other nets.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= 8}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Redact every field of an event."""
        return {name: self._field(name, value, _DEEPEST) for name, value in event.items()}

    def _field(self, name: object, value: Any, depth: int) -> Any:
        # Numbers and flags under such a name count or ask (total_tokens=12); they are no secrets.
        if isinstance(name, str) and _SECRET_NAME.search(name) and not isinstance(value, int | float | None):
            return REDACTED
        return self._value(value, depth)

    def _value(self, value: Any, depth: int) -> Any:
        if value is None or isinstance(value, int | float):
            return value
        if depth == 0:
            return REDACTED
        if isinstance(value, Mapping):
            return {name: self._field(name, inner, depth - 1) for name, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(inner, depth - 1) for inner in value]
        return self.text(value if isinstance(value, str) else str(value))

    def text(self, text: str) -> str:
        """A text without what looks like a secret, and without those of this deployment."""
        if self._known is not None:
            text = self._known.sub(REDACTED, text)
        if _SUSPICIOUS.search(text):
            for pattern, replacement in _PATTERNS:
                text = pattern.sub(replacement, text)
        return text
