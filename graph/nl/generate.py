"""Stage 3: generators, each of which may know how to ask the graph a question.

A generator takes the question, the live schema and a budget, and returns its drafts, best first; none when it
does not know. A higher room registers its own at start-up with ``register``. They are asked in order, until
one trusts a draft enough; ``decide`` then says whether that draft is the answer.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from graph.nl.normalise import Question
from graph.nl.synonyms import DEFAULT_SYNONYMS, Synonyms
from graph.schema import GraphSchema

CONFIDENCE_THRESHOLD: Final = 0.8
"""A draft that its generator trusts less than this is not executed."""
READING_MARGIN: Final = 0.05
"""Drafts that are trusted nearly as much as the best one are readings of their own: it is asked which."""
MAX_READINGS: Final = 5

Action = Literal["answer", "explain", "profile"]
"""What is to be done with a draft: answer with its rows, show its plan, or run it and show what that took."""


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


class Table(NamedTuple):
    """Rows that need no query, since the live schema itself answers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A query that would answer the question. It is not yet validated and must not be executed as it is."""

    cypher: str
    params: dict[str, Any]
    generator: str
    confidence: float
    explanation: str
    used_words: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()
    """The content words of the question that play no part in the draft."""
    kind: str = "table"
    """What the rows are, for the summary: one of ``graph.nl.summarise.KINDS``, which says what each needs."""
    subject: str = ""
    """What was asked for, as a singular noun phrase ("failed Blast task")."""
    subject_plural: str = ""
    hints: dict[str, Any] = field(default_factory=dict)
    """Further facts for the summary, such as the values that a condition could have had."""
    action: Action = "answer"
    table: Table | None = None
    """The answer itself, where nothing has to be executed; ``cypher`` is then empty."""
    reading: str = ""
    """How the question was understood, in one line in the user's language."""

    def as_json(self) -> dict[str, Any]:
        """The draft as JSON."""
        table = self.table and {"columns": self.table[0], "rows": self.table[1]}
        return {
            **asdict(self),
            "used_words": list(self.used_words),
            "left_over": list(self.left_over),
            "table": table,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Draft":
        """The draft that ``as_json`` wrote."""
        table = data.get("table")
        return cls(
            **{
                **data,
                "used_words": tuple(data.get("used_words", ())),
                "left_over": tuple(data.get("left_over", ())),
                "table": table and Table(tuple(table["columns"]), tuple(map(tuple, table["rows"]))),
            }
        )

    @property
    def is_trusted(self) -> bool:
        """Whether its generator is sure enough of it for it to be executed."""
        return self.confidence >= CONFIDENCE_THRESHOLD

    def same_as(self, other: "Draft") -> bool:
        """Whether both ask the graph for the same."""
        return (self.cypher, self.params, self.action, self.table) == (
            other.cypher,
            other.params,
            other.action,
            other.table,
        )


Generator = Callable[[Request], Sequence[Draft]]
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


def generate(request: Request) -> tuple[Draft, ...]:
    """The drafts of the first generator that trusts one of them; else all that were made. Best first.

    Generators are asked until the budget's time has run out.
    """
    deadline = time.monotonic() + request.budget.seconds
    doubtful: list[Draft] = []
    for _, generator in generators():
        drafts = _best_first(generator(request))
        if drafts and drafts[0].is_trusted:
            return drafts
        doubtful += drafts
        if time.monotonic() > deadline:
            break
    return _best_first(doubtful)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done about drafts: execute the one, ask which of the readings is meant, or neither."""

    draft: Draft | None = None
    readings: tuple[Draft, ...] = ()


def decide(drafts: Sequence[Draft]) -> Decision:
    """The draft to execute when one is trusted and stands out, else those between which the user chooses.

    Nothing, when none is trusted: to choose between guesses would still be to guess.
    """
    ranked = _best_first(drafts)
    if not ranked or not ranked[0].is_trusted:
        return Decision()
    floor = ranked[0].confidence - READING_MARGIN
    close: list[Draft] = []
    for each in ranked:
        if each.confidence >= floor and not any(each.same_as(other) for other in close):
            close.append(each)
    return Decision(draft=close[0]) if len(close) == 1 else Decision(readings=tuple(close[:MAX_READINGS]))


def _best_first(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    return tuple(sorted(drafts, key=lambda each: -each.confidence))
