"""Settle how changes are taken back: what is as the job has left it becomes what it was before.

What somebody else has changed since stays as it is, and is told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from graph.etl.canonical import canonical_properties
from graph.etl.projection import stream_nodes, stream_relationships
from graph.etl.records import NodeRecord, RelationshipRecord
from graph.etl.staging.comparing import Comparison, Mode, in_parts, next_existing_id
from graph.etl.staging.store import Staging
from graph.etl.staging.taking import REJECT, Action, identity, label_sets, labels_text, types
from graph.etl.undo import Change, hash_of

CHANGED: Final = "it has been changed since"
GONE: Final = "it has been deleted since"
MADE: Final = "it has been made again since"
USED: Final = "it has got relationships since"


def take_changes(staging: Staging, changes: Iterable[Change]) -> int:
    """Stage the changes of an undo file, from its beginning; how many there are.

    Raises:
        Overtaken, InsufficientStorage
    """
    count = 0
    with staging.transaction():
        for table in ("nodes", "relationships", "made"):
            staging.run(f"DELETE FROM {table}")
    for part in in_parts(changes):
        with staging.transaction():
            sets, kinds = label_sets(staging), types(staging)
            for change in part:
                count += 1
                _take(staging, change, count, sets.number_for_existing, kinds.number_for_existing)
    return count


def _take(
    staging: Staging,
    change: Change,
    line: int,
    set_number: Callable[[str], int],
    type_number: Callable[[str], int],
) -> None:
    record, body = change.record, canonical_properties(change.record.properties)
    # Until it is found in the graph, what the job has made needs nothing, and what it has deleted is made.
    action = Action.CREATE if change.existed else Action.DROP
    if isinstance(record, NodeRecord):
        row: tuple[Any, ...] = (record.orig_id, set_number(labels_text(record.labels)), body, line, action)
        done = staging.run(
            "INSERT INTO nodes (orig_id, labels, body, line, action) VALUES (?, ?, ?, ?, ?)", row
        )
        key = b"n" + record.orig_id.encode()
    else:
        orig_id = record.orig_id or ""
        same = identity(record.type, record.start, record.end, orig_id)
        row = (same, orig_id, type_number(record.type), record.start, record.end, body, line, action)
        done = staging.run(
            "INSERT INTO relationships (key, orig_id, type, start, end, body, line, action) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        key = b"r" + same
    staging.run("INSERT INTO made VALUES (?, ?, ?, ?)", (key, done.lastrowid, change.existed, change.after))


@dataclass(frozen=True)
class Undoing:
    """One comparison of staged changes with the graph that they were made in."""

    staging: Staging
    tenant_id: UUID
    check: Callable[[], None]

    def run(self) -> None:
        """Settle what is to be done; what cannot be taken back is a dead letter.

        Raises:
            GraphUnavailable, GraphTimeout, GraphQueryFailed, Overtaken
        """
        ends = Comparison(self.staging, self.tenant_id, Mode.MERGE, self.check)
        with self.staging.transaction():
            for table in ("dead_letters", "met", "nodes_before", "relationships_before"):
                self.staging.run(f"DELETE FROM {table}")
            self._begin_again("nodes", b"n")
            self._begin_again("relationships", b"r")
            ends.list_wanted(every=True)
        for nodes in in_parts(stream_nodes(self.tenant_id, check=self.check)):
            with self.staging.transaction():
                self._compare_nodes(nodes, ends)
        for relationships in in_parts(stream_relationships(self.tenant_id, check=self.check)):
            with self.staging.transaction():
                self._compare_relationships(relationships)
        with self.staging.transaction():
            self._told_gone("nodes", b"n")
            self._told_gone("relationships", b"r")
        ends.drop_without_ends()

    def _begin_again(self, table: str, prefix: bytes) -> None:
        """Forget what an earlier attempt has settled."""
        self.staging.run(
            f"UPDATE {table} SET action = CASE WHEN m.existed THEN {Action.CREATE} ELSE {Action.DROP} END "
            f"FROM made m WHERE m.seq = {table}.seq AND substr(m.key, 1, 1) = ?",
            (prefix,),
        )

    def _compare_nodes(self, existing: list[NodeRecord], ends: Comparison) -> None:
        sets = label_sets(self.staging)
        made = self._made([b"n" + node.orig_id.encode() for node in existing])
        wanted = ends.wanted_among([node.orig_id for node in existing])
        for node in existing:
            was = sets.number_for_existing(labels_text(node.labels))
            found = made.get(b"n" + node.orig_id.encode())
            if found is None:
                ends.note_existing(node, was, wanted=node.orig_id in wanted)
                continue
            seq, existed, after = found
            line, body, labels = self.staging.run(
                "SELECT line, body, labels FROM nodes WHERE seq = ?", (seq,)
            ).fetchone()
            before = canonical_properties(node.properties)
            is_already = existed and (labels, body) == (was, before)
            action = self._settled(is_already, hash_of(node), existed, after, line, node.orig_id)
            if action is Action.DELETE:
                labels, body = was, before
            elif action is Action.MEANT:
                labels = was
            self.staging.run(
                "UPDATE nodes SET labels = ?, body = ?, was = ?, action = ? WHERE seq = ?",
                (labels, body, was, action, seq),
            )
            self.staging.run("REPLACE INTO nodes_before VALUES (?, ?)", (seq, before))

    def _compare_relationships(self, existing: list[RelationshipRecord]) -> None:
        known = {
            identity(each.type, each.start, each.end, next_existing_id(self.staging, each)): each
            for each in existing
        }
        made = self._made([b"r" + key for key in known])
        foreign: list[RelationshipRecord] = []
        for key, each in known.items():
            found = made.get(b"r" + key)
            if found is None:
                foreign.append(each)
                continue
            seq, existed, after = found
            line, body = self.staging.run(
                "SELECT line, body FROM relationships WHERE seq = ?", (seq,)
            ).fetchone()
            before = canonical_properties(each.properties)
            action = self._settled(
                existed and body == before, hash_of(each), existed, after, line, each.orig_id or ""
            )
            if action is Action.DELETE:
                body = before
            if action is Action.MEANT:
                foreign.append(each)
            self.staging.run(
                "UPDATE relationships SET body = ?, action = ?, found = ? WHERE seq = ?",
                (body, Action.DROP if action is Action.MEANT else action, each.orig_id is not None, seq),
            )
            self.staging.run("REPLACE INTO relationships_before VALUES (?, ?)", (seq, before))
        self._spare_used(foreign)

    def _settled(
        self, is_already: bool, current: str, existed: bool, after: str | None, line: int, name: str
    ) -> Action:
        if is_already:
            return Action.LEAVE
        if current != after:
            self.staging.run(REJECT, (line, MADE if after is None else CHANGED, name))
            return Action.MEANT
        return Action.CHANGE if existed else Action.DELETE

    def _spare_used(self, foreign: list[RelationshipRecord]) -> None:
        """A node that the job has made stays when others have connected it."""
        ids = list({end for each in foreign for end in (each.start, each.end)})
        text = f"SELECT seq, orig_id, line FROM nodes WHERE orig_id IN ({{}}) AND action = {Action.DELETE}"
        for seq, orig_id, line in list(self.staging.among(text, ids)):
            self.staging.run(REJECT, (line, USED, orig_id))
            self.staging.run("UPDATE nodes SET action = ? WHERE seq = ?", (Action.MEANT, seq))

    def _told_gone(self, table: str, prefix: bytes) -> None:
        """What the job had changed and the graph does not have any more."""
        before = f"{table}_before"
        gone = (
            f"FROM {table} t JOIN made m ON m.seq = t.seq AND substr(m.key, 1, 1) = ? "
            f"WHERE m.existed AND m.after IS NOT NULL AND t.action = {Action.CREATE} "
            f"AND NOT EXISTS (SELECT 1 FROM {before} b WHERE b.seq = t.seq)"
        )
        self.staging.run(
            f"INSERT INTO dead_letters (line, reason, text) SELECT t.line, '{GONE}', t.orig_id {gone}",
            (prefix,),
        )
        self.staging.run(
            f"UPDATE {table} SET action = {Action.DROP} WHERE seq IN (SELECT t.seq {gone})", (prefix,)
        )

    def _made(self, keys: list[bytes]) -> dict[bytes, tuple[int, bool, str | None]]:
        text = "SELECT key, seq, existed, after FROM made WHERE key IN ({})"
        return {
            key: (seq, bool(existed), after) for key, seq, existed, after in self.staging.among(text, keys)
        }
