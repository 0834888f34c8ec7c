"""Requests that would destroy data, look at other tenants, or carry everything away."""

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule
from graph.nl.harm import harm_in


@rule("dangerous", order=30)
def would_do_harm(prompt: Prompt) -> Intent | None:
    """Carrying the request out would do harm, or show what is not the caller's."""
    if harm := harm_in(prompt.text, schema=prompt.schema):
        return Intent(Category.DANGEROUS, 0.97, f"it {harm.reason}", harm.matched)
    return None
