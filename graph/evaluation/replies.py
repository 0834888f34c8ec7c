"""What was answered to a question, as far as it can be scored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from graph.evaluation.cases import Case


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. ``error`` says what was raised in place of one."""

    outcome: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: list[list[Any]] = field(default_factory=list)
    cypher: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    confidence: float = 0.0
    generator: str | None = None
    drafting_ms: float | None = None
    """From the question to the draft: normalising, catalogue and parser; None where nothing was drafted."""
    error: str | None = None


Ask = Callable[[Case, UUID], Reply]
"""Answers a question in a tenant, in the role that the case names; raises nothing."""
