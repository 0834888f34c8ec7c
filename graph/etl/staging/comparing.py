"""Compare what was taken in with what is in the graph: what is to be made, changed, left, or deleted.

Nothing here changes the graph, and done again it comes to the same.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final, TypeVar
from uuid import UUID

from graph.etl.canonical import canonical_properties
from graph.etl.projection import stream_nodes, stream_relationships
from graph.etl.records import NodeRecord, RelationshipRecord
from graph.etl.staging.store import Staging
from graph.etl.staging.taking import Action, decoded, identity, label_sets, labels_text, numbered_id, types

COMPARED_AT_ONCE: Final = 2_000
_Item = TypeVar("_Item")


class Mode(StrEnum):
    """What a file is to the graph that it is loaded into."""

    MERGE = "merge"
    """What is there stays; properties and labels are added, those of the file count."""
    REPLACE = "replace"
    """The graph afterwards is the file."""


@dataclass(frozen=True)
class Comparison:
    """One comparison: of whose graph, how, and what to call between pages.

    What is repeated among the records has been merged (``merge_repeated``). An empty graph is not looked at.
    """

    staging: Staging
    tenant_id: UUID
    mode: Mode
    check: Callable[[], None]
    is_empty: bool = False

    def run(self) -> None:
        """Settle what becomes of each record; relationships without both ends are dead letters.

        Raises:
            GraphUnavailable, GraphTimeout, GraphQueryFailed, Overtaken
        """
        if not self.is_empty:
            with self.staging.transaction():
                self.staging.run("DELETE FROM met")
                self.list_wanted()
            for nodes in in_parts(stream_nodes(self.tenant_id, check=self.check)):
                with self.staging.transaction():
                    self._compare_nodes(nodes)
        self.drop_without_ends()
        if not self.is_empty:
            for relationships in in_parts(self._existing_relationships()):
                with self.staging.transaction():
                    self._compare_relationships(relationships)

    def _compare_nodes(self, existing: list[NodeRecord]) -> None:
        sets = label_sets(self.staging)
        text = (
            "SELECT orig_id, seq, s.labels, body, action FROM nodes JOIN label_sets s ON s.id = nodes.labels "
            "WHERE orig_id IN ({})"
        )
        ids = [node.orig_id for node in existing]
        taken = {row[0]: row[1:] for row in self.staging.among(text, ids)}
        wanted = self.wanted_among(ids)
        for node in existing:
            was = sets.number_for_existing(labels_text(node.labels))
            found = taken.get(node.orig_id)
            if found is None or found[3] in (Action.MEANT, Action.DELETE):
                self.note_existing(node, was, wanted=node.orig_id in wanted)
                continue
            seq, labels, body, action = found
            if action == Action.DROP:
                continue
            before = canonical_properties(node.properties)
            if self.mode is Mode.MERGE:
                labels = labels_text(frozenset(json.loads(labels)) | frozenset(node.labels))
                body = canonical_properties({**node.properties, **decoded(body)})
            number = sets.number_for_existing(labels)
            settled = Action.LEAVE if (number, body) == (was, before) else Action.CHANGE
            self.staging.run(
                "UPDATE nodes SET labels = ?, body = ?, was = ?, action = ? WHERE seq = ?",
                (number, body, was, settled, seq),
            )
            if settled is Action.CHANGE:
                self.staging.run("REPLACE INTO nodes_before VALUES (?, ?)", (seq, before))

    def list_wanted(self, *, every: bool = False) -> None:
        """List the ends of relationships that are not among the nodes; within a transaction.

        Args:
            every: those of relationships that nothing is done to as well.
        """
        self.staging.run("DELETE FROM wanted")
        self.staging.run(_WANTED, {"drop": Action.DROP, "not_these": -1 if every else Action.DROP})

    def wanted_among(self, ids: list[str]) -> set[str]:
        """Those of the ids that such ends have."""
        text = "SELECT orig_id FROM wanted WHERE orig_id IN ({})"
        return {row[0] for row in self.staging.among(text, ids)}

    def note_existing(self, node: NodeRecord, was: int, *, wanted: bool) -> None:
        """Keep of a node that is in the graph and was not taken in what is needed of it."""
        if self.mode is Mode.REPLACE:
            action, body = Action.DELETE, canonical_properties(node.properties)
        elif wanted:
            action, body = Action.MEANT, ""
        else:
            return
        self.staging.run(
            "INSERT INTO nodes (orig_id, labels, body, line, action, was) VALUES (?, ?, ?, 0, ?, ?) "
            "ON CONFLICT (orig_id) DO UPDATE SET labels = excluded.labels, body = excluded.body, "
            "was = excluded.was, action = excluded.action",
            (node.orig_id, was, body, action, was),
        )

    def drop_without_ends(self) -> None:
        """Reject relationships of which an end is not among the nodes that will be there."""
        there = f"({Action.CREATE}, {Action.CHANGE}, {Action.LEAVE}, {Action.MEANT})"
        lacking = " OR ".join(
            f"NOT EXISTS (SELECT 1 FROM nodes n WHERE n.orig_id = r.{side} AND n.action IN {there})"
            for side in ("start", "end")
        )
        with self.staging.transaction():
            self.staging.run("DELETE FROM lacking")
            self.staging.run(
                "INSERT INTO lacking SELECT seq FROM relationships r "
                f"WHERE r.action < {Action.DELETE} AND ({lacking})"
            )
            self.staging.run(
                "INSERT INTO dead_letters (line, reason, text) "
                "SELECT line, 'no node has the id of one of its ends', "
                "json_object('id', r.orig_id, 'label', t.name, 'start', start, 'end', end) "
                "FROM lacking JOIN relationships r USING (seq) JOIN types t ON t.id = r.type"
            )
            self.staging.run(
                f"UPDATE relationships SET action = {Action.DROP} WHERE seq IN (SELECT seq FROM lacking)"
            )

    def _existing_relationships(self) -> Iterator[RelationshipRecord]:
        only: tuple[str, ...] = ()
        if self.mode is Mode.MERGE:
            only = tuple(name for (name,) in self.staging.run("SELECT name FROM types"))
            if not only:
                return
        yield from stream_relationships(self.tenant_id, types=only, check=self.check)

    def _compare_relationships(self, existing: list[RelationshipRecord]) -> None:
        kinds = types(self.staging)
        known: dict[bytes, tuple[str, RelationshipRecord]] = {}
        for each in existing:
            orig_id = next_existing_id(self.staging, each)
            known[identity(each.type, each.start, each.end, orig_id)] = orig_id, each
        text = "SELECT key, seq, body, action FROM relationships WHERE key IN ({})"
        taken = {row[0]: row[1:] for row in self.staging.among(text, list(known))}
        for key, (orig_id, each) in known.items():
            before = canonical_properties(each.properties)
            found = taken.get(key)
            if found is None or found[2] == Action.DELETE:
                if self.mode is Mode.REPLACE and found is None:
                    row = (key, orig_id, kinds.number_for_existing(each.type), each.start, each.end, before)
                    self.staging.run(_DELETE, (*row, Action.DELETE, each.orig_id is not None))
                continue
            seq, body, action = found
            if action == Action.DROP:
                continue
            if self.mode is Mode.MERGE:
                body = canonical_properties({**each.properties, **decoded(body)})
            settled = Action.LEAVE if body == before else Action.CHANGE
            self.staging.run(
                "UPDATE relationships SET body = ?, action = ?, found = ? WHERE seq = ?",
                (body, settled, each.orig_id is not None, seq),
            )
            if settled is Action.CHANGE:
                self.staging.run("REPLACE INTO relationships_before VALUES (?, ?)", (seq, before))


def next_existing_id(staging: Staging, record: RelationshipRecord) -> str:
    """The id of a relationship of the graph; one that has none is the n-th of its kind between its ends.

    They count from 1 once the table ``met`` has been emptied, and in the order in which they are asked for;
    within a transaction.
    """
    if record.orig_id:
        return record.orig_id
    parts = record.type, record.start, record.end
    key = identity(*parts, numbered_id(*parts, 1))
    staging.run("INSERT INTO met VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET count = count + 1", (key,))
    return numbered_id(*parts, staging.count("SELECT count FROM met WHERE key = ?", (key,)))


_WANTED: Final = """
INSERT OR IGNORE INTO wanted
SELECT start FROM relationships r
WHERE action <> :not_these
  AND NOT EXISTS (SELECT 1 FROM nodes n WHERE n.orig_id = r.start AND n.action <> :drop)
UNION
SELECT end FROM relationships r
WHERE action <> :not_these
  AND NOT EXISTS (SELECT 1 FROM nodes n WHERE n.orig_id = r.end AND n.action <> :drop)
"""
_DELETE: Final = (
    "INSERT INTO relationships (key, orig_id, type, start, end, body, line, action, found) "
    "VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)"
)


def in_parts(items: Iterable[_Item]) -> Generator[list[_Item], None, None]:
    """The items, so many at a time as are compared at once."""
    remaining = iter(items)
    while part := list(islice(remaining, COMPARED_AT_ONCE)):
        yield part
