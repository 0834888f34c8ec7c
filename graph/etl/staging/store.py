"""The file in which a job keeps what it has read until the graph has it: SQLite, one for each job.

It is kept in ``DATA_DIR/etl/<execution>`` and holds a graph of any size in flat memory. What is written to it
is written in transactions of whoever holds the execution: a worker that was overtaken can write no more.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

from django.conf import settings

from graph.etl.errors import StagingBusy, StagingLost
from jobs.errors import Overtaken
from platform_project.http.refusals import InsufficientStorage

_CACHE_KILOBYTES: Final = 8_000
_BUSY_SECONDS: Final = 20.0
_INSTRUCTIONS: Final = 1_000_000
"""Of SQLite, some tens of milliseconds."""
MAX_PARAMETERS: Final = 5_000
"""Of one statement."""

_VERSION: Final = 1
"""Of the tables. What another release has written is not read."""
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS label_sets (id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE, key TEXT);
CREATE TABLE IF NOT EXISTS types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS nodes (
    seq INTEGER PRIMARY KEY, orig_id TEXT NOT NULL, labels INTEGER NOT NULL, body TEXT NOT NULL,
    line INTEGER NOT NULL, action INTEGER NOT NULL, was INTEGER
);
CREATE TABLE IF NOT EXISTS relationships (
    seq INTEGER PRIMARY KEY, key BLOB NOT NULL, orig_id TEXT NOT NULL, type INTEGER NOT NULL,
    start TEXT NOT NULL, end TEXT NOT NULL, body TEXT NOT NULL, line INTEGER NOT NULL,
    action INTEGER NOT NULL, found INTEGER, numbered INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS nodes_before (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS relationships_before (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS wanted (orig_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lacking (seq INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS met (key BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS made (
    key BLOB PRIMARY KEY, seq INTEGER NOT NULL, existed INTEGER NOT NULL, after TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ordered (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS batches (
    number INTEGER PRIMARY KEY, step TEXT NOT NULL, kind TEXT NOT NULL, first INTEGER NOT NULL,
    last INTEGER NOT NULL, rows INTEGER NOT NULL, before INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS dead_letters (
    seq INTEGER PRIMARY KEY, line INTEGER NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL
);
"""


def folder_of(execution_id: UUID) -> Path:
    """Where a job keeps what it works on."""
    return all_folders() / str(execution_id)


def all_folders() -> Path:
    """Where all jobs do."""
    found: Path = settings.DATA_DIR / "etl"
    return found


class Staging:
    """One job's file, open; to be used as a context manager.

    Args:
        holder: the token of the lease under which it is written.
        check: called several times a second while a statement runs; what it raises ends the statement.

    Raises:
        StagingLost: the file is of another release.
        StagingBusy: somebody else has been writing to it for too long.
        InsufficientStorage: the disk is full.
    """

    FILE: Final = "staging.sqlite3"

    def __init__(self, execution_id: UUID, *, holder: UUID, check: Callable[[], None] | None = None) -> None:
        folder = folder_of(execution_id)
        folder.mkdir(parents=True, exist_ok=True)
        self._holder = str(holder)
        self._connection = sqlite3.connect(
            folder / self.FILE, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(check)
        except BaseException as error:
            self._connection.close()
            if isinstance(error, sqlite3.Error):
                _raise_known(error)
            raise

    def _prepare(self, check: Callable[[], None] | None) -> None:
        # What a killed process has written is there; a power cut costs the last transactions as a whole.
        self._connection.executescript(
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-{_CACHE_KILOBYTES};"
        )
        if not self.count("SELECT count(*) FROM sqlite_master"):
            tables = f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;"
            self._connection.executescript(tables)
        if self.count("PRAGMA user_version") != _VERSION:
            raise StagingLost
        self._check = check
        self._stopped: BaseException | None = None
        self._connection.set_progress_handler(self._stop if check else None, _INSTRUCTIONS)
        self._connection.execute("REPLACE INTO facts VALUES ('holder', ?)", (json.dumps(self._holder),))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that the block writes, or nothing.

        Raises:
            Overtaken: another worker has opened the file since.
            InsufficientStorage: the disk is full.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            if self.fact("holder") != self._holder:
                raise Overtaken
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                if self._stopped is not None:
                    raise self._stopped from error
                _raise_known(error)
            raise

    def go_on(self) -> None:
        """Ask nobody any more: a job that was cancelled still has to say what it has done."""
        self._check = self._stopped = None

    def _stop(self) -> int:
        """Asked by SQLite while it works; what is not 0 interrupts it."""
        try:
            if self._check is not None:
                self._check()
        except BaseException as error:  # SQLite would swallow it
            self._stopped = error
            return 1
        return 0

    def run(self, text: str, values: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Run a statement."""
        return self._connection.execute(text, values)

    def run_many(self, text: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement for each row."""
        self._connection.executemany(text, rows)

    def among(self, text: str, values: list[Any]) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement that asks for ``IN ({})``, for any number of values."""
        for begin in range(0, len(values), MAX_PARAMETERS):
            part = values[begin : begin + MAX_PARAMETERS]
            yield from self._connection.execute(text.format(",".join("?" * len(part))), part)

    def count(self, text: str, values: Sequence[Any] | dict[str, Any] = ()) -> int:
        """The one number that a statement gives."""
        return int(self.run(text, values).fetchone()[0] or 0)

    def fact(self, name: str, default: Any = None) -> Any:
        """What was kept under a name, as JSON."""
        found = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return default if found is None else json.loads(found[0])

    def keep(self, **facts: Any) -> None:
        """Keep facts under their names, within a transaction."""
        self.run_many("REPLACE INTO facts VALUES (?, ?)", [(k, json.dumps(v)) for k, v in facts.items()])

    def close(self) -> None:
        """Close the file; it stays."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _raise_known(error: sqlite3.Error) -> None:
    if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
        raise InsufficientStorage from error
    if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise StagingBusy from error


def remove(execution_id: UUID) -> None:
    """Delete what a job has kept, if anything."""
    shutil.rmtree(folder_of(execution_id), ignore_errors=True)
