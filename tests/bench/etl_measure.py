"""Load the same graph by the bare driver and by a job, export it, and see what the worker needs."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psutil

from graph.etl.formats.jsonl import json_line
from graph.etl.records import Record
from graph.files.models import GraphFile
from graph.files.services import file_store
from graph.sample import stream
from jobs.models import Event, Execution, Job
from jobs.services import job_create
from platform_project.devstack.servers import Servers
from security.principal import Principal
from security.roles import Role
from tenants.context import tenant_scope
from tests.bench import bare_driver
from tests.executions import events
from tests.factories import make_tenant
from tests.processes import Process, worker

WARM_UP_NODES: Final = 15_000
PATIENCE_SECONDS: Final = 1_800.0
BYTES_OF_A_NODE: Final = 410
"""With its two relationships, as JSONL."""
QUEUES: Final = "etl.cont,etl.new"


@dataclass(frozen=True)
class Ended:
    """A job that has succeeded.

    Attributes:
        rows: nodes and relationships.
        seconds: from the start of its first phase to its end, by PostgreSQL's clock.
        stages: seconds of each stage.
        peak_megabytes: the most that the worker's child ever had in memory, with all of Django.
        begins_megabytes: what it had before.
        cpu_seconds: of the worker's child and the graph server together.
    """

    rows: int
    seconds: float
    stages: dict[str, float]
    begins_megabytes: float
    peak_megabytes: float
    input_megabytes: float
    cpu_seconds: float


@dataclass(frozen=True)
class Bare:
    """A load by the driver alone; ``cpu_seconds`` are its own and the graph server's."""

    seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Round:
    """The same graph loaded by the driver alone, by a job, and by the driver again; then exported."""

    rows: int
    bare: tuple[Bare, Bare]
    imported: Ended
    exported: Ended

    @property
    def bare_rows_per_second(self) -> float:
        """Of both loads by the driver, between which the job's stands."""
        return 2 * self.rows / sum(each.seconds for each in self.bare)

    @property
    def bare_cpu_seconds(self) -> float:
        """Processor time of one of them."""
        return sum(each.cpu_seconds for each in self.bare) / 2


class Bench:
    """The measurements, each with a tenant of its own."""

    def __init__(self, servers: Servers) -> None:
        assert servers.graph is not None
        assert servers.graph.process.pid is not None
        self._graph = psutil.Process(servers.graph.process.pid)

    def warm_up(self) -> None:
        """A graph server that has just begun is several times slower: it still compiles its own code."""
        self._bare(WARM_UP_NODES)
        tenant_id, _ = self._imported(WARM_UP_NODES)
        self._run(tenant_id, "etl.export", {"format": "jsonl"})

    def round(self, nodes: int) -> Round:
        """Driver, job, driver: so that neither has the smaller graph in the server's memory."""
        rows = sum(1 for _ in sample(nodes))
        before = self._bare(nodes)
        _say(f"bare driver: {rows / before.seconds:,.0f} rows/s")
        tenant_id, imported = self._imported(nodes)
        _say(f"import: {rows / imported.seconds:,.0f} rows/s, stages {_rounded(imported.stages)}")
        after = self._bare(nodes)
        _say(f"bare driver again: {rows / after.seconds:,.0f} rows/s")
        exported = self._run(tenant_id, "etl.export", {"format": "jsonl"})
        _say(f"export: {rows / exported.seconds:,.0f} rows/s, stages {_rounded(exported.stages)}")
        return Round(rows, (before, after), imported, exported)

    def import_of(self, size: int) -> Ended:
        """The import of a file of about so many bytes."""
        _, ended = self._imported(size // BYTES_OF_A_NODE)
        _say(f"import of {ended.input_megabytes:.0f} MB: at most {ended.peak_megabytes:.0f} MB in memory")
        return ended

    def _bare(self, nodes: int) -> Bare:
        before = _cpu_seconds(self._graph)
        loaded = bare_driver.load(sample(nodes), make_tenant().pk)
        return Bare(loaded.seconds, loaded.own_cpu_seconds + _cpu_seconds(self._graph) - before)

    def _imported(self, nodes: int) -> tuple[UUID, Ended]:
        tenant_id = make_tenant().pk
        lines = (json_line(record) for record in sample(nodes))
        file = file_store(tenant_id=tenant_id, created_by="bench", name="bench.jsonl", chunks=lines)
        return tenant_id, self._run(tenant_id, "etl.import", {"file_id": str(file.pk)}, file=file)

    def _run(
        self, tenant_id: UUID, type_name: str, payload: dict[str, Any], *, file: GraphFile | None = None
    ) -> Ended:
        """One job in a fresh worker, so that what it ever had in memory is this job's."""
        process = worker(concurrency=1, application="celery_app", queues=QUEUES)
        try:
            (child,) = process.children()
            begins, at_work = _most_megabytes(child), (self._graph, psutil.Process(child))
            before = sum(map(_cpu_seconds, at_work))
            principal = Principal.person(sub="bench", tenant_id=tenant_id, roles=[Role.ADMIN])
            with tenant_scope(tenant_id):
                job = job_create(principal=principal, type_name=type_name, payload=payload)
            execution = _ended(job, process)
            peak, spent = _most_megabytes(child), sum(map(_cpu_seconds, at_work)) - before
        finally:
            process.stop()
        with tenant_scope(tenant_id):
            job.refresh_from_db()
        assert execution.started_at is not None
        assert execution.finished_at is not None
        return Ended(
            rows=job.result["nodes"] + job.result["relationships"],
            seconds=(execution.finished_at - execution.started_at).total_seconds(),
            stages=_stages(execution),
            begins_megabytes=begins,
            peak_megabytes=peak,
            input_megabytes=0.0 if file is None else file.size / 1e6,
            cpu_seconds=spent,
        )


def sample(nodes: int) -> Iterable[Record]:
    """What is loaded."""
    return stream(tenant="bench", size=nodes)


def _ended(job: Job, process: Process) -> Execution:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with tenant_scope(job.tenant_id):
            execution: Execution = Execution.objects.get(pk=job.pk)
        if execution.is_terminal:
            if execution.status != Execution.Status.SUCCEEDED:
                raise RuntimeError(f"{job.type}: {execution.status}, {execution.error}; see {process.log}")
            return execution
        time.sleep(0.2)
    raise TimeoutError(f"{job.type} did not end in {PATIENCE_SECONDS:.0f} s")


def _stages(execution: Execution) -> dict[str, float]:
    """Seconds of each stage: from the last word of the one before it to its own last word."""
    assert execution.started_at is not None
    last = {
        event.data["stage"]: event.created_at
        for event in events(execution.pk)
        if event.name == Event.Name.PROGRESS
    }
    found, before = {}, execution.started_at
    for stage, at in last.items():
        found[stage] = (at - before).total_seconds()
        before = at
    return found


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _most_megabytes(pid: int) -> float:
    """The most memory that a process has ever had (``VmHWM`` of Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("Linux says in /proc how much memory a process has had; this system does not.")


def _rounded(stages: dict[str, float]) -> dict[str, float]:
    return {name: round(seconds, 1) for name, seconds in stages.items()}


def _say(line: str) -> None:
    print(line, flush=True)
