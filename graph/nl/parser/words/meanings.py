"""What words of a question can mean in a graph."""

from dataclasses import dataclass
from typing import TypeVar

from graph.nl.languages.measures import Measure
from graph.nl.operators import Gradable, Operator
from graph.nl.parser.nouns.connections import Kind


@dataclass(frozen=True, slots=True)
class LabelMeaning:
    """Nodes of a kind; a kind without labels is any node."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class PropertyMeaning:
    """The properties that share a name in speech."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class RelationshipMeaning:
    """The relationship types that share a name in speech."""

    types: frozenset[str]
    nominal: bool = False
    """The word speaks of such a relationship as a thing: "identification"."""


@dataclass(frozen=True, slots=True)
class AgentMeaning:
    """Those from whom relationships of these types go out: "members", "collectors"."""

    types: frozenset[str]
    receives: bool = False
    """To whom they lead instead: the "parents", by relationships of the type CHILD_OF."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the graph holds a value: a property of the nodes of a label, or of relationships of a type."""

    owner: str
    property: str
    spellings: tuple[str, ...]
    of_relationship: bool = False


@dataclass(frozen=True, slots=True)
class ValueMeaning:
    """A value that the graph holds, with everything that has it."""

    places: tuple[Place, ...]
    exact: bool = True
    """Written as the graph has it; otherwise another form of the word, or a part of it."""


@dataclass(frozen=True, slots=True)
class OperatorMeaning:
    """What a phrase asks for, whatever the graph."""

    operator: Operator


@dataclass(frozen=True, slots=True)
class GradableMeaning:
    """An adjective that compares; ``superlative`` as in "largest"."""

    gradable: Gradable
    superlative: bool


@dataclass(frozen=True, slots=True)
class UnitMeaning:
    """A unit of measurement: "MB", "hours"."""

    unit: Measure


Meaning = (
    LabelMeaning
    | PropertyMeaning
    | RelationshipMeaning
    | AgentMeaning
    | ValueMeaning
    | OperatorMeaning
    | GradableMeaning
    | UnitMeaning
)
_Meaning = TypeVar("_Meaning", bound=Meaning)


@dataclass(frozen=True, slots=True)
class Item:
    """The tokens ``start`` to ``end`` (exclusive), and all that they can mean."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]

    def as_a(self, kind: type[_Meaning]) -> _Meaning | None:
        """The item as a label, a property and so on; None where it cannot be one."""
        return next((each for each in self.meanings if isinstance(each, kind)), None)

    def asks(self, *operators: Operator) -> bool:
        """Whether the item is one of the operators."""
        return any(isinstance(each, OperatorMeaning) and each.operator in operators for each in self.meanings)
