"""Make changes of relationships, within a transaction.

Which one is meant is told by its ends, its type, its own id where it has one, and its properties: of several
that are the same in all of these it does not matter which one is changed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.engines.dialect import quoted
from graph.etl.canonical import canonical_json
from graph.etl.records import RelationshipRecord
from graph.etl.stored_values import stored_properties
from graph.etl.transforms.changes import RelationshipChange, State
from graph.etl.transforms.nodes import labels_of, properties_of
from graph.mutations.identity import Labels, TenantGraph

_Ends = tuple[str, str]
_Where = tuple[Labels, str]
"""The labels of the start, and the type."""


@dataclass(slots=True)
class _There:
    """A relationship of the graph: what the server calls it, and whether a change has found it."""

    element_id: str
    record: RelationshipRecord
    is_taken: bool = False


def change_relationships(
    graph: TenantGraph, batch: Sequence[RelationshipChange], likely: set[str]
) -> Mapping[str, Any]:
    """Make the changes; how many were made, how many had been, and the places and reasons of those missed.

    Args:
        likely: the labels of starts that were met before; those of these come to it.
    """
    labels = _labels_of_starts(graph, batch, likely)
    current = _current(graph, batch, labels)
    due: dict[tuple[_Where, str], list[tuple[_There, RelationshipRecord]]] = defaultdict(list)
    already, missed = 0, []
    for place, change in enumerate(batch):
        before, after = change.before, change.after
        state, found = _found(current[before.start, before.end], change)
        if state is State.AFTER:
            already += 1
        elif found is None:
            missed.append((place, state.value))
        else:
            due[(labels[before.start], before.type), after.type].append((found, after))
    for (where, new_type), found_and_after in due.items():
        _write(graph, where, new_type, found_and_after)
    return {"changed": sum(map(len, due.values())), "already": already, "missed": missed}


def states_of_relationships(
    graph: TenantGraph, batch: Sequence[RelationshipChange], likely: set[str]
) -> list[State]:
    """How the relationship of each change is by now; ``likely`` as in ``change_relationships``."""
    current = _current(graph, batch, _labels_of_starts(graph, batch, likely))
    return [_found(current[each.before.start, each.before.end], each)[0] for each in batch]


def count_as_changed(graph: TenantGraph, batch: Sequence[RelationshipChange], likely: set[str]) -> int:
    """Of how many there is one as the change leaves it, even beside one as it was before."""
    current = _current(graph, batch, _labels_of_starts(graph, batch, likely))
    found = (_take(current[each.after.start, each.after.end], each.after) for each in batch)
    return sum(each is not None for each in found)


def _found(candidates: Sequence[_There], change: RelationshipChange) -> tuple[State, _There | None]:
    """How the relationship is, and which one it is when it is there."""
    if (found := _take(candidates, change.before)) is not None:
        return State.BEFORE, found
    if (found := _take(candidates, change.after)) is not None:
        return State.AFTER, found
    is_there = any(each.record.orig_id == change.before.orig_id for each in candidates)
    return State.CHANGED if is_there else State.GONE, None


def _labels_of_starts(
    graph: TenantGraph, batch: Sequence[RelationshipChange], likely: set[str]
) -> dict[str, Labels]:
    found = labels_of(graph, {each.before.start for each in batch}, likely=likely)
    likely.update(label for labels in found.values() for label in labels)
    return found


def _current(
    graph: TenantGraph, batch: Sequence[RelationshipChange], labels: Mapping[str, Labels]
) -> Mapping[_Ends, list[_There]]:
    """The relationships that have the ends and the types of these changes, by their ends."""
    wanted: dict[_Where, set[_Ends]] = defaultdict(set)
    for change in batch:
        start, _ = ends = change.before.start, change.before.end
        if start in labels:
            for kind in {change.before.type, change.after.type}:
                wanted[labels[start], kind].add(ends)
    found: dict[_Ends, list[_There]] = defaultdict(list)
    for where, pairs in wanted.items():
        text = (
            f"UNWIND $rows AS row {_pattern(graph, where)} "
            "WHERE b.tenant_id = $tenant AND b.orig_id = row.end "
            "RETURN row.start AS start, row.end AS end, elementId(r) AS element_id, "
            "properties(r) AS properties"
        )
        for row in graph.rows(text, rows=[{"start": start, "end": end} for start, end in pairs]):
            raw = row["properties"]
            record = RelationshipRecord(
                raw.get("orig_id"), where[1], row["start"], row["end"], properties_of(raw)
            )
            found[record.start, record.end].append(_There(row["element_id"], record))
    return found


def _take(candidates: Sequence[_There], wanted: RelationshipRecord) -> _There | None:
    """The first that is the same, if nobody has it; from now on somebody has."""
    text = canonical_json(wanted)
    for each in candidates:
        same_id = each.record.orig_id == wanted.orig_id
        if not each.is_taken and same_id and canonical_json(each.record) == text:
            each.is_taken = True
            return each
    return None


def _write(
    graph: TenantGraph, where: _Where, new_type: str, due: Sequence[tuple[_There, RelationshipRecord]]
) -> None:
    make = (
        "SET r = row.properties"
        if new_type == where[1]
        else f"CREATE (a)-[new:{quoted(new_type)}]->(b) SET new = row.properties DELETE r"
    )
    text = f"UNWIND $rows AS row {_pattern(graph, where)} WHERE elementId(r) = row.element_id {make}"
    rows = [
        {
            "start": after.start,
            "element_id": there.element_id,
            "properties": _stored(after),
        }
        for there, after in due
    ]
    graph.rows(text, rows=rows)


def _stored(record: RelationshipRecord) -> dict[str, Any]:
    own = {} if record.orig_id is None else {"orig_id": record.orig_id}
    return {**stored_properties(record.properties), **own}


def _pattern(graph: TenantGraph, where: _Where) -> str:
    # First the start by its index, then what leaves it: in one pattern ArcadeDB looks for both ends first.
    labels, kind = where
    return f"MATCH {graph.pattern('a', labels, 'row.start')} MATCH (a)-[r:{quoted(kind)}]->(b)"
