"""Requests that would destroy data, bring the server down or carry everything away."""

import re
from typing import Final

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule
from graph import cypher

_DESTROY: Final = r"(delete|remove|wipe|erase|purge|drop|truncate|destroy|get rid of|cancella|elimina|svuota)"
_ALL: Final = (
    r"(all|every|everything|entire|whole|tutto|tutti|tutte|database|graph|nodes?|relationships?|tables?|data)"
)
_PATTERNS: Final = (
    ("would destroy data", re.compile(rf"\b{_DESTROY}\b.*?\b{_ALL}\b")),
    (
        "would destroy data",
        re.compile(r"\bdetach\s+delete\b|\bdrop\s+(database|graph|index|constraint|table)\b"),
    ),
    ("would destroy data", re.compile(rf"\b(and|then)( then)? {_DESTROY} (them|it|those|these|the)\b")),
    ("writes to the graph", re.compile(rf"^(please |now )?({_DESTROY}|clear|reset)\b")),
    (
        "would carry everything away",
        re.compile(r"\b(export|dump|download)\b.*\b(all|everything|entire|whole)\b"),
    ),
    ("has no end", re.compile(r"\b(forever|every second|infinite loop|all pairs|every pair|cartesian)\b")),
    (
        "commands the machine",
        re.compile(r"\brm -rf\b|\bshutdown\b|\bpoweroff\b|\breboot\b|\bmkfs\b|\bload csv\b"),
    ),
)
# A clause with its node pattern: "match (n)" is Cypher, "match users (and tasks)" is not.
_CYPHER: Final = re.compile(r"\b(match|merge|create)\s*\(\s*\w*\s*[:{)]")


@rule("dangerous", order=30)
def would_do_harm(prompt: Prompt) -> Intent | None:
    """Carrying the request out would do harm that cannot be undone."""
    if query := _CYPHER.search(prompt.text):
        kinds = cypher.classify(prompt.text[query.start() :]) - {"read"}
        if kinds:
            return Intent(Category.DANGEROUS, 0.97, "it writes to the graph", tuple(sorted(kinds)))
    for reason, pattern in _PATTERNS:
        if found := pattern.search(prompt.text):
            return Intent(Category.DANGEROUS, 0.97, f"it {reason}", (found[0],))
    return None
