"""How many nodes and relationships a pattern stands for, by the counts of the live schema.

The schema counts nodes by their sets of labels and relationships by pairs of single labels. Nodes are
therefore divided into classes, one for each set of labels, and the relationships between two classes are
estimated by the rarest pair of their labels: exact where some label of each set is its own, too high
elsewhere.

Each class may be connected with each, so an estimate takes the square of their number. Where there are many
sets, those that no pattern of the query tells apart and whose rarest label is the same are one class, with
the labels that they share. There are then hardly more classes than labels, and no fewer relationships.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

from graph.cypher.ast import RelationshipPattern
from graph.cypher.scopes import NodeShape
from graph.schema import GraphSchema, LabelSet, PropertyInfo

MANY_SETS: Final = 100
"""From so many sets of labels on they are taken together."""
Frontier = Mapping[frozenset[str], float]
"""How many rows stand at a node of each class."""
_Linked = dict[str, dict[str, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step from a frontier: where it leads, and how many relationships it walks to get there."""

    reached: Frontier
    walked: float


class Statistics:
    """The counts of one schema, arranged for estimates of a query that names some of its labels."""

    def __init__(self, schema: GraphSchema, named: Collection[str] = ()) -> None:
        self._schema = schema
        self.classes = _classes(schema, frozenset(named))
        """How many nodes each class has."""
        self._by_rarest: dict[str, list[frozenset[str]]] = {}
        """The classes by their rarest label, so that only those are looked at which a label leads to."""
        for labels in self.classes:
            self._by_rarest.setdefault(_rarest(labels, schema), []).append(labels)
        self._ends: _Linked = {}
        self._starts: _Linked = {}
        """What each label is connected with by each type, and how often: by its arrow, and against it."""
        for each in schema.triples:
            self._ends.setdefault(each.start, {}).setdefault(each.type, {})[each.end] = each.count
            self._starts.setdefault(each.end, {}).setdefault(each.type, {})[each.start] = each.count
        self._degrees: dict[tuple[frozenset[str], tuple[str, ...], str], Frontier] = {}

    def nodes(self, shape: NodeShape) -> float:
        """How many nodes have the shape."""
        return sum(self.at(shape).values())

    def at(self, shape: NodeShape) -> Frontier:
        """The nodes of the shape by class."""
        return {labels: count for labels, count in self.classes.items() if _has(shape, labels)}

    def relationships(self) -> int:
        """How many relationships there are."""
        return sum(self._schema.relationship_counts.values())

    def hop(
        self, start: Frontier, relationship: RelationshipPattern, end: NodeShape, *, is_first: bool = True
    ) -> Hop:
        """One step along the pattern's types and direction. ``end`` is checked at the far end of each walk.

        No path goes back on the relationship that it came by: not the first hop of an undirected pattern, it
        has one relationship less to choose from.
        """
        reached: dict[frozenset[str], float] = {}
        walked = 0.0
        at_end = self.at(end)
        for here, arrived in start.items():
            degrees = self._degrees_of(here, relationship)
            degree = sum(degrees.values())
            goes_on = not is_first and relationship.direction == "either" and degree
            rows = arrived * max(degree - 1, 0) / degree if goes_on else arrived
            walked += rows * degree
            for there, number in degrees.items():
                if there in at_end:
                    reached[there] = reached.get(there, 0) + rows * number
        return Hop(reached, walked)

    def _degrees_of(self, here: frozenset[str], relationship: RelationshipPattern) -> Frontier:
        """How many relationships of the pattern a node of the class has to the nodes of each other."""
        key = here, relationship.types, relationship.direction
        if key not in self._degrees:
            counts: dict[frozenset[str], float] = {}
            for direction, linked in (("left", self._starts), ("right", self._ends)):
                if relationship.direction in (direction, "either"):
                    self._add_counts(counts, here, relationship.types, linked)
            nodes = self.classes[here]
            self._degrees[key] = {there: count / nodes for there, count in counts.items()}
        return self._degrees[key]

    def _add_counts(
        self,
        counts: dict[frozenset[str], float],
        here: frozenset[str],
        types: Collection[str],
        linked: _Linked,
    ) -> None:
        """Relationships of a class to each other: of each type, as many as the rarest pair of labels has."""
        first, *others = [linked.get(label, {}) for label in here] or [{}]
        for kind in types or first:
            rarest = first.get(kind, {})
            for other in others:
                of_other = other.get(kind, {})
                rarest = {end: min(rarest[end], of_other[end]) for end in rarest.keys() & of_other.keys()}
            for there in (each for end in rarest for each in self._by_rarest.get(end, ())):
                if there <= rarest.keys():
                    counts[there] = counts.get(there, 0) + min([rarest[label] for label in there])

    def property(self, shape: NodeShape, key: str) -> PropertyInfo | None:
        """What is known of a property of nodes of the shape, when that is the same for all of them."""
        if len(shape.alternatives) != 1:
            return None
        [labels] = shape.alternatives
        return next((each for each in self._schema.properties_of(labels) if each.name == key), None)

    def longest(self, key: str | None) -> int:
        """How long the longest text or list is that was found under a name, or under any."""
        return self._longest.get(key, 0) if key is not None else max(self._longest.values(), default=0)

    @cached_property
    def _longest(self) -> dict[str, int]:
        owned = [each.properties for each in self._schema.labels]
        owned += [each.properties for each in self._schema.relationships]
        found: dict[str, int] = {}
        for info in chain.from_iterable(owned):
            found[info.name] = max(found.get(info.name, 0), info.longest)
        return found

    def different(self, shape: NodeShape, key: str) -> int:
        """How many different values a property has; 0 where that is not known."""
        info = self.property(shape, key)
        return info.distinct or len(info.values) if info else 0


def _classes(schema: GraphSchema, named: frozenset[str]) -> Frontier:
    """The nodes by their sets of labels; where those are many, by what the query and the counts tell apart.

    Of those that are taken together all have the same of the labels that are named.
    """
    sets = [each for each in schema.label_sets if each.count]
    if len(sets) < MANY_SETS:
        return {each.labels: float(each.count) for each in sets}
    alike: dict[tuple[frozenset[str], str], list[LabelSet]] = {}
    for each in sets:
        alike.setdefault((each.labels & named, _rarest(each.labels, schema)), []).append(each)
    return {
        frozenset.intersection(*(each.labels for each in group)): float(sum(each.count for each in group))
        for group in alike.values()
    }


def _rarest(labels: frozenset[str], schema: GraphSchema) -> str:
    """The label that the fewest nodes have; an empty text without labels."""

    def rarity(name: str) -> tuple[int, str]:
        info = schema.label(name)
        return info.count if info else 0, name

    return min(labels, key=rarity, default="")


def _has(shape: NodeShape, labels: frozenset[str]) -> bool:
    return any(alternative <= labels for alternative in shape.alternatives)
