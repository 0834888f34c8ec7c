"""Stage 3: generators, each of which may know how to ask the graph a question.

A generator takes the question, the live schema and a budget, and returns a draft or nothing. A higher
room registers its own at start-up with ``register``; they are asked in order, and the first draft wins.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from uuid import UUID

from graph.nl.normalise import Question
from graph.nl.synonyms import DEFAULT_SYNONYMS, Synonyms
from graph.schema import GraphSchema

CONFIDENCE_THRESHOLD: Final = 0.8
"""A draft that its generator trusts less than this is not executed."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a generator may spend."""

    seconds: float = 30.0


DEFAULT_BUDGET: Final = Budget()


@dataclass(frozen=True, slots=True)
class Request:
    """All that a generator is told."""

    question: Question
    schema: GraphSchema
    tenant_id: UUID
    budget: Budget = DEFAULT_BUDGET
    synonyms: Synonyms = DEFAULT_SYNONYMS


@dataclass(frozen=True, slots=True)
class Draft:
    """A query that would answer the question. It is not yet validated and must not be executed as it is."""

    cypher: str
    params: dict[str, Any]
    generator: str
    confidence: float
    explanation: str
    used_words: tuple[str, ...] = ()
    kind: str = "table"
    """What the rows are, for the summary: ``count``, ``ranking``, ``groups``, ``list`` or ``table``."""
    subject: str = ""
    """What was asked for, as a singular noun phrase ("failed Blast task")."""
    subject_plural: str = ""
    hints: dict[str, Any] = field(default_factory=dict)
    """Further facts for the summary, such as the values that a condition could have had."""

    def as_json(self) -> dict[str, Any]:
        """The draft as JSON."""
        return {**asdict(self), "used_words": list(self.used_words)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Draft":
        """The draft that ``as_json`` wrote."""
        return cls(**{**data, "used_words": tuple(data["used_words"])})


Generator = Callable[[Request], Draft | None]
_generators: dict[str, tuple[int, Generator]] = {}


def register(name: str, *, order: int) -> Callable[[Generator], Generator]:
    """Register a generator under a name of its own; lower orders are asked first.

    Raises:
        ValueError: the name is taken.
    """

    def decorate(generator: Generator) -> Generator:
        if name in _generators:
            raise ValueError(f"A generator named {name!r} is registered already.")
        _generators[name] = (order, generator)
        return generator

    return decorate


def generators() -> list[tuple[str, Generator]]:
    """Names and generators in the order in which they are asked."""
    ranked = sorted(_generators.items(), key=lambda item: (item[1][0], item[0]))
    return [(name, generator) for name, (_, generator) in ranked]


def generate(request: Request) -> Draft | None:
    """The first draft that is trusted enough, or nothing when no generator knows or time has run out."""
    deadline = time.monotonic() + request.budget.seconds
    for _, generator in generators():
        draft = generator(request)
        if draft is not None and draft.confidence >= CONFIDENCE_THRESHOLD:
            return draft
        if time.monotonic() > deadline:
            break
    return None
