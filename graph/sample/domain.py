"""The sample domain's nodes and relationships, one after another, of any number and in flat memory."""

import datetime as dt
import random
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.etl.records import NodeRecord, Record, RelationshipRecord
from graph.sample import words
from graph.sample.context import context

_EPOCH: Final = dt.datetime(2025, 1, 6, 8, tzinfo=dt.UTC)
_DISTINCT_TOP: Final = 6
"""Places at the top of a ranking without ties, so that "the top 5" has one answer."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many of what."""

    institutions: int
    users: int
    tasks: int
    databases: int
    fastas: int
    context: int = 0
    """Nodes that stand beside the tasks; not asked for where ``nodes`` says how many there are in all."""
    nodes: int | None = None
    relationships: int | None = None
    """How many in all; the last ones are further inputs of tasks."""


def records(rng: random.Random, amounts: Amounts) -> Iterator[Record]:
    """All of it; the same random numbers give the same. Nodes come before what relates them."""
    maker = _Maker(rng)
    yield from maker.institutions(amounts.institutions)
    yield from maker.users(amounts.users, amounts.institutions)
    for i in range(1, amounts.fastas + 1):
        yield maker.file("Fasta", f"reads_{i:05d}", "fasta", "raw-data")
    yield from maker.tasks(amounts)
    beside = amounts.context if amounts.nodes is None else amounts.nodes - maker.nodes
    yield from context(rng, beside)
    if amounts.relationships is not None:
        yield from maker.further_inputs(amounts.fastas, until=amounts.relationships)


def ranked_shares(total: int, places: int) -> list[int]:
    """Split about ``total`` over ``places`` as in life: a few have most, and the first have no ties."""
    weights = [1 / (place + 1) ** 0.8 for place in range(places)]
    shares = [max(1, round(total * weight / sum(weights))) for weight in weights]
    for place in reversed(range(min(_DISTINCT_TOP, places - 1))):
        shares[place] = max(shares[place], shares[place + 1] + 1)
    return shares


