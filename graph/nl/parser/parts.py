"""What is found in a question: nouns, what is said of them, how they hang together, and what is left open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph.nl.parser.nouns.connections import Kind, Way
from graph.nl.parser.query.tree import Condition

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Option(Generic[_Value]):
    """One of several things that words can mean, what it leaves of the confidence, and how to say it."""

    value: _Value
    weight: float = 1.0
    said: str = ""


@dataclass(slots=True)
class Choices:
    """Which option is taken where a question leaves several: the scripted one, else the first."""

    script: tuple[int, ...] = ()
    sizes: list[int] = field(default_factory=list)

    def pick(self, options: Sequence[Option[_Value]]) -> Option[_Value]:
        """The option of this place in the script."""
        place = len(self.sizes)
        self.sizes.append(len(options))
        return options[self.script[place] if place < len(self.script) else 0]

    def deviations(self) -> Iterator[tuple[int, ...]]:
        """The scripts that take another option at one place, and at all places before it as now."""
        for place in range(len(self.script), len(self.sizes)):
            taken = self.script + (0,) * (place - len(self.script))
            for other in range(1, self.sizes[place]):
                yield (*taken, other)


@dataclass(slots=True, eq=False)
class Noun:
    """A kind of node that the question speaks of."""

    kind: Kind
    start: int
    end: int
    variable: str = ""
    does: frozenset[str] = frozenset()
    """Relationship types by which the word itself names these nodes: "members" are those with MEMBER_OF."""
    receives: bool = False
    """It names those to whom such relationships lead: "parents", by CHILD_OF."""


@dataclass(slots=True, eq=False)
class Modifier:
    """A condition on a noun, with the words that say it."""

    owner: Noun
    start: int
    end: int
    condition: Condition
    said: str
    adjective: bool = False
    property: str = ""


@dataclass(slots=True, eq=False)
class Link:
    """How a noun hangs on another one."""

    parent: Noun
    child: Noun
    way: Way
    start: int
    negated: bool = False
    amount: tuple[str, int] | None = None
    """How many such nodes there must be, where the question says it: a sign and a number."""
    alone: Noun | None = None
    """ONLY: the same without the child's conditions, of which there must be no other."""
    variable: str = ""
    """The relationship's, where a condition speaks of it."""
    either: bool = False
    """The way may be gone in either direction."""
