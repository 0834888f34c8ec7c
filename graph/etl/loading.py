"""Load what was staged into the graph, batch by batch, each exactly once.

Constraints come before the data. A batch is one transaction with the job's marker, a node that says how many
batches have been applied: whoever comes again, or at the same time, finds that out there. A marker has an
``owner`` and no ``tenant_id``, so that no query that is bound to the tenant ever meets it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from neo4j import ManagedTransaction

from graph import client
from graph.engines.dialect import quoted
from graph.engines.inventory import list_constraints
from graph.errors import GraphConflict, GraphQueryFailed, GraphTimeout
from graph.etl.errors import GraphChangedMeanwhile
from graph.etl.staging import Batch, Staging, batch
from graph.etl.statements import Statement, statements_of
from graph.etl.stored_values import held_ids
from graph.schema import MARKER_LABEL

OWN_KEY: Final = ("tenant_id", "orig_id")
_MARKER: Final = f"MATCH (m:{MARKER_LABEL} {{owner: $owner, key: $key}})"
FEWEST_ROWS: Final = 50
"""Of a statement whose batch is too slow as a whole."""


def _run(transaction: ManagedTransaction, *, text: str, params: dict[str, Any]) -> None:
    transaction.run(text, params).consume()


class _AppliedMeanwhile(Exception):
    """Somebody else has applied the batch while this transaction did."""


@dataclass(frozen=True)
class Load:
    """The loading of one job: whose graph, and under which name its marker stands."""

    tenant_id: UUID
    execution_id: UUID

    @property
    def marker(self) -> dict[str, str]:
        """What the job's marker is found by."""
        return {"owner": str(self.tenant_id), "key": f"etl:{self.execution_id}"}

    def applied(self) -> int:
        """How many batches the graph has.

        Raises:
            GraphUnavailable, GraphTimeout, GraphQueryFailed
        """
        return client.write(self._applied)

    def apply(self, number: int, statements: list[Statement]) -> bool:
        """Apply a batch; False when the graph has it already.

        A server bounds how long a statement may take: one that is overdue is given its rows in smaller parts.

        Raises:
            GraphChangedMeanwhile: what it is about is not there any more.
            GraphUnavailable, GraphTimeout, GraphQueryFailed
        """
        most = max((len(statement.rows) for statement in statements), default=1)
        if not any(each.before for each in statements):
            return self._apply_within(number, statements, most)
        if self.applied() > number:
            return False
        self._apart((each.before, each.rows) for each in statements)
        done = False
        try:
            done = self._apply_within(number, statements, most)
        finally:
            if not done:
                self.give_ids_back(statements)
        return done

    def give_ids_back(self, statements: list[Statement]) -> None:
        """Take back what was done before a batch that the graph does not have; safe to repeat.

        A node whose id somebody else has given to another meanwhile does not get it back.

        Raises:
            GraphUnavailable, GraphTimeout, GraphQueryFailed
        """
        for each in statements:
            try:
                self._apart([(each.otherwise, each.rows)])
            except GraphConflict:
                for row in each.rows:
                    with suppress(GraphConflict):
                        self._apart([(each.otherwise, [row])])

    def _apart(self, texts: Iterable[tuple[str, list[Any]]]) -> None:
        """Do what batches need in a transaction before their own, or take it back."""
        for text, rows in texts:
            if text:
                client.write(partial(_run, text=text, params=self._params(rows)))

    def _params(self, rows: list[Any]) -> dict[str, Any]:
        return {"rows": rows, "tenant_id": str(self.tenant_id), "held": held_ids(self.marker["key"])}

    def _apply_within(self, number: int, statements: list[Statement], most: int) -> bool:
        while True:
            try:
                return client.write(partial(self._apply, number=number, statements=statements, most=most))
            except GraphTimeout:
                if most <= FEWEST_ROWS:
                    raise
                most = max(FEWEST_ROWS, most // 4)
            except _AppliedMeanwhile:
                if self.applied() > number:
                    return False
                raise GraphChangedMeanwhile("The marker of the job is gone.") from None
            except GraphConflict as error:
                # Somebody who holds this execution too may have been first.
                if self.applied() > number:
                    return False
                raise GraphChangedMeanwhile(
                    f"Others have made something of the same id meanwhile: {error.detail}"
                ) from error
            except GraphQueryFailed:
                if self.applied() > number:
                    return False
                raise

    def _apply(
        self, transaction: ManagedTransaction, *, number: int, statements: list[Statement], most: int
    ) -> bool:
        if self._applied(transaction) > number:
            return False
        for statement in statements:
            made = 0
            for begin in range(0, len(statement.rows), most):
                params = self._params(statement.rows[begin : begin + most])
                counters = transaction.run(statement.text, params).consume().counters
                made += counters.nodes_created + counters.relationships_created
            if made != statement.makes:
                raise GraphChangedMeanwhile(
                    f"{statement.makes - made} of {statement.makes} rows met nodes that are gone meanwhile. "
                    "What was loaded before stays."
                )
        self._mark(transaction, number)
        return True

    def _mark(self, transaction: ManagedTransaction, number: int) -> None:
        """Count the batch.

        Transactions read what others have committed since they began: two who hold the execution may both
        have found the batch missing, and the later must not commit.
        """
        after = {**self.marker, "applied": number + 1}
        if number == 0:
            transaction.run(f"CREATE (m:{MARKER_LABEL}) SET m = $after", after=after).consume()
            return
        text = f"{_MARKER} WHERE m.applied = $before SET m.applied = $applied RETURN count(m)"
        if not transaction.run(text, {**after, "before": number}).single(strict=True)[0]:
            raise _AppliedMeanwhile

    def forget(self) -> None:
        """Delete the marker, when nothing can deliver a batch again; safe to repeat.

        Raises:
            GraphUnavailable, GraphTimeout, GraphQueryFailed
        """
        client.write(lambda transaction: transaction.run(f"{_MARKER} DELETE m", self.marker).consume())

    def _applied(self, transaction: ManagedTransaction) -> int:
        found = transaction.run(f"{_MARKER} RETURN m.applied AS applied", self.marker).single()
        return 0 if found is None else int(found["applied"])


def prepare_indexes(keys: Collection[str]) -> None:
    """Let the nodes of these labels be found by their ids, before there are any.

    Raises:
        GraphConflict: nodes of a label have the same id.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    dialect = client.dialect()
    client.define(dialect.unique_constraint(MARKER_LABEL, ("owner", "key")))
    for key in keys:
        if label := key or dialect.unlabelled:
            client.define(dialect.unique_constraint(label, OWN_KEY))


def indexed_labels() -> frozenset[str]:
    """The labels whose nodes are found by their ids.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    return frozenset(each.label for each in list_constraints() if each.properties == OWN_KEY)


def refused_labels(labels: list[str]) -> str | None:
    """What the server has against nodes with these labels; None when it takes them. No node is left of it.

    Raises:
        GraphUnavailable, GraphTimeout
    """
    pattern = "".join(f":{quoted(label)}" for label in labels)
    return _refused(f"CREATE (n{pattern})")


def refused_type(name: str) -> str | None:
    """The same of relationships of a type."""
    return _refused(f"CREATE (:{MARKER_LABEL})-[:{quoted(name)}]->(:{MARKER_LABEL})")


class _Undone(Exception):
    pass


def _refused(text: str) -> str | None:
    def work(transaction: ManagedTransaction) -> None:
        transaction.run(text).consume()
        raise _Undone

    try:
        client.write(work)
    except _Undone:
        return None
    except GraphQueryFailed as error:
        return str(error.detail)
    raise AssertionError("the try was not undone")


@contextmanager
def prepared_batches(
    staging: Staging, load: Load, numbers: range
) -> Iterator[Iterator[tuple[Batch, list[Statement]]]]:
    """Batches with their statements, the next being prepared while the server works on one."""
    if not numbers:
        yield iter(())
        return

    def prepare(number: int) -> tuple[Batch, list[Statement]]:
        found = batch(staging, number)
        return found, statements_of(staging, found, load.tenant_id)

    def each() -> Iterator[tuple[Batch, list[Statement]]]:
        ahead = helper.submit(prepare, numbers[0])
        for number in numbers:
            current = ahead.result()
            if number + 1 in numbers:
                ahead = helper.submit(prepare, number + 1)
            yield current

    with ThreadPoolExecutor(1, "etl-prepare") as helper:
        yield each()


def load_batches(
    staging: Staging,
    load: Load,
    numbers: range,
    *,
    before: Callable[[], None],
    after: Callable[[Batch], None],
) -> None:
    """Apply some batches in order, but for those that the graph has.

    Args:
        before: called before each; what it raises is passed on, with the graph as it then is.
        after: the same after each.

    Raises: what ``Load.apply`` does.
    """
    done = load.applied()
    left = range(max(numbers.start, done), numbers.stop)
    with prepared_batches(staging, load, left) as batches:
        for found, statements in batches:
            before()
            load.apply(found.number, statements)
            after(found)


def counts_of(staging: Staging, applied: int) -> dict[str, int]:
    """How many rows of each step so many batches hold."""
    found: dict[str, Any] = dict(
        staging.run(
            "SELECT step, sum(rows) FROM batches WHERE number < ? GROUP BY step", (applied,)
        ).fetchall()
    )
    return {step: int(rows) for step, rows in found.items()}
