"""Make, read, change and delete nodes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from django.conf import settings

from graph.engines.dialect import quoted
from graph.mutations.carrying_out import carry_out
from graph.mutations.errors import (
    AlreadyThere,
    HasRelationships,
    NodeNotFound,
    SeveralMatch,
    TooMany,
)
from graph.mutations.given import Author, GivenNode, check_labels, given_node, given_properties
from graph.mutations.identity import (
    Labels,
    TenantGraph,
    give_identity,
    labels_with_identity,
    reader_of,
    several_of,
)
from graph.mutations.reserved import STAMPS
from graph.mutations.selection import Selection, selected
from graph.mutations.things import (
    NODE_COLUMNS,
    RELATIONSHIP_COLUMNS,
    check_unchanged,
    node_of,
    relationship_of,
    replaced,
)

MAX_EDGES_SHOWN: Final = 500
RELATIONSHIPS_PER_NODE: Final = 10
"""So many times the bound of nodes is the bound of the relationships that go with them."""


def node_create(
    *,
    author: Author,
    labels: list[str],
    properties: Mapping[str, Any],
    on_exists: Literal["error", "merge"] = "error",
) -> dict[str, Any]:
    """Make a node; with ``merge`` give the properties to the one of this id, if it is there.

    ``orig_id`` among the properties is its id; without it, the invocation's.

    Raises:
        GivenInvalid: some of it is nothing that the graph takes.
        AlreadyThere: there is a node of this id, and may not be merged with or lacks a label.
        SeveralMatch: there are several to merge with.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    own = {name: value for name, value in properties.items() if name != "orig_id"}
    node = given_node(properties.get("orig_id", str(author.invocation_id)), labels, own)
    give_identity(node.labels, known=labels_with_identity())

    def work(graph: TenantGraph) -> dict[str, Any]:
        there = graph.find_all([node.orig_id], likely=node.labels).get(node.orig_id)
        if there is None:
            return {"created": True, "node": _created(graph, node, author)}
        if on_exists == "error":
            raise AlreadyThere(f"There is a node {node.orig_id} already.")
        if len(there) > 1:
            raise SeveralMatch(several_of(node.orig_id, there))
        return {"created": False, "node": _merged(graph, node, there[0], author)}

    return carry_out(author, "create_node", work)


def node_read(*, author: Author, orig_id: str, with_edges: bool) -> dict[str, Any]:
    """A node with its version, and with the relationships that it has, as many as are shown.

    Raises:
        GivenInvalid: that is no id.
        NodeNotFound: there is no such node.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    selection = Selection(orig_id)
    query = selection.prepared(author.tenant_id, limit=1)
    graph = reader_of(author.tenant_id)
    labels = _the_one(selected(graph, selection, query))[1]
    pattern = graph.pattern("n", labels, "$id")
    rows = graph.rows(f"MATCH {pattern} RETURN {NODE_COLUMNS} LIMIT 1", id=orig_id)
    if not rows:
        raise NodeNotFound
    if not with_edges:
        return {"node": node_of(rows[0])}
    edges = []
    other = "{tenant_id: $tenant}"
    # A relationship of a node with itself is among those that go out of it.
    for text in (
        f"MATCH {graph.pattern('a', labels, '$id')}-[r]->(b {other})",
        f"MATCH (a {other})-[r]->{graph.pattern('b', labels, '$id')} WHERE elementId(a) <> elementId(b)",
    ):
        limited = f"{text} RETURN {RELATIONSHIP_COLUMNS} LIMIT {MAX_EDGES_SHOWN + 1}"
        edges += [relationship_of(row) for row in graph.rows(limited, id=orig_id)]
    shown = edges[:MAX_EDGES_SHOWN]
    return {"node": node_of(rows[0]), "edges": shown, "edges_truncated": len(shown) < len(edges)}


def node_update(
    *,
    author: Author,
    selection: Selection,
    properties: Mapping[str, Any],
    mode: Literal["merge", "replace"] = "merge",
    version: str | None = None,
    expected: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Change the properties of one node; null takes one away, and ``replace`` all that are not given.

    Raises:
        GivenInvalid: some of it is nothing that the graph takes.
        NodeNotFound, SeveralMatch: no node, or more than one, is meant.
        ChangedMeanwhile: it is not as the version or the expected values say.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    assigned = given_properties(properties)
    query = selection.prepared(author.tenant_id, limit=2)

    def work(graph: TenantGraph) -> dict[str, Any]:
        orig_id, labels = _the_one(selected(graph, selection, query))
        pattern = graph.pattern("n", labels, "$id")
        before = _locked(graph, pattern, orig_id)
        # Nobody else can change it now: what it was chosen for still holds, or did not when it was locked.
        if query is not None and orig_id not in selected(graph, selection, query):
            raise NodeNotFound
        check_unchanged(before, version=version, expected=expected)
        values = assigned
        if mode == "replace":
            values = replaced(before["properties"], assigned, keep=STAMPS)
        return {"updated": True, "node": _assigned(graph, pattern, orig_id, {**values, **author.change()})}

    return carry_out(author, "update_node", work)


def node_delete(
    *,
    author: Author,
    selection: Selection,
    detach: bool = True,
    confirm: bool = False,
    version: str | None = None,
) -> dict[str, Any]:
    """Delete a node, and with ``detach`` the relationships that it has; several only when that is confirmed.

    Raises:
        GivenInvalid: the selection is none.
        NodeNotFound: none is meant.
        SeveralMatch: more than one is meant, which is not confirmed, or a version is of one.
        HasRelationships: there are some, and they were not to go.
        TooMany: more than ``GRAPH_WRITE_MAX_NODES``, or ten times as many relationships.
        ChangedMeanwhile: it is not of this version.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    bound = settings.GRAPH_WRITE_MAX_NODES
    query = selection.prepared(author.tenant_id, limit=bound + 1)

    def work(graph: TenantGraph) -> dict[str, Any]:
        nodes = selected(graph, selection, query)
        if not nodes:
            raise NodeNotFound
        if len(nodes) > bound:
            raise TooMany(f"More than {bound:,} nodes match. Nothing was deleted.")
        if len(nodes) > 1 and (not confirm or version is not None):
            raise SeveralMatch(f"{len(nodes):,} nodes match.", extensions={"matching": len(nodes)})
        deleted, most = 0, bound * RELATIONSHIPS_PER_NODE
        for pattern, ids in _by_pattern(graph, nodes):
            found = graph.rows(
                f"UNWIND $ids AS id MATCH {pattern} SET n.orig_id = n.orig_id RETURN {NODE_COLUMNS}", ids=ids
            )
            if len(found) > len(ids):
                raise SeveralMatch(f"{len(found):,} nodes have {len(ids):,} ids. Nothing was deleted.")
            for row in found:
                check_unchanged(node_of(row), version=version, expected=None)
            deleted += len(found)
        if query is not None and selected(graph, selection, query).keys() != nodes.keys():
            raise SeveralMatch("What matches has changed meanwhile. Nothing was deleted.")
        edges = _edges(graph, nodes, most=most)
        if edges and not detach:
            raise HasRelationships(extensions={"edges": edges})
        if edges > most:
            raise TooMany(f"More than {most:,} relationships would go too. Nothing was deleted.")
        for pattern, ids in _by_pattern(graph, nodes):
            graph.rows(f"UNWIND $ids AS id MATCH {pattern} DETACH DELETE n", ids=ids)
        return {"deleted": deleted, "edges_deleted": edges}

    return carry_out(author, "delete_node", work)


