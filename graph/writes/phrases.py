"""How people ask for a change, in each language: read from ``phrases.yaml`` once."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

_FILE: Final = Path(__file__).with_name("phrases.yaml")
_PARTS: Final = {
    "nodes": r"(?P<nodes>.+?)",
    "label": r"(?P<label>.+?)",
    "property": r"(?P<property>[^\"']+?)",
    "dotted": r"(?P<label>[\w:]+)\.(?P<property>\w+)",
    "value": r"(?P<value>\"[^\"]*\"|'[^']*'|[^\"']+?)",
    "new": r"(?P<new>\S+)",
    "place": r"(?P<place>.+)",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to ask for a kind of change; ``missing``: it says itself that only gaps are filled."""

    kind: str
    language: str
    expression: re.Pattern[str]
    missing: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence that fits a phrase, and its parts by their names."""

    phrase: Phrase
    parts: dict[str, str]

    @property
    def is_about_everything(self) -> bool:
        """Whether it names no nodes in particular."""
        return _everything(self.phrase.language).fullmatch(self.parts["nodes"]) is not None


def asked(text: str) -> tuple[Asked, ...]:
    """Every way to read a sentence as a change, the narrowest first; none when it asks for no change."""
    sentence = " ".join(text.split()).rstrip(" .!?;")
    found = ((phrase, phrase.expression.fullmatch(sentence)) for phrase in phrases())
    return tuple(Asked(phrase, match.groupdict()) for phrase, match in found if match)


@cache
def _languages() -> dict[str, Any]:
    languages: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return languages


@cache
def _everything(language: str) -> re.Pattern[str]:
    return _compiled("{everything}", _languages()[language]["words"])


@cache
def phrases() -> tuple[Phrase, ...]:
    """The phrases of every language, in the order of the file."""
    return tuple(
        Phrase(entry["kind"], language, _compiled(entry["says"], told["words"]), bool(entry.get("missing")))
        for language, told in _languages().items()
        for entry in told["phrases"]
    )


def _compiled(says: str, words: dict[str, str]) -> re.Pattern[str]:
    """The expression with its words and parts in place of their names; its own brackets only group."""
    known = {name: _grouped(word) for name, word in words.items()} | _PARTS
    text = re.sub(r"\{(\w+)\}", lambda found: known[found[1]], _grouped(says))
    return re.compile(text, re.IGNORECASE)


def _grouped(text: str) -> str:
    return text.replace("(", "(?:")
