"""Questions about who somebody is and what they may do."""

import re
from typing import Final

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule

_ABOUT_RIGHTS: Final = (
    # "Can I delete nodes?" asks for permission; it does not ask for the deletion.
    re.compile(r"^(can|may|could|am) i\b(?!.*\b(please)\b)"),
    re.compile(r"\b(my|which|what) (permissions?|rights?|roles?|scopes?)\b"),
    re.compile(r"\bdo i have (the |any )?(permissions?|rights?|access|roles?|scopes?)\b"),
    re.compile(r"\bwho am i\b"),
    re.compile(r"\bam i (allowed|permitted|an? )"),
    re.compile(r"\bwhat (can|may|am) i (do|allowed|permitted)?"),
    re.compile(r"\bposso\b.*\?|\bchi sono\b|\bquali (permessi|ruoli)\b"),
)


@rule("security", order=10)
def asks_about_rights(prompt: Prompt) -> Intent | None:
    """The caller asks about their own identity or rights."""
    for pattern in _ABOUT_RIGHTS:
        if found := pattern.search(prompt.text):
            return Intent(
                Category.SECURITY, 0.95, "asks about the caller's own identity or rights", (found[0].strip(),)
            )
    return None
