"""Questions about who somebody is and what they may do."""

import re
from typing import Final

_RIGHTS: Final = r"(?:permissions?|rights?|roles?|scopes?|privileges?)"
_DIRITTI: Final = r"(?:permess[oi]|ruol[oi]|diritt[oi]|privileg[io]|scope)"
# Who asks "may I see the failed tasks?" wants to see them.
_SEEING: Final = (
    r"(?:please )?(?:also |just )?"
    r"(?:see|get|have|know|view|find|look at|take a look|ask|be shown|learn|list|count)"
)
_VEDERE: Final = r"(?:vedere|avere|sapere|conoscere|trovare|visualizzare|chiedere|elencare|contare)"

_ABOUT_RIGHTS: Final = (
    # "Can I delete nodes?" asks for permission; it does not ask for the deletion.
    re.compile(rf"^(?:can|may|could) i\b(?! {_SEEING}\b)(?!.*\bplease\b)"),
    re.compile(rf"\bmy (?:own )?{_RIGHTS}\b"),
    re.compile(rf"\b(?:which|what)(?: \w+)? {_RIGHTS}\b.*\b(?:i|me|mine|my)\b"),
    re.compile(rf"\bdo i have (?:the |any )?(?:access|{_RIGHTS})\b"),
    re.compile(r"\bwho am i\b"),
    re.compile(r"\bam i (?:allowed|permitted|an?\b)"),
    re.compile(r"\bwhat (?:can|may|am) i (?:do|allowed|permitted)\b"),
    re.compile(rf"\bposso\b(?! {_VEDERE}\b).*\?|\bchi sono(?: io)?\W*$|\bmi è (?:permesso|consentito)\b"),
    re.compile(rf"\b(?:mi[eo]i?|mia|mie) {_DIRITTI}\b"),
    re.compile(rf"\b(?:qual[ei]|che)(?: \w+)? {_DIRITTI}\b.*\b(?:ho|miei|mio|io)\b"),
    re.compile(r"\b(?:which|what) tenant (?:am|do) i\b|\bin (?:quale|che) tenant (?:sono|mi trovo)\b"),
)
_ABOUT_SEEING: Final = re.compile(rf"^(?:can|may|could) i {_SEEING}\b|\bposso {_VEDERE}\b.*\?")


def about_rights(text: str) -> str | None:
    """The words by which a text asks for its author's identity or rights; None when it does not."""
    return _first_in(_ABOUT_RIGHTS, text)


def about_seeing(text: str) -> str | None:
    """The words by which a text asks whether its author may see something, which is to ask for it."""
    return _first_in((_ABOUT_SEEING,), text)


def _first_in(patterns: tuple[re.Pattern[str], ...], text: str) -> str | None:
    plain = " ".join(text.lower().split())
    matches = (pattern.search(plain) for pattern in patterns)
    return next((found[0].strip() for found in matches if found), None)
