"""What is said about changes, in the languages of questions: the sentences of ``words.yaml``, filled in."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from graph.writes.conditions import shown
from graph.writes.refusals import Reason
from graph.writes.statements import Nodes, Statement

_FILE: Final = Path(__file__).with_name("words.yaml")


def statement_in_words(statement: Statement, language: str = "en") -> str:
    """What a statement does, as the end of a sentence that begins with "to"."""
    facts: dict[str, Any] = {name: getattr(statement, name) for name in type(statement).__match_args__}
    if isinstance(facts.get("nodes"), Nodes):
        facts["nodes"] = nodes_in_words(facts["nodes"], language)
    return _said(language, "statements", statement.kind).format(**facts)


def nodes_in_words(nodes: Nodes, language: str = "en") -> str:
    """Which nodes these are, with the condition as Cypher."""
    which = "some" if nodes.labels else "any"
    text = _said(language, "nodes", which).format(labels=" ".join(nodes.labels))
    where = _said(language, "nodes", "where").format(condition=shown(nodes)) if nodes.condition else ""
    return text + where


def reason_in_words(reason: Reason, language: str = "en", **facts: Any) -> str:
    """Why a change is not proposed."""
    listed = {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in facts.items()
    }
    return _said(language, "reasons", reason.value).format(**listed).strip()


def sentence(name: str, language: str, **facts: Any) -> str:
    """One of the sentences about a dry run."""
    return _said(language, "sentences", name).format(**facts)


def _said(language: str, part: str, name: str) -> str:
    return str(_everything()[language][part][name])


@cache
def _everything() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return words
