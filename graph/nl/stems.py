"""Word forms: enough English to see that "databases" is a database and "ran" is to run."""

import re
from functools import lru_cache
from typing import Final

_IRREGULAR: Final = {
    "ran": "run",
    "uses": "use",
    "used": "use",
    "using": "use",
    "made": "make",
    "wrote": "write",
    "written": "write",
    "held": "hold",
    "people": "person",
    "has": "have",
    "had": "have",
    "does": "do",
    "did": "do",
}
_VOWELS: Final = "aeiouy"


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The form under which a word's inflections meet. It need not be a word itself."""
    word = word.casefold()
    word = _IRREGULAR.get(word, word)
    word = singular(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and any(letter in _VOWELS for letter in rest):
            word = rest
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word


def singular(word: str) -> str:
    """The singular of a noun; other words come back as they are, or lose an ``s``."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes", "uses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def plural(noun: str) -> str:
    """The plural of the last word of ``noun``."""
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return noun + "es"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + "s"


def words_of(name: str) -> list[str]:
    """The words of an identifier: ``BlastDb`` and ``blast_db`` are both ``blast db``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\-.\s]+", " ", name)
    return spaced.casefold().split()


def spoken(name: str) -> str:
    """An identifier as one would say it."""
    return " ".join(words_of(name))


def word_list(text: str) -> tuple[str, ...]:
    """The words of a text; a table of words reads better as one."""
    return tuple(text.split())
