"""How to reach a graph over Bolt."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GraphAddress:
    """One database of a Bolt server, with the login for it."""

    url: str
    user: str
    password: str
    database: str
