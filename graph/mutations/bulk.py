"""Bring nodes and relationships in bulk: UNWIND batches, judged row by row, written once.

With ``fail_fast`` all batches are one transaction, and the first one that has an error leaves nothing of any.
Else each batch is a transaction with a marker of its own, so that what died goes on where it stopped, and a
row with an error is left out.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Final, Literal, Protocol, TypeVar

from graph import client
from graph.client.writing import WRITE_SECONDS
from graph.errors import GraphQueryFailed
from graph.mutations import metrics
from graph.mutations.bulk_edges import Ends, brought_edges
from graph.mutations.bulk_nodes import brought_nodes
from graph.mutations.carrying_out import KEYS, transact
from graph.mutations.errors import GivenInvalid
from graph.mutations.given import Author
from graph.mutations.identity import TenantGraph, give_identity, labels_with_identity, reader_of
from graph.mutations.once import Marker
from graph.mutations.rows import ERRORS_SHOWN, EdgeRow, NodeRow, RowError, read_edges, read_nodes

Mode = Literal["ingest", "upsert"]
BULK_KEYS: Final = f"{KEYS}bulk:"
"""What the markers' keys of calls begin with that brought a key of their own."""

MAX_NEW_LABELS: Final = 50
"""Each is a constraint of the server, which stays, and one more place to look for anybody's ids in."""

