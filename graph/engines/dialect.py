"""What differs between graph servers that speak Bolt and openCypher."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """One server's way to say what openCypher leaves open."""

    name: str
    recognises: Callable[[str], bool]
    """Whether the agent string of the Bolt handshake is this server's."""
    unique_constraint: Callable[[str, tuple[str, ...]], str]
    """DDL that makes the properties together unique within a label, and may be repeated."""
    index: Callable[[str, str], str]
    """DDL that indexes one property of a label, and may be repeated."""
    show_indexes: str
    repeat_is_error: bool = False
    """The server has no IF NOT EXISTS: "already exists" is an answer and not a failure."""


def quoted(name: str) -> str:
    """An identifier as Cypher writes it, whatever characters it has."""
    return "`" + name.replace("`", "``") + "`"
