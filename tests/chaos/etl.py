"""Imports and exports whose worker is killed somewhere: each ends as if nothing had happened.

Blows are spread over all of a job: it is divided into as many pieces as there are blows, and each falls at a
random moment of its piece.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain
from typing import Any, Final
from uuid import UUID

from graph import client
from graph.etl.canonical import ContentHash
from graph.etl.formats import read_members
from graph.etl.formats.files import members_of
from graph.etl.formats.jsonl import json_line
from graph.etl.projection import stream_nodes, stream_relationships
from graph.etl.records import Record, Rejected
from graph.etl.staging.store import folder_of
from graph.files.models import GraphFile
from graph.files.selectors import file_of
from graph.files.services import file_store
from graph.files.storage import path_of
from graph.sample import stream
from graph.schema import MARKER_LABEL
from jobs.models import Event, Execution, Job
from jobs.services import job_create
from security.principal import Principal
from security.roles import Role
from tenants.context import tenant_scope
from tests.chaos.fleet import Fleet
from tests.executions import ended, events, fetch
from tests.factories import make_tenant
from tests.processes import wait_until

BLOWS: Final = 10
NODES: Final = 40_000
LAST_PERCENT: Final = 96.0
"""Later blows would meet jobs that have ended."""
PATIENCE_SECONDS: Final = 240.0

TOO_LATE: Final = "its end, too late"
_COLUMNS: Final = "{:<46} {:<22} {:>6} {:<10} {:>8}  {}"
HEADINGS: Final = _COLUMNS.format("fault", "then it was at", "hash", "status", "seconds", "left over")


@dataclass(frozen=True)
class EtlResult:
    """What has become of one job."""

    fault: str
    was_at: str
    status: str
    is_right: bool
    """Whether the graph, or the file, has the hash that it has to have."""
    seconds: float
    left_over: list[str] = field(default_factory=list)
    """Files, folders and markers that nobody needs any more."""

    @property
    def is_harmless(self) -> bool:
        """Whether all is as it should be."""
        ended_well = self.status == Execution.Status.SUCCEEDED and self.was_at != TOO_LATE
        return self.is_right and not self.left_over and ended_well

    def line(self) -> str:
        """The result under the headings."""
        right, left = "right" if self.is_right else "WRONG", ", ".join(self.left_over) or "nothing"
        return _COLUMNS.format(self.fault, self.was_at, right, self.status, f"{self.seconds:.1f}", left)


def etl_trials(fleet: Fleet, *, seed: int) -> Iterator[EtlResult]:
    """Imports, then exports: first one that nobody disturbs, then one for each blow."""
    chosen = random.Random(seed)
    tenant_id, job = _import()
    yield _trial(fleet, "import, nothing", job, partial(_hash_of_graph, tenant_id), at=None)
    for percent in _moments(chosen):
        other_id, job = _import()
        name = f"import, SIGKILL at {percent:.0f} %"
        yield _trial(fleet, name, job, partial(_hash_of_graph, other_id), at=percent)
    for percent in (None, *_moments(chosen)):
        job = _export(tenant_id)
        name = "export, nothing" if percent is None else f"export, SIGKILL at {percent:.0f} %"
        yield _trial(fleet, name, job, partial(_hash_of_export, job), at=percent)


def _moments(chosen: random.Random) -> list[float]:
    """A random moment in each of so many equal pieces of a job, in percent of it."""
    return [LAST_PERCENT * (piece + chosen.random()) / BLOWS for piece in range(BLOWS)]


def _trial(
    fleet: Fleet, name: str, job: Job, hash_of_result: Callable[[], str], *, at: float | None
) -> EtlResult:
    fleet.start()
    was_at = ""
    if at is not None:
        wait_until(lambda: _percent(job) >= at, timeout=PATIENCE_SECONDS, what=f"{at:.0f} % of {job.pk}")
        was_at = _stage(job)
        fleet.kill_children(all_of_them=True)
    execution = ended(job.pk, timeout=PATIENCE_SECONDS)
    assert execution.finished_at is not None
    seconds = (execution.finished_at - (execution.started_at or execution.created_at)).total_seconds()
    with tenant_scope(job.tenant_id):
        job.refresh_from_db()
    is_right = job.result is not None and hash_of_result() == _hash_of_sample()
    return EtlResult(name, was_at, execution.status, is_right, seconds, _left_over(job))


def _import() -> tuple[UUID, Job]:
    """An import of the sample into an empty graph."""
    tenant_id = make_tenant().pk
    lines = (json_line(record) for record in _sample())
    file = file_store(tenant_id=tenant_id, created_by="chaos", name="sample.jsonl", chunks=lines)
    return tenant_id, _start(tenant_id, "etl.import", {"file_id": str(file.pk)})


def _export(tenant_id: UUID) -> Job:
    return _start(tenant_id, "etl.export", {"format": "jsonl"})


def _start(tenant_id: UUID, type_name: str, payload: dict[str, Any]) -> Job:
    principal = Principal.person(sub="chaos", tenant_id=tenant_id, roles=[Role.ADMIN])
    with tenant_scope(tenant_id):
        return job_create(principal=principal, type_name=type_name, payload=payload)


def _percent(job: Job) -> float:
    """How far the job says that it is; nothing before it has begun."""
    if (told := _told(job)) is not None:
        return float(told["percent"])
    return 0.0 if fetch(job.pk).lease_until is not None else -1.0


def _stage(job: Job) -> str:
    if fetch(job.pk).is_terminal:
        return TOO_LATE
    told = _told(job)
    return f"{told['stage']}, {told['percent']:.0f} %" if told else "its beginning"


def _told(job: Job) -> dict[str, Any] | None:
    """What the job has told last of how far it is."""
    told = [event.data for event in events(job.pk) if event.name == Event.Name.PROGRESS]
    return told[-1] if told else None


def _sample() -> Iterator[Record]:
    return stream(tenant="chaos", size=NODES)


@cache
def _hash_of_sample() -> str:
    return _hash_of(_sample())


def _hash_of_graph(tenant_id: UUID) -> str:
    return _hash_of(chain(stream_nodes(tenant_id), stream_relationships(tenant_id)))


def _hash_of_export(job: Job) -> str:
    """The hash of what the file of an export holds."""
    file = file_of(tenant_id=job.tenant_id, file_id=UUID(job.result["file_id"]))
    records = [item.record for item in read_members(members_of(file), format_name="jsonl")]
    return _hash_of(record for record in records if not isinstance(record, Rejected))


def _hash_of(records: Iterable[Record]) -> str:
    found = ContentHash()
    for record in records:
        found.add(record)
    return found.hexdigest()


def _left_over(job: Job) -> list[str]:
    """What the job has made and its result does not name."""
    found = []
    if folder_of(job.pk).exists():
        found.append("its staging folder")
    text = f"MATCH (m:{MARKER_LABEL} {{owner: $owner}}) RETURN count(m)"
    owner = {"owner": str(job.tenant_id)}
    if markers := client.read(text, owner, timeout_seconds=5, max_rows=1).rows[0][0]:
        found.append(f"{markers} markers")
    named = {value for name, value in (job.result or {}).items() if name.endswith("file_id")}
    with tenant_scope(job.tenant_id):
        files = [file for file in GraphFile.objects.filter(made_by=job.pk) if str(file.pk) not in named]
        known = {str(file.pk) for file in GraphFile.objects.all()}
    found += [f"a file of kind {file.kind}" for file in files]
    on_disk = {path.name for path in path_of(job.tenant_id, job.pk).parent.glob("*")}
    return found + [f"bytes {name} without a row" for name in sorted(on_disk - known)]
