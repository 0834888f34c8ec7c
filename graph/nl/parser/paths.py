"""How two kinds of nodes are connected in the live schema."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.schema import GraphSchema

MAX_HOPS: Final = 3


@dataclass(frozen=True, slots=True)
class Hop:
    """One relationship on the way, in its real direction, and the label that it leads to."""

    type: str
    forward: bool
    label: str


@dataclass(frozen=True, slots=True)
class Way:
    """A path between two kinds of nodes; ``alternatives`` are equally short ones of another meaning."""

    hops: tuple[Hop, ...]
    alternatives: int = 0

    @property
    def types(self) -> frozenset[str]:
        """The relationship types on the way."""
        return frozenset(hop.type for hop in self.hops)

    @property
    def inner_labels(self) -> tuple[str, ...]:
        """The labels passed on the way, without the end."""
        return tuple(hop.label for hop in self.hops[:-1])


def shortest_way(
    schema: GraphSchema, start: frozenset[str], end: frozenset[str], wanted: frozenset[str]
) -> Way | None:
    """The shortest path from nodes with labels ``start`` to nodes with labels ``end``.

    Relationship types that the question names (``wanted``) must be on it. None when there is no such path
    of at most ``MAX_HOPS``, or when both ends are the same kind of node: how those are meant to hang
    together is for the question to say, and this reader cannot tell.
    """
    if not start or not end or schema.together(start | end):
        return None
    for length in range(1, MAX_HOPS + 1):
        found = [hops for hops in _walks(schema, start, end, length) if wanted <= {hop.type for hop in hops}]
        if found:
            return Way(found[0], alternatives=len(found) - 1)
    return None


def _walks(
    schema: GraphSchema, start: frozenset[str], end: frozenset[str], length: int
) -> Iterator[tuple[Hop, ...]]:
    """All walks of ``length`` hops that differ in a type or a direction."""
    for first in _steps(schema, start):
        reached = _reached(schema, start, first)
        if length == 1:
            if end <= reached:
                yield (Hop(*first, label=_widest(schema, end)),)
        else:
            for rest in _walks(schema, reached, end, length - 1):
                yield (Hop(*first, label=_widest(schema, reached)), *rest)


def _steps(schema: GraphSchema, labels: frozenset[str]) -> list[tuple[str, bool]]:
    """The (type, forward) that can leave a node with some of ``labels``."""
    forward = {(triple.type, True) for triple in schema.triples if triple.start in labels}
    backward = {(triple.type, False) for triple in schema.triples if triple.end in labels}
    return sorted(forward | backward)


def _reached(schema: GraphSchema, labels: frozenset[str], step: tuple[str, bool]) -> frozenset[str]:
    kind, forward = step
    return frozenset(
        triple.end if forward else triple.start
        for triple in schema.triples
        if triple.type == kind and (triple.start if forward else triple.end) in labels
    )


def _widest(schema: GraphSchema, labels: frozenset[str]) -> str:
    """The label that most of these nodes have: "Task" rather than one of its kinds."""
    infos = [info for name in labels if (info := schema.label(name))]
    return min(infos, key=lambda info: (-info.count, len(info.name), info.name)).name
