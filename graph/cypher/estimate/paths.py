"""How many paths a pattern finds, and how many relationships are walked to find them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from graph.cypher import ast
from graph.cypher.estimate.statistics import Frontier, Statistics
from graph.cypher.scopes import ANY_NODE, NodeShape

Direction = Literal["left", "right", "either"]

PATH_COST: Final = 10
"""One path of variable length costs about as much as so many rows: it is kept and checked node by node."""
_REVERSED: Final[dict[Direction, Direction]] = {"left": "right", "right": "left", "either": "either"}
_TIES: Final = 5
"""Shortest paths of the same length between two nodes, when all of them are asked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """Paths for each row that came in, what was looked at for each, and whether nothing held them to a row.

    ``spread`` tells which nodes the variables of the path stand at.
    """

    paths: float
    touched: float
    is_apart: bool
    spread: Mapping[str, Frontier]


@dataclass(frozen=True, slots=True)
class Ends:
    """What is known of a path's nodes: their shapes, where bound ones stand, which share passes
    conditions."""

    shape: Callable[[ast.NodePattern], NodeShape]
    bound: Callable[[ast.NodePattern], Frontier | None]
    share: Callable[[ast.NodePattern], float]


def find(path: ast.PathPattern, ends: Ends, statistics: Statistics) -> Found:
    """Estimate a path, begun at a node that is bound already or else at the cheaper of its ends."""
    nodes = [path.start, *(step.node for step in path.steps)]
    bound = [index for index, node in enumerate(nodes) if ends.bound(node) is not None]
    if path.function is not None:
        return _shortest(path, ends, statistics, is_apart=not bound)
    if not bound:
        backwards = _reversed(path)
        here, there = (_from_start(each, ends, statistics) for each in (path, backwards))
        return min(here, there, key=lambda found: found.touched)
    return _from_bound(path, bound[0], ends, statistics)


def _reversed(path: ast.PathPattern) -> ast.PathPattern:
    nodes = [path.start, *(step.node for step in path.steps)]
    links = [
        replace(step.relationship, direction=_REVERSED[step.relationship.direction]) for step in path.steps
    ]
    steps = tuple(map(ast.Step, reversed(links), reversed(nodes[:-1])))
    return ast.PathPattern(nodes[-1], steps)


def _from_start(path: ast.PathPattern, ends: Ends, statistics: Statistics) -> Found:
    frontier, scanned = _candidates(path.start, ends, statistics)
    walked = _walk(path.steps, frontier, ends, statistics)
    spread = _standing(path.start, frontier) | walked.spread
    return Found(walked.paths, scanned + walked.touched, is_apart=True, spread=spread)


def _from_bound(path: ast.PathPattern, index: int, ends: Ends, statistics: Statistics) -> Found:
    backwards = _reversed(path)
    rightwards = path.steps[index:]
    leftwards = backwards.steps[len(path.steps) - index :]
    node = [path.start, *(step.node for step in path.steps)][index]
    frontier = _one(ends.bound(node) or {})
    right = _walk(rightwards, frontier, ends, statistics)
    left = _walk(leftwards, frontier, ends, statistics)
    touched = right.touched + right.paths * left.touched
    return Found(right.paths * left.paths, touched, is_apart=False, spread=right.spread | left.spread)


@dataclass(frozen=True, slots=True)
class _Walked:
    paths: float
    touched: float
    spread: dict[str, Frontier]


def _standing(node: ast.NodePattern, frontier: Frontier) -> dict[str, Frontier]:
    return {node.variable: frontier} if node.variable else {}


def _one(frontier: Frontier) -> Frontier:
    """The same spread for one row."""
    total = sum(frontier.values()) or 1
    return {labels: rows / total for labels, rows in frontier.items()}


def _walk(steps: tuple[ast.Step, ...], frontier: Frontier, ends: Ends, statistics: Statistics) -> _Walked:
    touched = 0.0
    spread: dict[str, Frontier] = {}
    for step in steps:
        shape = ends.shape(step.node)
        frontier, walked = _step(frontier, step.relationship, shape, statistics)
        share = ends.share(step.node)
        if ends.bound(step.node) is not None:
            share = 1 / max(statistics.nodes(shape), 1)
        frontier = {labels: rows * share for labels, rows in frontier.items()}
        touched += walked
        spread |= _standing(step.node, frontier)
    return _Walked(sum(frontier.values()), touched, spread)


def _step(
    frontier: Frontier, relationship: ast.RelationshipPattern, end: NodeShape, statistics: Statistics
) -> tuple[Frontier, float]:
    if relationship.length is None:
        hop = statistics.hop(frontier, relationship, end)
        return hop.reached, hop.walked
    least, most = relationship.length.minimum, relationship.length.maximum or 0
    reached: dict[frozenset[str], float] = {}
    touched = 0.0
    for hops in range(most + 1):
        if hops:
            hop = statistics.hop(frontier, relationship, ANY_NODE, is_first=hops == 1)
            frontier, touched = hop.reached, touched + hop.walked * PATH_COST
        if hops >= (1 if least is None else least):
            at_end = statistics.at(end)
            for labels, rows in frontier.items():
                if labels in at_end:
                    reached[labels] = reached.get(labels, 0) + rows
    return reached, touched


def _shortest(path: ast.PathPattern, ends: Ends, statistics: Statistics, *, is_apart: bool) -> Found:
    """One search for each pair of ends, half way from either side; found are no more than there are paths."""
    relationship, last = path.steps[0].relationship, path.steps[-1].node
    starts, start_scan = _candidates(path.start, ends, statistics)
    goals, goal_scan = _candidates(last, ends, statistics)
    pairs = max(sum(starts.values()), 1) * max(sum(goals.values()), 1)
    reached, _ = _step(starts, relationship, ends.shape(last), statistics)
    paths = sum(reached.values()) * sum(goals.values()) / max(statistics.nodes(ends.shape(last)), 1)
    searched, frontier = 1.0, _one(starts)
    for hops in range((_longest(relationship) + 1) // 2):
        hop = statistics.hop(frontier, relationship, ANY_NODE, is_first=hops == 0)
        frontier, searched = hop.reached, searched + 2 * hop.walked
    searched = min(searched, max(2 * statistics.relationships(), 1))
    ties, cost = (_TIES, PATH_COST) if path.function == "allShortestPaths" else (1, 1)
    touched = start_scan + goal_scan + pairs * searched * cost
    return Found(min(pairs * ties, paths), touched, is_apart, {})


def _candidates(node: ast.NodePattern, ends: Ends, statistics: Statistics) -> tuple[Frontier, float]:
    """Where a path may begin or end, for each row that comes in, and how many nodes are scanned for that."""
    if (bound := ends.bound(node)) is not None:
        return _one(bound), 0
    scanned, share = statistics.at(ends.shape(node)), ends.share(node)
    return {labels: count * share for labels, count in scanned.items()}, max(sum(scanned.values()), 1)


def _longest(relationship: ast.RelationshipPattern) -> int:
    return (relationship.length.maximum or 1) if relationship.length else 1
