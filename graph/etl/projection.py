"""A tenant's graph as records, in a stream: its nodes, then what connects them.

First the server's own ids of the tenant's nodes are listed, in one query; then nodes are looked up by these,
some thousands at a time. Each query is short, as servers bound how long one may take (the embedded one ends
it after five seconds, however slowly its rows are fetched), and none has to sort or to skip. Records come as
lists: a row for each would cost the driver twice as much as all the rest.

What is read is the graph as it is while it is being read; see ``graph.etl.jobs.exporting`` for how a change
meanwhile is noticed.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Final
from uuid import UUID

from graph.engines.dialect import quoted
from graph.errors import GraphTimeout
from graph.etl.ahead import read_ahead
from graph.etl.node_ids import ids_of_nodes
from graph.etl.querying import Check, read_rows
from graph.etl.received import node_record, relationship_record
from graph.etl.records import NodeRecord, RelationshipRecord

PAGE_NODES: Final = 4_000
"""How many nodes one query looks up."""
LIST_NODES: Final = 100
"""How many of them come as one list: what a server has to hold at once."""
LIST_RELATIONSHIPS: Final = 2_000
"""So many relationships of one list of nodes; beyond, the list is divided, and read again."""
PAGE_RELATIONSHIPS: Final = 5_000
"""Of one node that has more."""
PAGE_BYTES: Final = 8 * 1024 * 1024
"""What one page may hold; the rest of it is asked for again."""
_NODES: Final = (
    "UNWIND $lists AS ids CALL { WITH ids UNWIND ids AS x "
    "MATCH (n) WHERE id(n) = x AND n.tenant_id = $tenant_id "
    "RETURN collect([labels(n), properties(n)]) AS page } RETURN page"
)
_ENDS: Final = "a.orig_id, type(r), b.orig_id"
_ALONG: Final = (
    "MATCH (a)-[r{types}]->(b) WHERE id(a) = x AND a.tenant_id = $tenant_id AND b.tenant_id = $tenant_id "
)
_OF_LISTS: Final = (
    "UNWIND $lists AS ids CALL {{ WITH ids UNWIND ids AS x {along} WITH [{columns}] AS found "
    "LIMIT $most RETURN collect(found) AS page }} RETURN page"
)
_OF_ONE: Final = (
    "UNWIND [$id] AS x {along} WITH [{columns}] AS found SKIP $skip LIMIT $most "
    "WITH collect(found) AS found UNWIND range(0, size(found) - 1, $size) AS begin "
    "RETURN found[begin..begin + $size]"
)


Told = Callable[[float], None]
"""Called after each page with the part, from 0 to 1, that has been read."""
_Page = tuple[float, list[Any]]
"""What was found, and the part that has been read with it."""


def stream_nodes(
    tenant_id: UUID, *, label: str | None = None, check: Check | None = None, told: Told | None = None
) -> Iterator[NodeRecord]:
    """The tenant's nodes, those of a label or all; markers are none.

    Memory is flat, but for eight bytes a node, and more where they are found label by label. A node that goes
    meanwhile is left out, one that comes may be.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, and what ``check`` raises.
    """
    pages = _node_pages(tenant_id, ids_of_nodes(tenant_id, label, check), check)
    for part, page in read_ahead(_gathered(pages)):
        for labels, properties in page:
            if (found := node_record(labels, properties)) is not None:
                yield found
        if told is not None:
            told(part)


def stream_relationships(
    tenant_id: UUID,
    *,
    types: Sequence[str] = (),
    properties: bool = True,
    check: Check | None = None,
    told: Told | None = None,
) -> Iterator[RelationshipRecord]:
    """What connects the tenant's nodes: relationships of some types, or all.

    Args:
        properties: false leaves them out, and own ids too, for whoever only wants to know what is connected.

    Raises: what ``stream_nodes`` does.
    """
    along = _ALONG.format(types=":" + "|".join(map(quoted, types)) if types else "")
    columns = f"{_ENDS}, properties(r)" if properties else _ENDS
    reader = _RelationshipReader(tenant_id, along, columns, check)
    for part, page in read_ahead(_gathered(reader.pages(ids_of_nodes(tenant_id, None, check)))):
        for start, kind, end, *rest in page:
            found = relationship_record(kind, start, end, rest[0] if rest else {})
            if found is not None:
                yield found
        if told is not None:
            told(part)


def _node_pages(tenant_id: UUID, ids: "array[int]", check: Check | None) -> Iterator[_Page]:
    for part, lists in _parts(ids):
        for _, page in _lists(_NODES, lists, tenant_id, check):
            yield part, page


def _parts(ids: "array[int]") -> Iterator[tuple[float, list[list[int]]]]:
    """What one query looks up, as lists, and the part of all that has been looked up with it."""
    for start in range(0, len(ids), PAGE_NODES):
        part = ids[start : start + PAGE_NODES]
        yield (start + len(part)) / len(ids), _divided(part, LIST_NODES)


class _RelationshipReader:
    """Reads what leaves nodes: lists of nodes that are as long as their relationships allow."""

    def __init__(self, tenant_id: UUID, along: str, columns: str, check: Check | None) -> None:
        self._tenant_id = tenant_id
        self._of_lists = _OF_LISTS.format(along=along, columns=columns)
        self._of_one = _OF_ONE.format(along=along, columns=columns)
        self._check = check

    def pages(self, ids: "array[int]") -> Iterator[_Page]:
        """All of them, as they come."""
        for part, lists in _parts(ids):
            for page in self._of_nodes(lists):
                yield part, page

    def _of_nodes(self, lists: list[list[int]]) -> Iterator[list[Any]]:
        most = LIST_RELATIONSHIPS + 1
        for nodes, page in _lists(self._of_lists, lists, self._tenant_id, self._check, most=most):
            if len(page) < most:
                yield page
            elif len(nodes) > 1:
                yield from self._of_nodes(_divided(nodes, max(1, len(nodes) // 10)))
            else:
                yield from self._of_one_node(nodes[0])

    def _of_one_node(self, node: int) -> Iterator[list[Any]]:
        params: dict[str, Any] = {"tenant_id": str(self._tenant_id), "id": node}
        params |= {"most": PAGE_RELATIONSHIPS, "size": LIST_RELATIONSHIPS}
        for read in count(step=PAGE_RELATIONSHIPS):
            rows = read_rows(self._of_one, {**params, "skip": read}, PAGE_RELATIONSHIPS, self._check)
            yield from (page for (page,) in rows)
            if sum(len(page) for (page,) in rows) < PAGE_RELATIONSHIPS:
                return


def _gathered(pages: Iterator[_Page]) -> Iterator[_Page]:
    """The same in pages of some thousands."""
    gathered: list[Any] = []
    for part, page in pages:
        gathered += page
        if len(gathered) >= PAGE_NODES:
            yield part, gathered
            gathered = []
    if gathered:
        yield 1.0, gathered


def _lists(
    text: str, lists: list[list[int]], tenant_id: UUID, check: Check | None, **params: int
) -> Iterator[tuple[list[int], list[Any]]]:
    """Each list of ids with what was found for it; when all of it is too much or too slow, bit by bit."""
    while lists:
        asked = {**params, "tenant_id": str(tenant_id), "lists": lists}
        try:
            found = read_rows(text, asked, len(lists), check, max_bytes=PAGE_BYTES)
        except GraphTimeout:
            if len(lists) == 1 and len(lists[0]) == 1:
                raise
            found = []
        for nodes, (page,) in zip(lists, found, strict=False):
            yield nodes, page
        if found:
            lists = lists[len(found) :]
        elif len(lists) > 1:
            yield from _lists(text, lists[: len(lists) // 2], tenant_id, check, **params)
            lists = lists[len(lists) // 2 :]
        elif len(lists[0]) > 1:
            lists = _divided(lists[0], 1)
        else:  # One node alone is more than a page may hold.
            [[page]] = read_rows(text, asked, 1, check)
            yield lists[0], page
            return


def _divided(ids: Sequence[int], size: int) -> list[list[int]]:
    return [list(ids[start : start + size]) for start in range(0, len(ids), size)]
