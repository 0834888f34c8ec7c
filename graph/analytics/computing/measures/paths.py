"""Which way leads from one node to another."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from graph.analytics.computing.registry import ID, NAME, measure

if TYPE_CHECKING:
    from graph.analytics.computing.network import Network

_WHICH: Final = {**NAME, "description": "Which node is meant, where several have the id."}
_ENDS: Final[dict[str, Any]] = {
    "start_id": {**ID, "required": True},
    "end_id": {**ID, "required": True},
    "start_label": _WHICH,
    "end_label": _WHICH,
    "max_depth": {"type": "integer", "minimum": 1, "maximum": 10, "default": 5},
    "directed": {"type": "boolean", "default": False, "description": "Only along the arrows."},
}


@measure("shortest_path", _ENDS)
def shortest_path(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """A shortest path between two nodes; of several, the first by the ids on it."""
    ways = _Ways(network, said)
    first = next(ways.each(), None)
    return {
        "found": first is not None,
        "length": ways.length,
        "path": ways.told(first) if first is not None else None,
        **network.size,
    }


@measure(
    "all_shortest_paths",
    {**_ENDS, "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}},
)
def all_shortest_paths(network: "Network", said: dict[str, Any]) -> dict[str, Any]:
    """Every shortest path between two nodes, up to a limit, and how many there are."""
    ways = _Ways(network, said)
    told = [ways.told(path) for path, _ in zip(ways.each(), range(said["limit"]), strict=False)]
    count = ways.count()
    return {
        "found": bool(told),
        "length": ways.length,
        "count": count,
        "paths": told,
        "truncated": count > len(told),
        **network.size,
    }


class _Ways:
    """The shortest ways from a start to an end, as the steps that lead nearer to it."""

    def __init__(self, network: "Network", said: dict[str, Any]) -> None:
        self._network = network
        self._directed = said["directed"]
        self._start = network.find(said["start_id"], said.get("start_label"))
        self._end = network.find(said["end_id"], said.get("end_label"))
        self._graph = network.simple_directed if self._directed else network.simple
        (distances,) = self._graph.distances(source=[self._end], mode="in" if self._directed else "all")
        self._distances = distances
        far = distances[self._start]
        self.length: int | None = int(far) if far <= said["max_depth"] else None
        """How many steps it is; None when there is no way, or it is too long."""

    def each(self) -> Iterator[list[int]]:
        """The ways one after the other, in the order of their nodes; none when there is none."""
        if self.length is None:
            return
        waiting = [[self._start]]
        while waiting:
            path = waiting.pop()
            if path[-1] == self._end:
                yield path
                continue
            waiting.extend([*path, step] for step in reversed(self._nearer(path[-1])))

    def count(self) -> int:
        """How many there are."""
        if self.length is None:
            return 0
        ways = {self._start: 1}
        for _ in range(self.length):
            onward: dict[int, int] = {}
            for node, many in ways.items():
                for step in self._nearer(node):
                    onward[step] = onward.get(step, 0) + many
            ways = onward
        return ways[self._end]

    def told(self, path: list[int]) -> dict[str, Any]:
        """A way as answers have it: its nodes, and the relationships between them as they really run."""
        steps = pairwise(path)
        return {
            "nodes": [self._network.named(node) for node in path],
            "edges": [self._between(start, end) for start, end in steps],
        }

    def _nearer(self, node: int) -> list[int]:
        neighbours = self._graph.neighbors(node, mode="out" if self._directed else "all")
        return [each for each in neighbours if self._distances[each] == self._distances[node] - 1]

    def _between(self, start: int, end: int) -> dict[str, Any]:
        """The relationship of one step; of several, one along the way, and the first by its type."""
        ids = self._network.projection.ids
        if types := self._types(start, end):
            return {"start": ids[start], "type": types[0], "end": ids[end]}
        return {"start": ids[end], "type": self._types(end, start)[0], "end": ids[start]}

    def _types(self, start: int, end: int) -> list[str]:
        """The types of the relationships from one node to another, in order."""
        projection = self._network.projection
        leaving = self._network.whole.incident(start, mode="out")
        return sorted({projection.types[projection.kinds[i]] for i in leaving if projection.ends[i] == end})
