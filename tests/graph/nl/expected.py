"""What the generated data itself answers: numbers of nodes, what relationships lead to, and what fits."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from graph.sample import Sample, SampleNode

Facts = Callable[[Sample], Any]


def number(*labels: str, **properties: Any) -> Facts:
    """How many nodes have these labels and properties."""

    def count(sample: Sample) -> int:
        return sum(
            all(node.properties.get(key) == value for key, value in properties.items())
            for node in sample.labelled(*labels)
        )

    return count


def tally(*labels: str, by: str) -> Facts:
    """Numbers of nodes by a property."""
    return lambda sample: Counter(node.properties[by] for node in sample.labelled(*labels))


def linked(sample: Sample, start: SampleNode, *steps: str) -> set[str]:
    """Ids of the nodes that are reached by relationship types, ``<`` against their direction."""
    reached = {(start.labels[0], start.orig_id)}
    for step in steps:
        kind = step.removeprefix("<")
        pairs = ((r.start, r.end) for r in sample.relationships if r.type == kind)
        if step.startswith("<"):
            pairs = ((b, a) for a, b in pairs)
        reached = {(b.labels[0], b.orig_id) for a, b in pairs if (a.labels[0], a.orig_id) in reached}
    return {orig_id for _, orig_id in reached}


def degrees(label: str, name: str, *steps: str, only: Callable[[SampleNode], bool] = lambda _: True) -> Facts:
    """For each node of a label, by its name, how many nodes are reached by ``steps``."""

    def count(sample: Sample) -> dict[str, int]:
        allowed = {node.orig_id for node in sample.nodes if only(node)}
        return {
            node.properties[name]: len(linked(sample, node, *steps) & allowed)
            for node in sample.labelled(label)
        }

    return count


def first(amount: int, facts: Facts) -> Facts:
    """The highest of a count, in order."""

    def ranked(sample: Sample) -> list[tuple[Any, int]]:
        return sorted(facts(sample).items(), key=lambda item: (-item[1], item[0]))[:amount]

    return ranked


def last(amount: int, facts: Facts) -> Facts:
    """The lowest of a count, in order."""
    return lambda sample: sorted(facts(sample).items(), key=lambda item: (item[1], item[0]))[:amount]


def names(label: str, name: str, *steps: str, to: Callable[[SampleNode], bool]) -> Facts:
    """Names of the nodes of a label from which ``steps`` lead to a node that fits."""

    def found(sample: Sample) -> set[str]:
        fitting = {node.orig_id for node in sample.nodes if to(node)}
        return {
            node.properties[name] for node in sample.labelled(label) if linked(sample, node, *steps) & fitting
        }

    return found


def amount(facts: Facts) -> Facts:
    """How many there are."""
    return lambda sample: len(facts(sample))


def failed(node: SampleNode) -> bool:
    return node.properties.get("status") == "Failed"


def failed_blast(node: SampleNode) -> bool:
    return failed(node) and "Blast" in node.labels


def in_database(stem: str) -> Callable[[SampleNode], bool]:
    return lambda node: "BlastDb" in node.labels and node.properties["user_filename"].startswith(f"{stem}.")


def at(institution: str) -> Callable[[SampleNode], bool]:
    return lambda node: node.labels[0] == "Institution" and node.properties["name"] == institution


def key(node: SampleNode) -> tuple[str, str]:
    return node.labels[0], node.orig_id


def targets(sample: Sample, node: SampleNode, kind: str) -> list[SampleNode]:
    """Where a node's relationships of a type lead."""
    return [r.end for r in sample.relationships if r.type == kind and key(r.start) == key(node)]


def sources(sample: Sample, node: SampleNode, kind: str) -> list[SampleNode]:
    """From where relationships of a type lead to a node."""
    return [r.start for r in sample.relationships if r.type == kind and key(r.end) == key(node)]


def status(node: SampleNode) -> str:
    return str(node.properties["status"])


def users(fits: Callable[[Sample, SampleNode], bool]) -> Facts:
    """The user names of those that fit."""
    return lambda s: {n.properties["user_name"] for n in s.labelled("User") if fits(s, n)}


def tasks(fits: Callable[[Sample, SampleNode], bool]) -> Facts:
    """The ids of the tasks that fit."""
    return lambda s: {n.properties["task_id"] for n in s.labelled("Task") if fits(s, n)}


def files(fits: Callable[[Sample, SampleNode], bool]) -> Facts:
    """The names of the files that fit."""
    return lambda s: {n.properties["user_filename"] for n in s.labelled("File") if fits(s, n)}


def runs(label: str = "Task", wanted: str | None = None) -> Callable[[Sample, SampleNode], list[SampleNode]]:
    """The tasks of a user, of a label and status."""
    return lambda s, user: [
        t for t in targets(s, user, "RUNS") if label in t.labels and wanted in (None, status(t))
    ]
