"""Requests to administer the platform or to change the graph."""

import re
from typing import Final

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule

_ADMIN: Final = re.compile(
    r"\b(create|add|make|register|onboard|set up|configure|update|rename|change|modify|insert|merge|suspend)"
    r"\b.*\b(index|constraint|tenant|user|role|provider|model|setting|limit|nodes?|relationships?|property"
    r"|backup)\b"
    r"|\b(run|take|restore|start) (a |the )?backup\b|\brestart\b.*\b(worker|service)s?\b"
)


@rule("admin", order=40)
def administers(prompt: Prompt) -> Intent | None:
    """The request would change the platform or the graph, without being destructive."""
    if found := _ADMIN.search(prompt.text):
        return Intent(Category.ADMIN, 0.85, "asks to change the platform or the graph", (found[0],))
    return None
