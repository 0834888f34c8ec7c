"""Make, change and delete relationships between nodes that are there."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from graph.engines.dialect import quoted
from graph.mutations.carrying_out import carry_out
from graph.mutations.errors import AlreadyThere, EndMissing, RelationshipNotFound, SeveralMatch, TooMany
from graph.mutations.given import Author, GivenRelationship, given_relationship
from graph.mutations.identity import TenantGraph
from graph.mutations.things import LOCK, RELATIONSHIP_COLUMNS, check_unchanged, relationship_of


def relationship_create(
    *, author: Author, start: str, end: str, kind: str, properties: Mapping[str, Any]
) -> dict[str, Any]:
    """Make a relationship, beside those of its type that may be there.

    ``orig_id`` among the properties is its id; without it, the invocation's.

    Raises:
        GivenInvalid: some of it is nothing that the graph takes.
        EndMissing: a node that it is to connect is not there.
        SeveralMatch: an id is that of several nodes.
        AlreadyThere: there is one of this id and type between them.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    own = {name: value for name, value in properties.items() if name != "orig_id"}
    orig_id = properties.get("orig_id")
    if orig_id is None:
        orig_id = str(author.invocation_id)
    given = given_relationship(orig_id, kind, start, end, own)

    def work(graph: TenantGraph) -> dict[str, Any]:
        between = _between(graph, given)
        text = (
            f"MATCH {between[0]} MATCH {between[1]} "
            f"CREATE (a)-[r:{quoted(kind)}]->(b) SET r = $properties RETURN {RELATIONSHIP_COLUMNS}"
        )
        values = {**given.properties, **author.creation(), "orig_id": given.orig_id}
        # Both ends are written with it, so of two who make the same one at the same time one has to wait.
        rows = graph.rows(text, start=start, end=end, properties=values)
        if not rows:
            raise EndMissing("An end of it has gone meanwhile. Nothing was made.")
        if len(_matching(graph, given, between)) > 1:
            raise AlreadyThere(f"There is a relationship {given.orig_id} already.")
        return {"created": True, "relationship": relationship_of(rows[0])}

    return carry_out(author, "create_relationship", work)


def relationship_update(
    *,
    author: Author,
    start: str,
    end: str,
    kind: str,
    properties: Mapping[str, Any],
    orig_id: str | None = None,
    version: str | None = None,
    expected: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Change the properties of one relationship; null takes one away.

    Args:
        orig_id: which one, where there are several of the type between the two nodes.

    Raises:
        GivenInvalid: some of it is nothing that the graph takes.
        EndMissing, RelationshipNotFound, SeveralMatch: none, or more than one, is meant.
        ChangedMeanwhile: it is not as the version or the expected values say.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    given = given_relationship(orig_id, kind, start, end, properties)

    def work(graph: TenantGraph) -> dict[str, Any]:
        between = _between(graph, given)
        found = _locked(graph, given, between)
        if not found:
            raise RelationshipNotFound
        if len(found) > 1:
            ids = [each["orig_id"] for each in found]
            raise SeveralMatch("There are several such relationships.", extensions={"orig_ids": ids[:10]})
        check_unchanged(found[0], version=version, expected=expected)
        text = f"MATCH {_path(given, between)} SET r += $values RETURN {RELATIONSHIP_COLUMNS}"
        values = {**given.assigned(), **author.change(), LOCK: None}
        [row] = graph.rows(text, start=start, end=end, id=given.orig_id, values=values)
        return {"updated": True, "relationship": relationship_of(row)}

    return carry_out(author, "update_relationship", work)


def relationship_delete(
    *, author: Author, start: str, end: str, kind: str, orig_id: str | None = None
) -> dict[str, Any]:
    """Delete the relationships of a type between two nodes, or the one of them that has an id.

    Raises:
        GivenInvalid: some of it is nothing that the graph takes.
        EndMissing, RelationshipNotFound: there is none.
        TooMany: more than ``GRAPH_WRITE_MAX_NODES`` of them.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    given = given_relationship(orig_id, kind, start, end, {})

    def work(graph: TenantGraph) -> dict[str, Any]:
        between = _between(graph, given)
        found = _matching(graph, given, between)
        if not found:
            raise RelationshipNotFound
        if len(found) > settings.GRAPH_WRITE_MAX_NODES:
            raise TooMany(f"There are more than {settings.GRAPH_WRITE_MAX_NODES:,}. Nothing was deleted.")
        graph.rows(f"MATCH {_path(given, between)} DELETE r", start=start, end=end, id=given.orig_id)
        return {"deleted": len(found)}

    return carry_out(author, "delete_relationship", work)


def _between(graph: TenantGraph, given: GivenRelationship) -> tuple[str, str]:
    """Both ends as patterns with the variables a and b.

    Raises:
        EndMissing
    """
    found = {each: graph.find_anywhere(each) for each in (given.start, given.end)}
    if missing := [each for each, labels in found.items() if labels is None]:
        raise EndMissing(
            f"There is no node {' and none '.join(missing)}.", extensions={"missing_endpoints": missing}
        )
    start, end = found[given.start] or (), found[given.end] or ()
    return graph.pattern("a", start, "$start"), graph.pattern("b", end, "$end")


def _path(given: GivenRelationship, between: tuple[str, str]) -> str:
    own = " {orig_id: $id}" if given.orig_id is not None else ""
    return f"{between[0]}-[r:{quoted(given.type)}{own}]->{between[1]}"


def _matching(
    graph: TenantGraph, given: GivenRelationship, between: tuple[str, str], *, change: str = ""
) -> list[dict[str, Any]]:
    """The relationships that are meant, as many as tell that there are too many."""
    most = settings.GRAPH_WRITE_MAX_NODES + 1
    text = f"MATCH {_path(given, between)} {change} RETURN {RELATIONSHIP_COLUMNS} LIMIT {most}"
    rows = graph.rows(text, start=given.start, end=given.end, id=given.orig_id)
    return [relationship_of(row) for row in rows]


def _locked(graph: TenantGraph, given: GivenRelationship, between: tuple[str, str]) -> list[dict[str, Any]]:
    """The relationships that are meant, which nobody else can change before this transaction ends.

    They are written before they are judged, as a node is. It takes a property that goes again: unlike a node,
    a relationship may have none that is always there.
    """
    return _matching(graph, given, between, change=f"SET r.{LOCK} = true")
