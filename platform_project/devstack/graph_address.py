"""How to reach a graph over Bolt."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GraphAddress:
    """One database of a Bolt server, with the login for it."""

    url: str
    user: str
    password: str
    database: str
    read_user: str = ""
    """A user who can only read; empty where there is none."""
    read_password: str = ""
