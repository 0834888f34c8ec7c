"""Questions about who somebody is and what they may do."""

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule
from graph.nl.rights import about_rights


@rule("security", order=10)
def asks_about_rights(prompt: Prompt) -> Intent | None:
    """The caller asks about their own identity or rights."""
    if matched := about_rights(prompt.text):
        return Intent(Category.SECURITY, 0.95, "asks about the caller's own identity or rights", (matched,))
    return None
