"""One export at work: what its stages do, one after the other."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from graph.etl import metrics
from graph.etl.exporting.reading import Told, read_graph, read_query
from graph.etl.exporting.spool import Spooled, remove
from graph.etl.exporting.writing import Written, mask, read_back, write
from graph.etl.masking import UNMASKED, Masking
from graph.etl.progress import Progress
from graph.etl.staging import folder_of
from graph.etl.staging import remove as remove_folder
from graph.files.models import GraphFile
from graph.files.services import FileWriter, new_file_writer
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import NewEvent
from platform_project.http.errors import PlatformError, TransientError
from security.scopes import Scope

EXPORT_JOB: Final = "etl.export"
DEFAULT_FORMAT: Final = "jsonl"
_PERCENT: Final = {"extract": (0, 35), "transform": (35, 45), "load": (45, 60), "verify": (60, 100)}


@dataclass(frozen=True)
class Masked:
    """What is to be written of one reading.

    Attributes:
        read: the state of the content hash of what was read.
        spooled: what is to be written; its own file may be gone once that is done.
        report: what was masked; None when nothing had to be.
    """

    read: list[Any]
    spooled: Spooled
    report: dict[str, Any] | None

    def as_state(self) -> dict[str, Any]:
        """As JSON, for the stage that follows."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Masked":
        """Out of ``as_state``."""
        return cls(state["read"], Spooled.from_state(state["spooled"]), state["report"])


@dataclass(frozen=True)
class Made:
    """A file, and what it was written of."""

    masked: Masked
    file: Written

    @property
    def rows(self) -> int:
        """How many records or rows the file holds."""
        return self.masked.spooled.rows

    def as_state(self) -> dict[str, Any]:
        """As JSON, for the stage that follows."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Made":
        """Out of ``as_state``."""
        return cls(Masked.from_state(state["masked"]), Written(**state["file"]))


class Export:
    """An export in one of its stages. What a stage is to go on from may be on a disk that has gone by now:
    then it is made again.

    Args:
        began_at: when the job has begun, in seconds since 1970.
    """

    def __init__(self, ctx: PhaseContext, stage: str, *, began_at: float) -> None:
        payload: dict[str, Any] = ctx.state["payload"]
        may_see = ctx.principal.can(UNMASKED)
        self._ctx = ctx
        self._stage = stage
        self._began_at = began_at
        self._query: str | None = payload.get("query")
        self._params: dict[str, Any] = payload.get("params", {})
        self._format: str = payload.get("format", DEFAULT_FORMAT)
        self._name: str = payload.get("name") or f"export-{timezone.now():%Y-%m-%d}"
        self._compress = bool(payload.get("compress", False))
        self._masks = not may_see or bool(payload.get("mask", False))
        self._progress = Progress(ctx, stage, *_PERCENT[stage], began_at)
        self._files = 0
        self._writer: FileWriter | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Measure the stage, and leave nothing of a job that ends in it."""
        started = time.perf_counter()
        folder_of(self._ctx.execution_id).mkdir(parents=True, exist_ok=True)
        try:
            yield
            self._ctx.check_cancelled()
        except BaseException as error:
            if self._writer is not None:
                self._writer.discard()
            is_end = isinstance(error, PlatformError) and not isinstance(error, TransientError)
            if is_end and not self._ctx.lease.lost.is_set():
                self.tidy()
            raise
        finally:
            metrics.STAGE.labels(EXPORT_JOB, self._stage).observe(time.perf_counter() - started)

    def tidy(self) -> None:
        """Take away all that the stages have kept."""
        remove_folder(self._ctx.execution_id)

    def done(self, rows: int, size: int | None = None) -> NewEvent:
        """What is told at the end of the stage."""
        return self._progress.event(part=1, rows=rows, size=size)

    def read(self, begin: float = 0, end: float = 1) -> Spooled:
        """Read what is to be exported, as it is now: the part of the stage from ``begin`` to ``end``.

        Raises what ``read_graph`` and ``read_query`` do.
        """
        if self._query is None:
            told = self._told(begin, end)
            return read_graph(self._ctx.tenant_id, self._path(), check=self._ctx.check_cancelled, told=told)
        return read_query(
            self._query,
            self._params,
            tenant_id=self._ctx.tenant_id,
            format_name=self._format,
            path=self._path(),
            check=self._ctx.check_cancelled,
        )

    def mask(self, spooled: Spooled) -> Masked:
        """What may be written of it.

        Raises:
            InsufficientStorage: the disk is full.
        """
        if not Path(spooled.path).exists():
            spooled = self.read()
        if not self._masks:
            return Masked(spooled.content, spooled, None)
        masking = Masking(self._ctx.tenant_id)
        masked = mask(spooled, masking, self._path(), told=self._told())
        remove(spooled)
        return Masked(spooled.content, masked, masking.report())

    def write(self, masked: Masked) -> Made:
        """Write the file, on the disk of the jobs.

        Raises:
            InsufficientStorage: the disk is full.
        """
        if not Path(masked.spooled.path).exists():
            masked = self.mask(self.read())
        written = write(
            masked.spooled,
            self._path(),
            format_name=self._format,
            compress=self._compress,
            told=self._told(),
        )
        remove(masked.spooled)
        return Made(masked, written)

    def read_back(self, made: Made) -> Made:
        """The same, when the file holds what was read. Raises what ``writing.read_back`` does."""
        if not Path(made.file.path).exists():
            made = self.write(self.mask(self.read()))
        read_back(made.file, made.masked.spooled, format_name=self._format, told=self._told(0, 0.4))
        return made

    def keep(self, file: Written) -> FileWriter:
        """The file among the tenant's files, but for its row, which its ``commit`` makes.

        Raises:
            InsufficientStorage: the disk is full.
        """
        writer = self._writer = new_file_writer(
            tenant_id=self._ctx.tenant_id,
            name=self._name.removesuffix(file.extension) + file.extension,
            kind=GraphFile.Kind.EXPORT,
            made_by=self._ctx.execution_id,
            media_type=file.media_type,
            scope=Scope.GRAPH_READ if self._masks else UNMASKED,
        )
        for block in file.blocks():
            self._ctx.check_cancelled()
            writer.write(block)
        writer.finish()
        return writer

    def result(self, made: Made, *, file_id: str, is_consistent: bool, readings: int) -> dict[str, Any]:
        """What the job has to say."""
        content = made.masked.spooled.hash
        is_table = made.masked.spooled.columns is not None
        return {
            "file_id": file_id,
            "format": self._format,
            "size": made.file.size,
            "sha256": made.file.sha256,
            "nodes": 0 if is_table else content.nodes,
            "relationships": 0 if is_table else content.relationships,
            "rows": content.nodes if is_table else None,
            "content_hash": None if is_table else content.hexdigest(),
            "consistent": is_consistent,
            "readings": readings,
            "masked": made.masked.report,
            "left_out": made.masked.spooled.left_out,
            "seconds": round(time.time() - self._began_at, 3),
        }

    def _told(self, begin: float = 0, end: float = 1) -> Told:
        return lambda part, rows: self._progress.tell(part=begin + (end - begin) * part, rows=rows)

    def _path(self) -> Path:
        """A new file of this attempt alone: a worker that was overtaken may still write its own."""
        self._files += 1
        name = f"{self._stage}-{self._ctx.lease.token.hex}-{self._files}"
        return folder_of(self._ctx.execution_id) / name
