"""How two kinds of nodes are connected in the live schema."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from graph.nl.stems import words_of
from graph.schema import GraphSchema

MAX_HOPS: Final = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """Nodes that have all of some labels, or any of some others."""

    labels: frozenset[str] = frozenset()
    any_of: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Every label that says something about these nodes."""
        return self.labels | self.any_of


@dataclass(frozen=True, slots=True)
class Hop:
    """One relationship on the way, in its real direction, and the label that all nodes there have, if any."""

    type: str
    forward: bool
    label: str = ""
    most: int = 1
    """Of so many such relationships in a row at most."""


@dataclass(frozen=True, slots=True)
class Way:
    """A path between two kinds of nodes."""

    hops: tuple[Hop, ...]

    @property
    def types(self) -> frozenset[str]:
        """The relationship types on the way."""
        return frozenset(hop.type for hop in self.hops)

    @property
    def inner_labels(self) -> tuple[str, ...]:
        """The labels passed on the way, without the end."""
        return tuple(hop.label for hop in self.hops[:-1] if hop.label)

    def reversed(self, start_label: str) -> "Way":
        """The same path from the other end, which is a ``start_label``."""
        labels = [start_label, *(hop.label for hop in self.hops[:-1])]
        back = [
            replace(hop, forward=not hop.forward, label=label)
            for hop, label in zip(self.hops, labels, strict=True)
        ]
        return Way(tuple(reversed(back)))


class Connections:
    """The relationship types of a schema, as ways between kinds of nodes. Found once, then remembered."""

    def __init__(self, schema: GraphSchema) -> None:
        self._schema = schema
        self._from: dict[str, dict[str, set[str]]] = {}
        self._to: dict[str, dict[str, set[str]]] = {}
        for triple in schema.triples:
            self._from.setdefault(triple.type, {}).setdefault(triple.start, set()).add(triple.end)
            self._to.setdefault(triple.type, {}).setdefault(triple.end, set()).add(triple.start)
        self._known: dict[tuple[Kind, Kind, tuple[frozenset[str], ...]], tuple[Way, ...]] = {}

    def ways(self, start: Kind, end: Kind, wanted: tuple[frozenset[str], ...] = ()) -> tuple[Way, ...]:
        """The shortest paths from one kind of nodes to another, of at most ``MAX_HOPS``.

        Of each set in ``wanted`` one relationship type must be on the path. Paths of one length that differ
        in a type or direction are different meanings; which of them is meant is for the question to say.
        """
        key = (start, end, wanted)
        if key not in self._known:
            self._known[key] = self._shortest(start, end, wanted)
        return self._known[key]

    def ends(self, kind: str, *, forward: bool) -> frozenset[str]:
        """The labels of the nodes where relationships of a type end; not ``forward``, where they begin."""
        return frozenset((self._to if forward else self._from).get(kind, {}))

    def doers(self, types: Iterable[str], *, receive: bool = False) -> frozenset[str]:
        """The labels of who does what types say: at their start; of a passive, "COORDINATED_BY", at its end.

        Args:
            receive: those to whom it is done.
        """
        ends = (self.ends(kind, forward=receive is not (words_of(kind)[-1] == "by")) for kind in types)
        return frozenset().union(*ends)

    def steps(self, start: Kind) -> list[tuple[str, bool]]:
        """The (type, forward) that can leave nodes of a kind."""
        forward = [(kind, True) for kind, starts in self._from.items() if _has(start, starts.keys())]
        backward = [(kind, False) for kind, ends in self._to.items() if _has(start, ends.keys())]
        return sorted(forward + backward)

    def reached(self, start: Kind, kind: str, *, forward: bool) -> frozenset[str]:
        """The labels of what nodes of a kind lead to by a relationship type."""
        by_label = (self._from if forward else self._to).get(kind, {})
        return frozenset().union(*(by_label.get(name, ()) for name in start.names))

    def common_label(self, labels: frozenset[str]) -> str:
        """The label that stands with all the others ("Task" rather than one of its kinds); empty if none."""
        infos = [info for name in labels if (info := self._schema.label(name))]
        for info in sorted(infos, key=lambda each: (-each.count, len(each.name), each.name)):
            if all(self._schema.together(frozenset({info.name, other})) for other in labels):
                return info.name
        return ""

    def _shortest(self, start: Kind, end: Kind, wanted: tuple[frozenset[str], ...]) -> tuple[Way, ...]:
        if not start.names or not end.names:
            return ()
        for length in range(max(1, len(wanted)), MAX_HOPS + 1):
            found = tuple(
                Way(hops)
                for hops in self._walks(start, end, length)
                if all(types & {hop.type for hop in hops} for types in wanted)
            )
            if found:
                return found
        return ()

    def _walks(self, start: Kind, end: Kind, length: int) -> Iterator[tuple[Hop, ...]]:
        """All walks of ``length`` hops that differ in a type or a direction."""
        for kind, forward in self.steps(start):
            reached = self.reached(start, kind, forward=forward)
            if length == 1:
                if _has(end, reached):
                    yield (Hop(kind, forward),)
                continue
            hop = Hop(kind, forward, self.common_label(reached))
            for rest in self._walks(Kind(any_of=reached), end, length - 1):
                yield (hop, *rest)


def _has(kind: Kind, labels: Iterable[str]) -> bool:
    """Whether nodes of the kind can have a relationship that those with ``labels`` have."""
    known = set(labels)
    return kind.labels <= known and (not kind.any_of or not kind.any_of.isdisjoint(known))