class _Maker:
    """Makes nodes with running ids, which say all that later ones have to know of them."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._users = 0
        self._tasks = 0
        self._files = 0
        self._relationships = 0
        self.nodes = 0
        """How many nodes have been made."""

    def institutions(self, count: int) -> Iterator[Record]:
        """Where people work."""
        chosen = self._rng.sample(words.INSTITUTIONS, count)
        for i, (name, country, kind) in enumerate(chosen, start=1):
            own = f"institution-{i}"
            yield self._node(["Institution"], own, id=own, name=name, country=country, type=kind)

    def users(self, count: int, institutions: int) -> Iterator[Record]:
        """People, each of whom works somewhere."""
        names: set[str] = set()
        for place, share in enumerate(ranked_shares(count, institutions), start=1):
            for _ in range(share):
                yield self._user(names)
                yield self._relationship(
                    f"user-{self._users}",
                    "WORKS_AT",
                    f"institution-{place}",
                    since=self._rng.randint(2008, 2025),
                    role=self._rng.choice(words.ROLES),
                    department=self._rng.choice(words.DEPARTMENTS),
                )

    def _user(self, names: set[str]) -> NodeRecord:
        self._users += 1
        own = f"user-{self._users}"
        first, last = self._rng.choice(words.FIRST_NAMES), self._rng.choice(words.LAST_NAMES)
        user_name = f"{first[0]}{last}".lower()
        if user_name in names:
            user_name += str(self._users)
        else:
            names.add(user_name)
        return self._node(
            ["User"],
            own,
            user_id=own,
            firstName=first,
            lastName=last,
            user_name=user_name,
            email=f"{user_name}@example.org",
        )

    def file(self, kind: str, stem: str, extension: str, bucket: str) -> NodeRecord:
        """One file of a kind."""
        self._files += 1
        own = f"file-{self._files}"
        return self._node(
            ["File", kind],
            own,
            file_id=own,
            user_filename=f"{stem}.{extension}",
            size=self._rng.randint(2_000, 90_000_000),
            extension=extension,
            bucket_name=bucket,
        )

    def tasks(self, amounts: Amounts) -> Iterator[Record]:
        """What people run: first builds of databases, then searches in them."""
        active = self._rng.sample(range(1, self._users + 1), self._users * 9 // 10)
        shares = ranked_shares(amounts.tasks, len(active))
        runners = array("I", (user for user, n in zip(active, shares, strict=True) for _ in range(n)))
        self._rng.shuffle(runners)
        databases: list[list[str]] = []
        largest = self._rng.randrange(amounts.databases, len(runners))
        for i, user in enumerate(runners):
            kinds, status = self._kind_and_status(is_build=i < amounts.databases, is_largest=i == largest)
            task = self._task(kinds, status)
            yield task
            yield self._relationship(f"user-{user}", "RUNS", task.orig_id)
            count = 6 if i == largest else 1 if i < amounts.databases else self._rng.randint(1, 3)
            for fasta in self._rng.sample(range(1, amounts.fastas + 1), count):
                yield self._relationship(f"file-{fasta}", "INPUT", task.orig_id)
            if i < amounts.databases:
                made = self._database(words.DATABASES[i])
                databases.append([file.orig_id for file in made])
            else:
                if "BlastSeq" in kinds:
                    for file_id in self._rng.choice(databases):
                        yield self._relationship(file_id, "INPUT", task.orig_id)
                made = self._results(kinds) if status == "Finished" else []
            yield from made
            for file in made:
                yield self._relationship(task.orig_id, "OUTPUT", file.orig_id)

    def _kind_and_status(self, *, is_build: bool, is_largest: bool) -> tuple[tuple[str, str], str]:
        if is_build:
            return ("Blast", "CreateDb"), "Finished"
        status = self._rng.choices(words.STATUSES, words.STATUS_WEIGHTS)[0]
        is_search = is_largest or self._rng.random() < 0.65
        return (("Blast", "BlastSeq") if is_search else ("Bold", "SearchbyTaxon")), status

    def _task(self, kinds: tuple[str, str], status: str) -> NodeRecord:
        self._tasks += 1
        own = f"task-{self._tasks}"
        return self._node(
            ["Task", "Command", *kinds],
            own,
            task_id=own,
            status=status,
            start=_EPOCH + dt.timedelta(minutes=self._rng.randint(0, 500_000)),
            tags=sorted(self._rng.sample(words.TAGS, self._rng.randint(0, 2))),
        )

    def _database(self, name: str) -> list[NodeRecord]:
        """One BLAST database: header, index and sequence, as makeblastdb writes them."""
        return [self.file("BlastDb", name, extension, "references") for extension in ("nhr", "nin", "nsq")]

    def _results(self, kinds: tuple[str, str]) -> list[NodeRecord]:
        """What a search that has finished leaves behind."""
        if "BlastSeq" in kinds:
            made = [self.file("BlastedSeq", f"hits_{self._tasks:05d}", "tsv", "results")]
            further = ("Xml", "report", "xml")
        else:
            made = [self.file("Xml", f"taxa_{self._tasks:05d}", "xml", "results")]
            further = ("PhyloTree", "tree", "nwk")
        if self._rng.random() < 0.5:
            kind, stem, extension = further
            made.append(self.file(kind, f"{stem}_{self._tasks:05d}", extension, "results"))
        return made

    def further_inputs(self, fastas: int, *, until: int) -> Iterator[Record]:
        """More inputs, spread evenly over the tasks, until there are so many relationships in all."""
        for i in range(until - self._relationships):
            fasta = self._rng.randint(1, fastas)
            yield self._relationship(f"file-{fasta}", "INPUT", f"task-{i % self._tasks + 1}")

    def _node(self, labels: Sequence[str], own: str, **properties: Any) -> NodeRecord:
        self.nodes += 1
        return NodeRecord(own, tuple(labels), properties)

    def _relationship(self, start: str, kind: str, end: str, **properties: Any) -> RelationshipRecord:
        self._relationships += 1
        return RelationshipRecord(None, kind, start, end, properties)
