"""How far, how long and how much: the limits of one query."""

from dataclasses import dataclass
from typing import Final

HARD_DEPTH: Final = 10
HARD_HOPS: Final = 20
"""Relationships in one path, those of one hop included."""
HARD_ROWS: Final = 10_000
HARD_BYTES: Final = 8 * 2**20
HARD_SECONDS: Final = 30.0
HARD_ESTIMATED_ROWS: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost.

    Rows and bytes are those of the result, depth the hops of a variable-length path. ``max_estimated_rows``
    is how many rows the server may be expected to look at: about what ArcadeDB does in five seconds.
    """

    max_rows: int = 1_000
    max_depth: int = 5
    timeout_seconds: float = 5.0
    max_bytes: int = 2**20
    max_estimated_rows: int = 5_000_000

    def __post_init__(self) -> None:
        for name, least, most in (
            ("max_rows", 1, HARD_ROWS),
            ("max_depth", 1, HARD_DEPTH),
            ("timeout_seconds", 0.1, HARD_SECONDS),
            ("max_bytes", 1, HARD_BYTES),
            ("max_estimated_rows", 1, HARD_ESTIMATED_ROWS),
        ):
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} must be from {least:g} to {most:_}")
