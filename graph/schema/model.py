"""What a tenant's graph holds, as data: the same shape for every tenant's own labels."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

Direction = Literal["out", "in", "both"]
"""Along a relationship's arrow, against it, or either way."""


@dataclass(frozen=True, slots=True)
class PropertyInfo:
    """A property as it was observed on the nodes of one label, or the relationships of one type."""

    name: str
    type: str
    """``text``, ``integer``, ``float``, ``boolean``, ``datetime``, ``list`` or ``mixed``."""
    coverage: float
    """Share of the nodes or relationships that have it, 0..1."""
    values: tuple[str, ...] = ()
    """All distinct values that were found of a text property that has few; otherwise none."""
    distinct: int = 0
    """How many different values it has; 0 where that is not known (lists)."""
    minimum: int | float | str | None = None
    """Smallest number, or earliest date as ISO 8601 text; None for all other types."""
    maximum: int | float | str | None = None
    examples: tuple[str, ...] = ()
    """A few values of a text property that has many, or a few elements of a list of text."""
    iso_text: bool = False
    """A ``datetime`` that is stored as ISO 8601 text, and so must be compared with text."""
    longest: int = 0
    """How many characters the longest text has that was found, or elements the longest list."""


@dataclass(frozen=True, slots=True)
class LabelInfo:
    """One label, alone or as part of a label set."""

    name: str
    count: int
    properties: tuple[PropertyInfo, ...] = ()

    def property(self, name: str) -> PropertyInfo | None:
        """The property of that name, if any node of the label has it."""
        return next((each for each in self.properties if each.name == name), None)


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Labels that stand together on a node, and on how many nodes."""

    labels: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True)
class Triple:
    """A relationship type between two labels, in its real direction.

    A relationship counts once for every pair of labels of its ends, so triples must not be added up:
    ``Degree`` and ``relationship_counts`` are the sums.
    """

    start: str
    type: str
    end: str
    count: int


@dataclass(frozen=True, slots=True)
class Degree:
    """How many relationships of a type begin, and how many end, at the nodes of a label."""

    label: str
    type: str
    outgoing: int
    incoming: int


@dataclass(frozen=True, slots=True)
class RelationshipInfo:
    """One relationship type and its properties."""

    type: str
    count: int
    properties: tuple[PropertyInfo, ...] = ()

    def property(self, name: str) -> PropertyInfo | None:
        """The property of that name, if any relationship of the type has it."""
        return next((each for each in self.properties if each.name == name), None)


@dataclass(frozen=True)
class GraphSchema:
    """The labels, relationships and properties that one tenant's graph really has."""

    labels: tuple[LabelInfo, ...] = ()
    label_sets: tuple[LabelSet, ...] = ()
    triples: tuple[Triple, ...] = ()
    relationship_counts: dict[str, int] = field(default_factory=dict)
    relationships: tuple[RelationshipInfo, ...] = ()
    degrees: tuple[Degree, ...] = ()
    notices: tuple[str, ...] = ()
    """What could not be read within the bounds, in words for a person; empty when nothing is missing."""
    unnameable: tuple[str, ...] = ()
    """Labels, types and properties that are left out because no query can hold their names."""

    @cached_property
    def version(self) -> str:
        """A fingerprint that changes when, and only when, anything in the schema does."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def node_count(self) -> int:
        """Nodes of the tenant; each counts once, however many labels it has."""
        return sum(each.count for each in self.label_sets)

    @cached_property
    def relationship_count(self) -> int:
        """Relationships of the tenant, of all types."""
        return sum(self.relationship_counts.values())

    @cached_property
    def _labels_by_name(self) -> dict[str, LabelInfo]:
        return {each.name: each for each in self.labels}

    @cached_property
    def _degrees(self) -> dict[tuple[str, str], Degree]:
        return {(each.label, each.type): each for each in self.degrees}

    def label(self, name: str) -> LabelInfo | None:
        """The label of exactly that name."""
        return self._labels_by_name.get(name)

    def relationship(self, kind: str) -> RelationshipInfo | None:
        """The relationship type of exactly that name."""
        return next((each for each in self.relationships if each.type == kind), None)

    def together(self, labels: frozenset[str]) -> bool:
        """Whether some node has all of these labels."""
        return any(labels <= each.labels for each in self.label_sets)

    def count_of(self, labels: frozenset[str]) -> int:
        """How many nodes have all of these labels; all nodes for no label."""
        return sum(each.count for each in self.label_sets if labels <= each.labels)

    def fan_out(self, label: str | None, kind: str | None, direction: Direction) -> float:
        """Relationships that an average node of the label has that way; None stands for any label or type."""
        nodes = self.node_count if label is None else self.count_of(frozenset({label}))
        if not nodes:
            return 0.0
        if label is None:
            total = self.relationship_count if kind is None else self.relationship_counts.get(kind, 0)
            return (2 if direction == "both" else 1) * total / nodes
        if kind is not None:
            found = self._degrees.get((label, kind))
            counted = [found] if found else []
        else:
            counted = [each for each in self.degrees if each.label == label]
        outgoing = sum(each.outgoing for each in counted) if direction != "in" else 0
        incoming = sum(each.incoming for each in counted) if direction != "out" else 0
        return (outgoing + incoming) / nodes

    def properties_of(self, labels: frozenset[str]) -> Iterator[PropertyInfo]:
        """The properties that nodes with these labels can have; the narrowest label's view of each."""
        seen: set[str] = set()
        known = [info for name in labels if (info := self.label(name))]
        for info in sorted(known, key=lambda each: each.count):
            for each in info.properties:
                if each.name not in seen:
                    seen.add(each.name)
                    yield each

    def as_json(self) -> dict[str, Any]:
        """The schema as JSON, with label sets as sorted lists; what ``from_json`` reads."""
        return {
            "labels": [asdict(each) for each in self.labels],
            "label_sets": [{"labels": sorted(s.labels), "count": s.count} for s in self.label_sets],
            "triples": [asdict(each) for each in self.triples],
            "relationship_counts": self.relationship_counts,
            "relationships": [asdict(each) for each in self.relationships],
            "degrees": [asdict(each) for each in self.degrees],
            "notices": list(self.notices),
            "unnameable": list(self.unnameable),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "GraphSchema":
        """The schema that ``as_json`` wrote; what a shorter, hand-written one leaves out is empty."""
        return cls(
            labels=tuple(
                LabelInfo(each["name"], each["count"], _properties(each)) for each in data.get("labels", ())
            ),
            label_sets=tuple(
                LabelSet(frozenset(s["labels"]), s["count"]) for s in data.get("label_sets", ())
            ),
            triples=tuple(Triple(**each) for each in data.get("triples", ())),
            relationship_counts=dict(data.get("relationship_counts", {})),
            relationships=tuple(
                RelationshipInfo(each["type"], each["count"], _properties(each))
                for each in data.get("relationships", ())
            ),
            degrees=tuple(Degree(**each) for each in data.get("degrees", ())),
            notices=tuple(data.get("notices", ())),
            unnameable=tuple(data.get("unnameable", ())),
        )


def _properties(data: Mapping[str, Any]) -> tuple[PropertyInfo, ...]:
    return tuple(
        PropertyInfo(
            **{**each, "values": tuple(each.get("values", ())), "examples": tuple(each.get("examples", ()))}
        )
        for each in data.get("properties", ())
    )