_Row = TypeVar("_Row", NodeRow, EdgeRow)
_Contra = TypeVar("_Contra", contravariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How rows are brought.

    Attributes:
        mode: whether what is there already is an error (``ingest``) or is changed (``upsert``).
        fail_fast: one error, and nothing is written.
        dry_run: say what would come of it, and write nothing.
        idempotency_key: the same call again under this key is answered as the first was.
        check: called between batches; it raises when the work is no longer wanted.
        remaining_seconds: how much time is left; it raises when none is.
    """

    mode: Mode
    batch_size: int = 100
    fail_fast: bool = True
    dry_run: bool = False
    idempotency_key: str | None = None
    check: Callable[[], None] = lambda: None
    remaining_seconds: Callable[[], float] = lambda: WRITE_SECONDS


@dataclass
class Tally:
    """What came of rows; as JSON it is what a marker keeps of a batch."""

    created: int = 0
    updated: int = 0
    endpoints_created: int = 0
    missing_endpoints: set[str] = field(default_factory=set)
    """The ids: several batches may lack the same node."""
    errors: list[RowError] = field(default_factory=list)
    refused: bool = False
    """The server has refused the batch, which is brought row by row from then on."""

    def as_json(self) -> dict[str, Any]:
        """The numbers, the ids and the errors."""
        errors = [error.as_json() for error in self.errors]
        return {**vars(self), "missing_endpoints": sorted(self.missing_endpoints), "errors": errors}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Tally":
        """What ``as_json`` wrote."""
        errors = [RowError(**error) for error in data["errors"]]
        return cls(**{**data, "missing_endpoints": set(data["missing_endpoints"]), "errors": errors})

    def add(self, other: "Tally") -> None:
        """Count what came of other rows too."""
        self.created += other.created
        self.updated += other.updated
        self.endpoints_created += other.endpoints_created
        self.missing_endpoints |= other.missing_endpoints
        self.errors += other.errors


class _Stopped(Exception):
    """A row has an error, and nothing is to be written."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        super().__init__()


def bring_nodes(
    *, author: Author, rows: Sequence[Mapping[str, Any]], options: Options, mixed_labels: bool = False
) -> dict[str, Any]:
    """Make nodes, or with ``upsert`` change those that are there; what came of it, row by row.

    Raises:
        GivenInvalid: the rows have more than ``MAX_NEW_LABELS`` labels that the server has no ids of.
        KeyReused: the idempotency key belongs to other rows.
        GraphUnavailable, GraphTimeout, GraphQueryFailed, and what ``options.check`` raises
    """
    read = read_nodes(rows, mixed_labels=mixed_labels)
    labels = {label for each in read.nodes for label in each.node.labels}

    def bring(graph: TenantGraph, batch: Sequence[NodeRow], *, write: bool) -> Tally:
        return Tally(**brought_nodes(graph, batch, author=author, mode=options.mode, write=write))

    asked = {"rows": list(rows), "mixed_labels": mixed_labels}
    call = _Call(author, f"{options.mode}_nodes", options, asked)
    return call.bring(read.nodes, read.errors, len(rows), labels, bring)


def bring_edges(
    *, author: Author, rows: Sequence[Mapping[str, Any]], options: Options, create_endpoints: bool = False
) -> dict[str, Any]:
    """Make relationships, or with ``upsert`` change those that are there; what came of it, row by row.

    Raises: as ``bring_nodes``
    """
    read = read_edges(rows, told_apart=options.mode == "upsert")
    labels: set[str] = set()
    if create_endpoints:
        labels.update(label for each in read.edges for label in (*each.start_labels, *each.end_labels))
    planned: set[str] = set()

    def bring(graph: TenantGraph, batch: Sequence[EdgeRow], *, write: bool) -> Tally:
        ends = Ends(graph, batch, create=create_endpoints)
        tally = Tally(**brought_edges(graph, batch, ends, author=author, mode=options.mode, write=write))
        if not write:  # What an earlier batch would have made is still not there.
            tally.endpoints_created = len(ends.new.keys() - planned)
            planned.update(ends.new)
        return tally

    asked = {"rows": list(rows), "create_endpoints": create_endpoints}
    call = _Call(author, f"{options.mode}_edges", options, asked)
    return call.bring(read.edges, read.errors, len(rows), labels, bring, unlabelled=create_endpoints)


class _Bring(Protocol[_Contra]):
    """Bring one batch, or only say what would come of it."""

    def __call__(self, graph: TenantGraph, batch: Sequence[_Contra], *, write: bool) -> Tally: ...


@dataclass(frozen=True)
class _Call:
    """One call: its author, what it is named, and what it asks for."""

    author: Author
    action: str
    options: Options
    asked: Mapping[str, Any]

    def bring(
        self,
        rows: Sequence[_Row],
        errors: list[RowError],
        given: int,
        labels: set[str],
        bring: "_Bring[_Row]",
        *,
        unlabelled: bool = False,
    ) -> dict[str, Any]:
        """Bring the rows that could be read, unless an error is to stop everything."""
        began, tally = time.monotonic(), Tally(errors=list(errors))
        stopped = bool(errors) and self.options.fail_fast
        if rows and not stopped:
            known = labels_with_identity()
            if len(labels.difference(known)) > MAX_NEW_LABELS:
                raise GivenInvalid(f"The server knows at most {MAX_NEW_LABELS} more labels from one call.")
            if not self.options.dry_run:
                give_identity(labels, known=known)
            try:
                for part in self._parts(rows, bring):
                    tally.add(part)
            except _Stopped as stop:
                stopped = True
                tally = Tally(errors=stop.tally.errors, missing_endpoints=stop.tally.missing_endpoints)
        if unlabelled and tally.endpoints_created and not self.options.dry_run:
            give_identity([client.dialect().unlabelled or ""], known=labels_with_identity())
        return self._report(tally, given, stopped, began)

    def _parts(self, rows: Sequence[_Row], bring: "_Bring[_Row]") -> Iterator[Tally]:
        batches, write = list(_batches(rows, self.options.batch_size)), partial(bring, write=True)
        if self.options.dry_run:
            graph = reader_of(self.author.tenant_id)
            yield self._all(graph, batches=batches, bring=partial(bring, write=False))
        elif self.options.fail_fast:
            yield self._once("0", partial(self._all, batches=batches, bring=write))
        else:
            for number, batch in enumerate(batches):
                yield from self._row_by_row_if_refused(f"{number}", batch, write)

    def _all(
        self,
        graph: TenantGraph,
        *,
        batches: Sequence[Sequence[_Row]],
        bring: Callable[..., Tally],
    ) -> Tally:
        tally = Tally()
        for batch in batches:
            self.options.check()
            tally.add(bring(graph, batch))
            if tally.errors and self.options.fail_fast:
                raise _Stopped(tally)
        return tally

    def _row_by_row_if_refused(
        self, number: str, batch: Sequence[_Row], bring: Callable[..., Tally]
    ) -> Iterator[Tally]:
        """One batch; when the server refuses it, each of its rows, so that only those at fault stay out.

        That it was refused is kept under its own marker: the server may not refuse it any more when somebody
        takes over, and by then some of its rows are there.
        """
        try:
            part = self._once(number, partial(self._all, batches=[batch], bring=bring))
        except GraphQueryFailed as error:
            if len(batch) == 1:
                yield Tally(errors=[RowError(batch[0].row, str(error.code), error.detail)])
                return
            part = self._once(number, lambda graph: Tally(refused=True))
        if not part.refused:
            yield part
            return
        for place, row in enumerate(batch):
            yield from self._row_by_row_if_refused(f"{number}.{place}", [row], bring)

    def _once(self, number: str, work: Callable[[TenantGraph], Tally]) -> Tally:
        self.options.check()
        applied = transact(
            self.author,
            self.action,
            self._marker(number),
            lambda graph: work(graph).as_json(),
            timeout_seconds=self.options.remaining_seconds(),
        )
        tally = Tally.from_json(applied.result)
        if not applied.before:
            for outcome in ("created", "updated"):
                metrics.ROWS.labels(self.action, outcome).inc(getattr(tally, outcome))
        return tally

    def _marker(self, number: str) -> Marker:
        key = self.options.idempotency_key
        if key is None:
            return Marker(self.author.tenant_id, f"{KEYS}{self.author.invocation_id}:{number}")
        facts = (("invocation", str(self.author.invocation_id)),)
        told = _digest([self.author.subject, self.action, key])
        return Marker(self.author.tenant_id, f"{BULK_KEYS}{told}:{number}", self._fingerprint(), facts)

    def _fingerprint(self) -> str:
        options = self.options
        return _digest([self.asked, options.mode, options.batch_size, options.fail_fast])

    def _report(self, tally: Tally, given: int, stopped: bool, began: float) -> dict[str, Any]:
        failed = len({error.row for error in tally.errors})
        succeeded = tally.created + tally.updated
        if not self.options.dry_run:
            metrics.ROWS.labels(self.action, "failed").inc(failed)
        errors = sorted(tally.errors, key=lambda error: error.row)
        return {
            "processed": given,
            "succeeded": succeeded,
            "failed": failed,
            "skipped": given - failed - succeeded,
            "created": tally.created,
            "updated": tally.updated,
            "missing_endpoints": len(tally.missing_endpoints),
            "endpoints_created": tally.endpoints_created,
            "errors": [error.as_json() for error in errors[:ERRORS_SHOWN]],
            "elapsed_ms": round((time.monotonic() - began) * 1000, 1),
            "dry_run": self.options.dry_run,
            "written": not self.options.dry_run and not stopped,
        }


def _batches(rows: Sequence[_Row], size: int) -> Iterator[list[_Row]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _digest(asked: Any) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
