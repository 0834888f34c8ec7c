"""Questions about who somebody is and what they may do."""

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule
from graph.nl.harm import Reason, harm_in
from graph.nl.rights import about_rights, about_seeing


@rule("security", order=10)
def asks_about_rights(prompt: Prompt) -> Intent | None:
    """The caller asks about their own identity or rights; for another tenant's data nobody has any."""
    matched = about_rights(prompt.text)
    if not matched or _crosses(prompt):
        return None
    return Intent(Category.SECURITY, 0.95, "asks about the caller's own identity or rights", (matched,))


@rule("seeing", order=60)
def asks_to_see(prompt: Prompt) -> Intent | None:
    """The caller asks whether they may see something that nothing else has recognised."""
    matched = about_seeing(prompt.text)
    return Intent(Category.SECURITY, 0.65, "asks what the caller may see", (matched,)) if matched else None


def _crosses(prompt: Prompt) -> bool:
    harm = harm_in(prompt.text, schema=prompt.schema)
    return harm is not None and harm.reason is Reason.CROSSES
