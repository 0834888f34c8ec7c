"""What every adapter answers with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Completion:
    """A finished answer, and who really gave it. ``usage`` counts tokens: prompt, completion."""

    text: str
    provider: str
    model: str
    usage: dict[str, int]
