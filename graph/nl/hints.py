"""Test hints: questions with the query that is to be written for them, from a file; never in production.

``NL_TEST_MODE`` switches them on, ``NL_TEST_HINTS`` names the file: a JSON object of questions, each with
``{"cypher": ..., "params": {...}}`` and, where the summary needs them, ``kind``, ``subject`` and
``subject_plural``. The questions are normalised like those that are asked. Hints are asked before everything
else, so that a test depends on no generator, and what they say is validated like any other draft.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from graph.nl.generate import Draft
from graph.nl.normalise import Question, normalise

GENERATOR: Final = "test hints"
_TOLD: Final = ("kind", "subject", "subject_plural", "hints")


def hinted(question: Question) -> Draft | None:
    """The draft that the file has for the question; nothing where the mode is off."""
    path: Path | None = settings.ENV.nl_test_hints
    if not settings.ENV.nl_test_mode or path is None:
        return None
    hint = _hints(path).get(_key(question.text))
    if hint is None:
        return None
    return Draft(
        cypher=hint["cypher"],
        params=hint.get("params", {}),
        generator=GENERATOR,
        confidence=1.0,
        explanation="the test hints say so",
        reading=question.text,
        **{name: hint[name] for name in _TOLD if name in hint},
    )


@cache
def _hints(path: Path) -> dict[str, dict[str, Any]]:
    hints = json.loads(path.read_text(encoding="utf-8"))
    return {_key(normalise(question).text): hint for question, hint in hints.items()}


def _key(text: str) -> str:
    """Case and the mark at the end make no difference."""
    return text.casefold().rstrip("?!. ")
