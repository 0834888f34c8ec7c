"""Questions about who somebody is and what they may do."""

import re
from typing import Final

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


def about_rights(text: str) -> str | None:
    """The words by which a text asks for its author's identity or rights; None when it does not."""
    plain = " ".join(text.lower().split())
    matches = (pattern.search(plain) for pattern in _ABOUT_RIGHTS)
    return next((found[0].strip() for found in matches if found), None)
