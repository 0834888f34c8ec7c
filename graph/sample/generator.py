"""Make the sample domain's data: people at institutions who run BLAST and BOLD tasks over files.

The same tenant name, size and seed give the same data on every machine.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.sample import words
from graph.sample.context import add_context
from graph.sample.model import Sample, SampleNode


class Size(StrEnum):
    """How much: about 200, 2,000 or 20,000 nodes."""

    S = "S"
    M = "M"
    L = "L"


@dataclass(frozen=True, slots=True)
class _Amounts:
    institutions: int
    users: int
    tasks: int
    databases: int
    fastas: int
    context: int
    """Nodes of each of the ten types that stand beside the tasks."""


AMOUNTS: Final = {
    Size.S: _Amounts(institutions=8, users=28, tasks=44, databases=5, fastas=16, context=5),
    Size.M: _Amounts(institutions=16, users=260, tasks=560, databases=12, fastas=240, context=50),
    Size.L: _Amounts(institutions=20, users=2_600, tasks=5_800, databases=12, fastas=2_600, context=500),
}
_EPOCH: Final = dt.datetime(2025, 1, 6, 8, tzinfo=dt.UTC)
_DISTINCT_TOP: Final = 6
"""Places at the top of a ranking without ties, so that "the top 5" has one answer."""


def generate(*, tenant: str, size: Size, seed: int = 1) -> Sample:
    """The sample of a tenant. Tenants share ids on purpose: only their ``tenant_id`` tells them apart."""
    rng = random.Random(f"{tenant}:{size}:{seed}")
    amounts = AMOUNTS[size]
    sample = Sample()
    institutions = _add_institutions(sample, rng, amounts)
    users = _add_users(sample, rng, amounts, institutions)
    files = _Files(sample, rng)
    fastas = [files.add("Fasta", f"reads_{i:05d}", "fasta", "raw-data") for i in range(1, amounts.fastas + 1)]
    _add_tasks(sample, rng, amounts, users, files, fastas)
    add_context(sample, rng, amounts.context)
    return sample


def ranked_shares(total: int, places: int) -> list[int]:
    """Split about ``total`` over ``places`` as in life: a few have most, and the first have no ties."""
    weights = [1 / (place + 1) ** 0.8 for place in range(places)]
    shares = [max(1, round(total * weight / sum(weights))) for weight in weights]
    for place in reversed(range(min(_DISTINCT_TOP, places - 1))):
        shares[place] = max(shares[place], shares[place + 1] + 1)
    return shares


def _add_institutions(sample: Sample, rng: random.Random, amounts: _Amounts) -> list[SampleNode]:
    chosen = rng.sample(words.INSTITUTIONS, amounts.institutions)
    return [
        sample.add(
            ["Institution"], f"institution-{i}", id=f"institution-{i}", name=name, country=country, type=kind
        )
        for i, (name, country, kind) in enumerate(chosen, start=1)
    ]


def _add_users(
    sample: Sample, rng: random.Random, amounts: _Amounts, institutions: Sequence[SampleNode]
) -> list[SampleNode]:
    shares = ranked_shares(amounts.users, len(institutions))
    employers = [place for place, share in zip(institutions, shares, strict=True) for _ in range(share)]
    names: set[str] = set()
    users = []
    for i, employer in enumerate(employers, start=1):
        first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
        user_name = f"{first[0]}{last}".lower()
        if user_name in names:
            user_name += str(i)
        names.add(user_name)
        user = sample.add(
            ["User"],
            f"user-{i}",
            user_id=f"user-{i}",
            firstName=first,
            lastName=last,
            user_name=user_name,
            email=f"{user_name}@example.org",
        )
        sample.relate(
            user,
            "WORKS_AT",
            employer,
            since=rng.randint(2008, 2025),
            role=rng.choice(words.ROLES),
            department=rng.choice(words.DEPARTMENTS),
        )
        users.append(user)
    return users


class _Files:
    """Adds files with running ids."""

    def __init__(self, sample: Sample, rng: random.Random) -> None:
        self._sample = sample
        self._rng = rng
        self._count = 0

    def add(self, kind: str, stem: str, extension: str, bucket: str) -> SampleNode:
        """One file of a kind."""
        self._count += 1
        orig_id = f"file-{self._count}"
        return self._sample.add(
            ["File", kind],
            orig_id,
            file_id=orig_id,
            user_filename=f"{stem}.{extension}",
            size=self._rng.randint(2_000, 90_000_000),
            extension=extension,
            bucket_name=bucket,
        )

    def add_database(self, name: str) -> list[SampleNode]:
        """One BLAST database: header, index and sequence, as makeblastdb writes them."""
        return [self.add("BlastDb", name, extension, "references") for extension in ("nhr", "nin", "nsq")]


def _add_tasks(
    sample: Sample,
    rng: random.Random,
    amounts: _Amounts,
    users: Sequence[SampleNode],
    files: _Files,
    fastas: Sequence[SampleNode],
) -> None:
    active = rng.sample(users, len(users) * 9 // 10)
    shares = ranked_shares(amounts.tasks, len(active))
    runners = [user for user, share in zip(active, shares, strict=True) for _ in range(share)]
    rng.shuffle(runners)
    databases: list[list[SampleNode]] = []
    largest = rng.randrange(amounts.databases, len(runners))
    for i, user in enumerate(runners):
        building = i < amounts.databases
        status = "Finished" if building else rng.choices(words.STATUSES, words.STATUS_WEIGHTS)[0]
        kinds = (
            ("Blast", "CreateDb")
            if building
            else ("Blast", "BlastSeq")
            if i == largest or rng.random() < 0.65
            else ("Bold", "SearchbyTaxon")
        )
        orig_id = f"task-{i + 1}"
        task = sample.add(
            ["Task", "Command", *kinds],
            orig_id,
            task_id=orig_id,
            status=status,
            start=_EPOCH + dt.timedelta(minutes=rng.randint(0, 500_000)),
            tags=sorted(rng.sample(words.TAGS, rng.randint(0, 2))),
        )
        sample.relate(user, "RUNS", task)
        queries = rng.sample(fastas, 6 if i == largest else 1 if building else rng.randint(1, 3))
        for query in queries:
            sample.relate(query, "INPUT", task)
        outputs: list[SampleNode] = []
        if building:
            outputs = files.add_database(words.DATABASES[i])
            databases.append(outputs)
        elif "BlastSeq" in kinds:
            for file in rng.choice(databases):
                sample.relate(file, "INPUT", task)
            if status == "Finished":
                outputs = [files.add("BlastedSeq", f"hits_{i + 1:05d}", "tsv", "results")]
                if rng.random() < 0.5:
                    outputs.append(files.add("Xml", f"report_{i + 1:05d}", "xml", "results"))
        elif status == "Finished":
            outputs = [files.add("Xml", f"taxa_{i + 1:05d}", "xml", "results")]
            if rng.random() < 0.5:
                outputs.append(files.add("PhyloTree", f"tree_{i + 1:05d}", "nwk", "results"))
        for file in outputs:
            sample.relate(task, "OUTPUT", file)
