"""Italian: how phrases are written that stand for several.

An elision stands apart from its word ("numero dell"), and braces hold what varies: ``{di}``, ``{a}`` and
``{da}`` are all forms of a preposition, ``{o}`` the endings of an adjective, ``{è}`` is "è" or "sono".
"""

import re
from itertools import product
from typing import Final

from graph.nl.languages.model import word_list

VARIED: Final = {
    "{di}": word_list("di del dello della dell dei degli delle d"),
    "{a}": word_list("a ad al allo alla all ai agli alle"),
    "{da}": word_list("da dal dallo dalla dall dai dagli dalle"),
    "{o}": word_list("o a i e"),
    "{è}": word_list("è sono"),
}
_BRACES: Final = re.compile(r"(\{\w+\})")


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text, parted by commas, with what varies spelt out."""
    return tuple(
        "".join(parts)
        for phrase in text.split(",")
        for parts in product(*(VARIED.get(each, (each,)) for each in _BRACES.split(" ".join(phrase.split()))))
    )
