"""What can be said of a component."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Health(StrEnum):
    """The words for a component and for the whole."""

    OK = "ok"
    DEGRADED = "degraded"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe has found.

    Attributes:
        reason: why it is not ok, for everybody to read: it names no address, path or account.
        details: JSON for operators.
    """

    status: Health = Health.OK
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
