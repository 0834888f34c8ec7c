"""Work out what a plan changes: read the tenant's records, do the steps on each, keep what comes of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from graph.etl.loading import refused_labels, refused_type
from graph.etl.projection import stream_nodes, stream_relationships
from graph.etl.records import NodeRecord, Record
from graph.etl.transforms.changes import Change, NodeChange, change_of
from graph.etl.transforms.plan import Plan, StepRefused

Check = Callable[[], None]
_MOST_SAID: Final = 500
"""Characters of what the server says."""


@dataclass(slots=True)
class Tally:
    """What has been counted: records that were read, changed and rejected, and the same of each step."""

    nodes_read: int = 0
    relationships_read: int = 0
    nodes: int = 0
    relationships: int = 0
    rejected: int = 0
    by_step: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Plan) -> "Tally":
        """Nothing yet, of a plan."""
        return cls(by_step=[{"step": step.name, "changed": 0, "rejected": 0} for step in plan.steps])

    @property
    def read(self) -> int:
        """Records of both kinds."""
        return self.nodes_read + self.relationships_read

    @property
    def changed(self) -> int:
        """Records that are to be changed."""
        return self.nodes + self.relationships

    def as_json(self) -> dict[str, Any]:
        """As the result of a job has it."""
        return {
            "read": {"nodes": self.nodes_read, "relationships": self.relationships_read},
            "nodes": self.nodes,
            "relationships": self.relationships,
            "rejected": self.rejected,
            "steps": self.by_step,
        }

    def count(self, record: Record, outcome: "Change | Refusal | None", changed_by: tuple[int, ...]) -> None:
        """Count one record."""
        is_node = isinstance(record, NodeRecord)
        self.nodes_read += is_node
        self.relationships_read += not is_node
        if isinstance(outcome, Refusal):
            self.rejected += 1
            self.by_step[outcome.step]["rejected"] += 1
        elif outcome is not None:
            self.nodes += is_node
            self.relationships += not is_node
        for index in changed_by if not isinstance(outcome, Refusal) else ():
            self.by_step[index]["changed"] += 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record on which a step could not be done, and which stays as it is."""

    step: int
    """Which, from 0."""
    reason: str
    record: Record


class Server:
    """What the graph server cannot have: it has rules of its own for the names of labels and types."""

    def __init__(self) -> None:
        self._tried: dict[tuple[str, ...] | str, str | None] = {}

    def refuses(self, change: Change) -> str | None:
        """Why the server cannot have what becomes of a record; None when it can.

        Raises:
            GraphUnavailable, GraphTimeout
        """
        if isinstance(change, NodeChange):
            labels = change.after.labels
            return None if labels == change.before.labels else self._why(labels, "these labels")
        kind = change.after.type
        return None if kind == change.before.type else self._why(kind, "this type")

    def _why(self, name: tuple[str, ...] | str, what: str) -> str | None:
        if name not in self._tried:
            self._tried[name] = refused_type(name) if isinstance(name, str) else refused_labels(list(name))
        why = self._tried[name]
        return None if why is None else f"the graph server refuses {what}: {why[:_MOST_SAID]}"


def work_out(plan: Plan, records: Iterator[Record], tally: Tally) -> Iterator[Change | Refusal | None]:
    """For each record what becomes of it: None when it stays as it is.

    Raises:
        GraphUnavailable, GraphTimeout, and what ``records`` raises
    """
    server = Server()
    for record in records:
        outcome: Change | Refusal | None = None
        changed_by: tuple[int, ...] = ()
        try:
            made = plan.apply(record)
        except StepRefused as error:
            outcome = Refusal(error.index, str(error), record)
        else:
            changed_by = made.changed_by
            change = change_of(record, made.record) if made.is_change_of(record) else None
            why = None if change is None else server.refuses(change)
            outcome = change if why is None else Refusal(changed_by[-1], why, record)
        tally.count(record, outcome, changed_by)
        yield outcome


def records_for(plan: Plan, *, tenant_id: UUID, check: Check | None = None) -> Iterator[Record]:
    """The tenant's records that the plan may change: nodes, then relationships.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed, and what ``check`` raises
    """
    labels, types = plan.labels, plan.types
    if labels is None or len(labels) > 1:
        yield from stream_nodes(tenant_id, check=check)
    else:
        for label in labels:
            yield from stream_nodes(tenant_id, label=label, check=check)
    if types:
        yield from stream_relationships(tenant_id, types=sorted(types), check=check)
