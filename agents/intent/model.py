"""Categories of prompts, and what a rule says of one."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from graph.schema import GraphSchema


class Category(StrEnum):
    """How a run goes on."""

    CHAT = "CHAT"
    GRAPH = "GRAPH"
    SECURITY = "SECURITY"
    ADMIN = "ADMIN"
    DANGEROUS = "DANGEROUS"
    EXPLAIN = "EXPLAIN"


class Source(StrEnum):
    """What has decided on an intent."""

    RULE = "rule"
    CATALOGUE = "catalogue"
    CHANGE = "change"
    READING = "reading"
    FOLLOWUP = "followup"
    CHOICE = "choice"
    CALLER = "caller"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Intent:
    """A category, how sure it is (0..1), why, and the words that said so."""

    category: Category
    confidence: float
    reason: str
    matched: tuple[str, ...] = ()
    source: str = Source.RULE

    def as_json(self) -> dict[str, Any]:
        """The intent as it is recorded with the run."""
        return {**asdict(self), "matched": list(self.matched)}


@dataclass(frozen=True)
class Prompt:
    """A prompt as the rules see it: in lower case, spaces evened out, with the tenant's live schema."""

    text: str
    schema: GraphSchema | None


Rule = Callable[[Prompt], Intent | None]
