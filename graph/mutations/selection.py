"""Which node is meant: by its id, or by a label and values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from graph.ask.structured import nodes
from graph.cypher import CypherRefused, Limits, Prepared, prepare
from graph.mutations.errors import GivenInvalid, SeveralMatch
from graph.mutations.given import given_id, given_labels
from graph.mutations.identity import Labels, TenantGraph, several_of


@dataclass(frozen=True, slots=True)
class Selection:
    """The node of an id, or the nodes with a label and values: in ``where``, null is the lack of one."""

    orig_id: str | None = None
    label: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)

    def prepared(self, tenant_id: UUID, *, limit: int) -> Prepared | None:
        """The query for ids and labels, bound to the tenant like any question; None when the id is known.

        Raises:
            GivenInvalid: it says neither id nor label and values, or what no query can hold.
        """
        if self.orig_id is not None:
            if self.label is not None or self.where:
                raise GivenInvalid("A node is matched by its orig_id, or by its label and where.")
            given_id(self.orig_id)
            return None
        if self.label is None or not self.where:
            raise GivenInvalid("A node is matched by its orig_id, or by its label and where.")
        given_labels([self.label])
        try:
            text, params = nodes(labels=[self.label], where=self.where, select=(), limit=limit)
            return prepare(text, params=params, tenant_id=tenant_id, limits=Limits(max_rows=limit))
        except CypherRefused as refused:
            raise GivenInvalid(f"Not valid: {'; '.join(refused.reasons)}.") from refused
        except ValueError as error:
            raise GivenInvalid(f"Not valid: {error}.") from error


def selected(graph: TenantGraph, selection: Selection, query: Prepared | None) -> dict[str, Labels]:
    """The ids that are meant, with the labels of each; empty when there is no such node.

    Raises:
        SeveralMatch: two of the nodes have the same id.
    """
    if query is None:
        orig_id = str(selection.orig_id)
        labels = graph.find_anywhere(orig_id)
        return {} if labels is None else {orig_id: labels}
    found: dict[str, Labels] = {}
    for row in graph.run(query.text, dict(query.params)):
        orig_id, own = row["orig_id"], tuple(sorted(row["labels"]))
        if orig_id in found:
            raise SeveralMatch(several_of(orig_id, (found[orig_id], own)))
        if orig_id is not None:
            found[orig_id] = own
    return found
