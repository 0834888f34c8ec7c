"""What a tenant's graph holds, as data: the same shape for every tenant's own labels."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True, slots=True)
class PropertyInfo:
    """A property as it was observed on the nodes of one label."""

    name: str
    type: str
    """``text``, ``integer``, ``float``, ``boolean``, ``datetime``, ``list`` or ``mixed``."""
    coverage: float
    """Share of the label's nodes that have it, 0..1."""
    values: tuple[str, ...] = ()
    """All distinct values of a text property that has few; otherwise none."""


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
    """A relationship type between two labels, in its real direction."""

    start: str
    type: str
    end: str
    count: int


@dataclass(frozen=True)
class GraphSchema:
    """The labels, relationships and properties that one tenant's graph really has."""

    labels: tuple[LabelInfo, ...] = ()
    label_sets: tuple[LabelSet, ...] = ()
    triples: tuple[Triple, ...] = ()
    relationship_counts: dict[str, int] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """A fingerprint that changes when, and only when, anything in the schema does."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def node_count(self) -> int:
        """Nodes of the tenant; each counts once, however many labels it has."""
        return sum(each.count for each in self.label_sets)

    def label(self, name: str) -> LabelInfo | None:
        """The label of exactly that name."""
        return next((each for each in self.labels if each.name == name), None)

    def together(self, labels: frozenset[str]) -> bool:
        """Whether some node has all of these labels."""
        return any(labels <= each.labels for each in self.label_sets)

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
        """The schema as JSON, with label sets as sorted lists."""
        return {
            "labels": [asdict(each) for each in self.labels],
            "label_sets": [{"labels": sorted(s.labels), "count": s.count} for s in self.label_sets],
            "triples": [asdict(each) for each in self.triples],
            "relationship_counts": self.relationship_counts,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "GraphSchema":
        """The schema that ``as_json`` wrote."""
        return cls(
            labels=tuple(
                LabelInfo(
                    each["name"],
                    each["count"],
                    tuple(PropertyInfo(**{**p, "values": tuple(p["values"])}) for p in each["properties"]),
                )
                for each in data["labels"]
            ),
            label_sets=tuple(LabelSet(frozenset(s["labels"]), s["count"]) for s in data["label_sets"]),
            triples=tuple(Triple(**each) for each in data["triples"]),
            relationship_counts=data["relationship_counts"],
        )
