"""Names of files as people may give them: for reading, never a path."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 255
NAMELESS: Final = "file"
# Control, format (which turn text round or are not seen), surrogates, separators of lines.
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_SEPARATORS: Final = re.compile(r"[/\\]")
_LONGEST_ENDING: Final = 20


def clean_name(name: str) -> str:
    """The name without folders, unseen characters and surplus space, in Unicode's composed form.

    What is too long loses of its middle, not of its ending. What has nothing left is called ``file``.
    """
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in last)
    tidy = " ".join(seen.split()).strip(". ")
    if len(tidy) > LONGEST:
        stem, dot, ending = tidy.rpartition(".")
        ending = dot + ending if stem and len(ending) <= _LONGEST_ENDING else ""
        tidy = tidy[: LONGEST - len(ending)] + ending
    return tidy or NAMELESS
