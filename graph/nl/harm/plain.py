"""What of a prompt is looked at: plain text without what it only quotes."""

import re
import unicodedata
from typing import Final

# Where somebody is told to do something: at the start of a sentence, or behind the words that ask for it.
TOLD: Final = (
    r"(?:^|[.;:!?,]\s*|\b(?:please|now|then|and|also|just|simply|you|must|should|shall|let's|lets|me"
    r"|ahead and|i want to|i need to|i(?:'d| would) like to|i want you to|per favore|ora|adesso|poi"
    r"|prego|puoi|potresti|devi|dovresti|voglio|vorrei|voglio che tu)\s+)(?:to )?(?:kindly )?"
)
_MARKS: Final = str.maketrans("‘’“”«»", '\'\'""""')
_REACH: Final = 1_000
"""Characters. What stands this near to each other is looked at together."""
# What stands in quotation marks is a value and asks for nothing, unless it is to be run or names a tenant.
_QUOTED: Final = re.compile(
    rf"(?P<kept>\btenant |{TOLD}(?:run|execute|perform|do|esegui(?:re)?|lancia(?:re)?)\b[^\"']{{0,40}})?"
    r"(?:\"[^\"]*\"|(?<!\w)'[^']*'(?!\w))"
)
_WHOLLY_QUOTED: Final = re.compile(
    r"[^\w\"']*(?:(?:please|per favore)[^\w\"']+)?(?:\"([^\"]*)\"|'([^']*)')[^\w\"']*"
)


def plain(text: str) -> str:
    """In lower case, composed, without invisible signs, spaces evened out, quotes and apostrophes plain."""
    text = unicodedata.normalize("NFKC", text).translate(_MARKS)
    visible = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return " ".join(visible.casefold().split())


def without_quoted(text: str) -> str:
    """A plain text without what it only quotes; one that is a quotation as a whole says what is quoted."""
    if whole := _WHOLLY_QUOTED.fullmatch(text):
        return whole[1] or whole[2] or ""
    return _QUOTED.sub(lambda found: found[0] if found["kept"] else "''", text)


def search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match within a reach: words far apart mean nothing together, and would cost their product."""
    spans = range(0, max(1, len(text) - _REACH), _REACH)
    return next((found for at in spans if (found := pattern.search(text, at, at + 2 * _REACH))), None)
