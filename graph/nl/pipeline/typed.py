"""Cypher typed where a question is expected: it needs no generator, only validation."""

import re
from typing import Final

from graph.cypher import CypherSyntaxError, parse
from graph.nl.generate import Action, Draft
from graph.nl.normalise import Question

GENERATOR: Final = "typed"
_BEGINS_LIKE_CYPHER: Final = re.compile(
    r"\s*((?P<action>explain|profile)\b\s*:?\s*)?"
    r"(?P<query>(optional\s+match|match|unwind|with|call|return|create|merge|drop|load\s+csv)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_ASKS_FOR_PLAN: Final = re.compile(r"\s*(explain|profile)\b", re.IGNORECASE)
_CODE_SPAN: Final = re.compile(r"^\s*`{1,3}(cypher\b)?|`{1,3}\s*$", re.IGNORECASE)
_HAS_A_PATTERN: Final = re.compile(r"\b(match|merge|create)\s*\(", re.IGNORECASE)


def typed_query(question: Question) -> Draft | None:
    """The query that a question is, with what is to be done with it; None for a question in plain words."""
    found = _BEGINS_LIKE_CYPHER.fullmatch(_CODE_SPAN.sub("", question.original))
    if found is None or not is_cypher(found["query"]):
        return None
    action: Action = "answer"
    match (found["action"] or "").lower():
        case "explain":
            action = "explain"
        case "profile":
            action = "profile"
    return Draft(
        cypher=found["query"].strip(),
        params={},
        generator=GENERATOR,
        confidence=1.0,
        explanation="the query that was typed",
        action=action,
        reading=found["query"].strip(),
    )


def asks_for_plan(text: str) -> bool:
    """Whether a text begins with EXPLAIN or PROFILE."""
    return bool(_ASKS_FOR_PLAN.match(text))


def is_cypher(text: str) -> bool:
    """Whether a text is a query, or was meant to be one: "return the number of tasks" is none."""
    try:
        parse(text)
    except CypherSyntaxError:
        return bool(_HAS_A_PATTERN.search(text))
    return True
