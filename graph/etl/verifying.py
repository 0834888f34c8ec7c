"""Read back what was loaded, and compare it with what was taken in."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from graph.etl.ahead import in_turn
from graph.etl.canonical import ContentHash
from graph.etl.projection import stream_nodes, stream_relationships
from graph.etl.records import NodeRecord, RelationshipRecord
from graph.etl.staging import Action, Staging
from graph.etl.staging.comparing import in_parts, next_existing_id
from graph.etl.staging.taking import identity


@dataclass
class Found:
    """What is in the graph: as a hash, and counted."""

    content: ContentHash = field(default_factory=ContentHash)
    label_sets: Counter[tuple[str, ...]] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)

    @property
    def labels(self) -> Counter[str]:
        """How many nodes have each label."""
        found: Counter[str] = Counter()
        for labels, count in self.label_sets.items():
            found.update(dict.fromkeys(labels, count))
        return found

    def add(self, record: NodeRecord | RelationshipRecord) -> None:
        """Count one in."""
        self.content.add(record)
        if isinstance(record, NodeRecord):
            self.label_sets[record.labels] += 1
        else:
            self.types[record.type] += 1


def read_back(
    staging: Staging, *, tenant_id: UUID, whole: bool, check: Callable[[], None], told: Callable[[int], None]
) -> Found:
    """What the graph has of what was taken in.

    Args:
        whole: the graph is to hold nothing else, so all of it counts.
        told: called with the number of records read so far, every now and then.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, and what ``check`` and ``told`` raise.
    """
    found = Found()
    read = 0
    with staging.transaction():
        staging.run("DELETE FROM met")
    streams: tuple[Generator[list[Any], None, None], ...] = tuple(
        in_parts(stream(tenant_id, check=check)) for stream in (stream_nodes, stream_relationships)
    )
    with closing(streams[0]), closing(streams[1]):
        for part in in_turn(*streams):
            for record in part if whole else _taken(staging, part):
                found.add(record)
            read += len(part)
            told(read)
    return found


def _taken(staging: Staging, part: list[Any]) -> Iterator[NodeRecord | RelationshipRecord]:
    if isinstance(part[0], NodeRecord):
        text = f"SELECT orig_id FROM nodes WHERE orig_id IN ({{}}) AND action < {Action.DELETE}"
        ids = {row[0] for row in staging.among(text, [record.orig_id for record in part])}
        yield from (record for record in part if record.orig_id in ids)
        return
    with staging.transaction():
        keys = {
            identity(each.type, each.start, each.end, next_existing_id(staging, each)): each for each in part
        }
    text = f"SELECT key FROM relationships WHERE key IN ({{}}) AND action < {Action.DELETE}"
    for (key,) in staging.among(text, list(keys)):
        yield keys[key]


def report(
    *, content: ContentHash, labels: dict[str, int], types: dict[str, int], found: Found
) -> dict[str, Any]:
    """How what was found compares with what was taken in; ``ok`` when they are the same."""
    found_labels = found.labels
    differing = {
        part: {
            name: {"expected": wanted.get(name, 0), "found": there.get(name, 0)}
            for name in sorted({*wanted, *there})
            if wanted.get(name, 0) != there.get(name, 0)
        }
        for part, wanted, there in (("labels", labels, found_labels), ("types", types, found.types))
    }
    return {
        "ok": content.as_state() == found.content.as_state(),
        "expected_hash": content.hexdigest(),
        "found_hash": found.content.hexdigest(),
        "nodes": {"expected": content.nodes, "found": found.content.nodes},
        "relationships": {"expected": content.relationships, "found": found.content.relationships},
        "labels": dict(sorted(found_labels.items())),
        "types": dict(sorted(found.types.items())),
        "differing": differing,
    }
