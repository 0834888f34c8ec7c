"""One spelling for what people type in many ways."""

import re
import unicodedata
from typing import Final

MAX_LENGTH: Final = 10_000
"""Characters of a question; the rest is not read."""
_MAX_ROUNDS: Final = 8
_SPELLED: Final = str.maketrans(
    {
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‘’‚′´ʼ", "'"),
        **dict.fromkeys("→⟶⇒➜➔", "->"),
        **dict.fromkeys("←⟵⇐", "<-"),
        **dict.fromkeys("↔⟷⇔", "<->"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        "≤": "<=",
        "≥": ">=",
        "≠": "<>",
    }
)
_QUOTED_NAME: Final = re.compile(r':`([^`"\s][^`"]*)`')
_NUMBER_OF: Final = re.compile(r"(?:^|(?<=\s))(?:#|[Nn]o\.)\s+(?:of\s+)?(?=[^\W\d])")
_CODE: Final = re.compile(r"```\w*|`")


def normal_form(text: str) -> str:
    """The text in NFKC, with plain quotes, arrows and dashes, single spaces, and no code marks.

    What is normal already stays as it is.
    """
    text = text[:MAX_LENGTH]
    for _ in range(_MAX_ROUNDS):
        # What is taken out may bring together what composes anew; nearly always the first round is the last.
        before, text = text, _spell(text)
        if text == before:
            break
    return text


def _spell(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SPELLED)).translate(_SPELLED)
        text = "".join(c for c in map(_visible, text) if c)
    elif not text.isprintable():
        text = "".join(map(_visible, text))
    text = _CODE.sub("", _QUOTED_NAME.sub(r':"\1"', text))
    text = _NUMBER_OF.sub("number of ", text)
    return " ".join(text.split())[:MAX_LENGTH]


def _visible(character: str) -> str:
    """A space for a control character or a line's end, nothing for a format character."""
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs") else character
