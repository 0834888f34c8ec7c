"""Why a prompt is refused."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Why a prompt is refused: it ..."""

    DROPS = "would drop what holds the data"
    DESTROYS = "would destroy data"
    OVERWRITES = "would overwrite data"
    WRITES = "writes to the graph"
    CARRIES_AWAY = "would carry everything away"
    ENDLESS = "has no end"
    COMMANDS = "commands the machine"
    EVADES = "would get around the rules"
    CROSSES = "asks for the data of another tenant, and everybody sees only their own"


CONDITIONAL: Final = frozenset({Reason.DESTROYS, Reason.OVERWRITES, Reason.WRITES})
"""What is no harm but a change to be shown and approved, where it says which few nodes it is about."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What is wrong with a prompt, and the words that say so."""

    reason: Reason
    matched: tuple[str, ...]
