"""Requests to see how a query would run, without running it."""

import re
from typing import Final

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule

_EXPLAIN: Final = re.compile(
    r"^(explain|profile)\b(?! (what|who|why) (is|are)\b)|\b(do not|don't|without) execut\w*"
    r"|\b(query|execution) plan\b|\bplan only\b|\bjust show the (plan|query|cypher)\b"
    r"|^(spiega|illustra)\b(?! (chi|che cosa|cosa|perché) )|\bpiano (di esecuzione|della query)\b"
    r"|\b(non|senza) esegui\w*|\bmostra(mi)? (solo|soltanto) (il piano|la query|il cypher)\b"
)


@rule("explain", order=20)
def asks_for_a_plan(prompt: Prompt) -> Intent | None:
    """The caller wants the query or its plan and no result."""
    if found := _EXPLAIN.search(prompt.text):
        return Intent(
            Category.EXPLAIN, 0.9, "asks for the plan of a query and not for its result", (found[0],)
        )
    return None