def _the_one(nodes: Mapping[str, Labels]) -> tuple[str, Labels]:
    if not nodes:
        raise NodeNotFound
    if len(nodes) > 1:
        raise SeveralMatch("More than one node matches.")
    [one] = nodes.items()
    return one


def _created(graph: TenantGraph, node: GivenNode, author: Author) -> dict[str, Any]:
    labels = "".join(f":{quoted(label)}" for label in node.labels)
    text = (
        f"CREATE (n{labels} {{tenant_id: $tenant, orig_id: $id}}) SET n += $properties RETURN {NODE_COLUMNS}"
    )
    [row] = graph.rows(text, id=node.orig_id, properties={**node.properties, **author.creation()})
    return node_of(row)


def _merged(graph: TenantGraph, node: GivenNode, there: Labels, author: Author) -> dict[str, Any]:
    check_labels(node, there)
    pattern = graph.pattern("n", there, "$id")
    return _assigned(graph, pattern, node.orig_id, {**node.assigned(), **author.change()})


def _assigned(graph: TenantGraph, pattern: str, orig_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    text = f"MATCH {pattern} SET n += $values RETURN {NODE_COLUMNS}"
    return _only(graph.rows(text, id=orig_id, values=dict(values)))


def _locked(graph: TenantGraph, pattern: str, orig_id: str) -> dict[str, Any]:
    """The node, which nobody else can change before this transaction ends: one of both would fail.

    Servers hold a reader to nothing, so what is read to be judged has to be written first.
    """
    return _only(graph.rows(f"MATCH {pattern} SET n.orig_id = n.orig_id RETURN {NODE_COLUMNS}", id=orig_id))


def _only(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The node of the one row.

    Raises:
        NodeNotFound: there is none any more.
        SeveralMatch: a label that its nodes have no identity by has more than one of the id.
    """
    if not rows:
        raise NodeNotFound
    if len(rows) > 1:
        raise SeveralMatch("Several nodes have this id.")
    return node_of(rows[0])


def _by_pattern(graph: TenantGraph, nodes: Mapping[str, Labels]) -> list[tuple[str, list[str]]]:
    grouped: dict[str, list[str]] = {}
    for orig_id, labels in nodes.items():
        grouped.setdefault(graph.pattern("n", labels, "id"), []).append(orig_id)
    return list(grouped.items())


def _edges(graph: TenantGraph, nodes: Mapping[str, Labels], *, most: int) -> int:
    """How many relationships the nodes have, counted as far as one more than ``most``."""
    found: set[str] = set()
    for pattern, ids in _by_pattern(graph, nodes):
        text = (
            f"UNWIND $ids AS id MATCH {pattern}-[r]-({{tenant_id: $tenant}}) "
            f"RETURN DISTINCT elementId(r) AS edge LIMIT {most + 1}"
        )
        found.update(row["edge"] for row in graph.rows(text, ids=ids))
    return min(len(found), most + 1)
