"""Test hints: questions with the query that is to be written for them, from a file; never in production.

The file (``NL_TEST_HINTS``) is a JSON object of questions, each with ``{"cypher": ..., "params": {...}}``.
What it says is validated like any other draft.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from graph.nl.generate import Draft, Request, register
from graph.nl.normalise import normalise

GENERATOR: Final = "test hints"


@register(GENERATOR, order=0)
def hinted(request: Request) -> Draft | None:
    """The draft that the file has for the question; nothing where no file is set."""
    path: Path | None = settings.ENV.nl_test_hints
    hint = _hints(path).get(request.question.text.casefold()) if path else None
    if hint is None:
        return None
    return Draft(
        cypher=hint["cypher"],
        params=hint.get("params", {}),
        generator=GENERATOR,
        confidence=1.0,
        explanation="the test hints say so",
    )


@cache
def _hints(path: Path) -> dict[str, dict[str, Any]]:
    hints = json.loads(path.read_text(encoding="utf-8"))
    return {normalise(question).text.casefold(): hint for question, hint in hints.items()}
