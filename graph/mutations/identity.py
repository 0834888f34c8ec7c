"""Which node an id means, whatever its labels.

``orig_id`` is unique within a tenant. Servers can promise that for the nodes of one label only, so each label
of a new node gets the constraint, and an id is looked for under every label that has it, by its index.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import structlog

from graph import client
from graph.engines.dialect import ConstraintKind, quoted
from graph.engines.inventory import list_constraints
from graph.errors import GraphQueryFailed
from graph.mutations.errors import SeveralMatch

logger: Final = structlog.get_logger(__name__)

KEY: Final = ("tenant_id", "orig_id")
READ_SECONDS: Final = 5.0
READ_ROWS: Final = 20_000
READ_BYTES: Final = 32 * 1024 * 1024
LABELS_AT_ONCE: Final = 100
"""Under how many labels one statement looks: ArcadeDB takes a millisecond to read what is said of each."""

Run = Callable[[str, dict[str, Any]], list[dict[str, Any]]]
Labels = tuple[str, ...]


def labels_with_identity() -> Labels:
    """The labels whose nodes the server finds by their id, and of which it has each id once.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    constraints = list_constraints()
    return tuple(
        each.label for each in constraints if each.kind is ConstraintKind.UNIQUE and each.properties == KEY
    )


def give_identity(labels: Iterable[str], *, known: Collection[str]) -> None:
    """Let the server keep ids unique within each label that is not known to have that; safe to repeat.

    The name of the nodes without a label is one that some server takes once it has such a node.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    for label in sorted(set(labels).difference(known)):
        try:
            client.define(client.dialect().unique_constraint(label, KEY))
        except GraphQueryFailed as error:
            # Data that came in by other ways has an id twice, and lookups go on without the index; or the
            # server knows no such label, and says so of the rows that have it.
            logger.warning("graph_label_without_identity", label=label, error=error.detail)


@dataclass(frozen=True)
class TenantGraph:
    """One tenant's graph as a transaction, or a reader, sees it."""

    run: Run
    tenant_id: UUID
    identified: Labels
    unlabelled: str | None = None
    """See ``Dialect``."""

    def rows(self, text: str, **params: Any) -> list[dict[str, Any]]:
        """The rows of a statement, which has ``$tenant`` on every pattern."""
        return self.run(text, {"tenant": str(self.tenant_id), **params})

    def find(self, ids: Collection[str], *, likely: Collection[str] = ()) -> dict[str, Labels]:
        """``find_all``, and of each id the first node: for those who have the ids from the graph itself."""
        return {id_: found[0] for id_, found in self.find_all(ids, likely=likely).items()}

    def find_all(self, ids: Collection[str], *, likely: Collection[str] = ()) -> dict[str, list[Labels]]:
        """The labels of each node that has one of these ids; the likely labels are looked at first.

        There may be several nodes of an id, under labels that have nothing in common.
        """
        found: dict[str, list[Labels]] = {}
        known = [*self.identified]
        if self.unlabelled and self.unlabelled not in known:
            known.append(self.unlabelled)
        first = [label for label in known if label in likely]
        others = [label for label in known if label not in likely]
        for labels in (first, others):
            if labels and (missing := [each for each in ids if each not in found]):
                found |= self._find_under(labels, missing)
        return found

    def find_anywhere(self, orig_id: str) -> Labels | None:
        """The labels of one node, also of one that no label with identity has; None when there is none.

        Raises:
            SeveralMatch: there is more than one, and nothing says which is meant.
        """
        found = self.find_all([orig_id]).get(orig_id, [])
        if not found:
            text = "MATCH (n {tenant_id: $tenant, orig_id: $id}) RETURN labels(n) AS labels LIMIT 2"
            found = [tuple(sorted(row["labels"])) for row in self.rows(text, id=orig_id)]
        if len(found) > 1:
            raise SeveralMatch(several_of(orig_id, found))
        return found[0] if found else None

    def pattern(self, variable: str, labels: Collection[str], orig_id: str) -> str:
        """A node as a pattern that an index serves; ``orig_id`` is Cypher, a parameter or a property."""
        named = [label for label in labels if label in self.identified] or list(labels)[:1]
        if not named and self.unlabelled:
            named = [self.unlabelled]
        label = f":{quoted(named[0])}" if named else ""
        return f"({variable}{label} {{tenant_id: $tenant, orig_id: {orig_id}}})"

    def _find_under(self, labels: Sequence[str], ids: list[str]) -> dict[str, list[Labels]]:
        # A node is found once under each of its labels.
        nodes: dict[str, dict[str, Labels]] = {}
        for start in range(0, len(labels), LABELS_AT_ONCE):
            for row in self.rows(self._under(labels[start : start + LABELS_AT_ONCE]), ids=ids):
                nodes.setdefault(row["id"], {})[row["node"]] = tuple(sorted(row["labels"]))
        return {id_: sorted(found.values()) for id_, found in nodes.items()}

    def _under(self, labels: Iterable[str]) -> str:
        return " UNION ALL ".join(
            f"UNWIND $ids AS id MATCH (n:{quoted(label)} {{tenant_id: $tenant, orig_id: id}}) "
            "RETURN id, labels(n) AS labels, elementId(n) AS node"
            for label in labels
        )


def several_of(orig_id: str, found: Iterable[Labels]) -> str:
    """That several nodes have the id, and what they are."""
    return f"Several nodes have the id {orig_id}: {', '.join(':'.join(labels) for labels in found)}."


def reader_of(tenant_id: UUID) -> TenantGraph:
    """The tenant's graph for reading; its statements raise GraphQueryFailed rather than leave rows out.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """

    def run(text: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        found = client.read(
            text, params, timeout_seconds=READ_SECONDS, max_rows=READ_ROWS, max_bytes=READ_BYTES
        )
        if found.truncated:
            raise GraphQueryFailed("There is more than can be read at once.")
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    return TenantGraph(run, tenant_id, labels_with_identity(), client.dialect().unlabelled)
