"""Which labels, relationship types and properties of a graph a query can name."""

from typing import Final

MAX_NAME: Final = 128
"""Characters of a name in a query."""


def can_be_named(name: str) -> bool:
    """Whether a query can hold the name: servers accept more names in data than can safely stand in a text.

    A file with a byte order mark makes such properties, and so does any loader that takes its column names as
    they come. A back-quote or backslash could end the name, and what is invisible cannot be told from what is
    not there.
    """
    return 0 < len(name) <= MAX_NAME and name.isprintable() and "`" not in name and "\\" not in name
