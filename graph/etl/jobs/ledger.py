"""What a job is to change and what it cannot, written down in two files before anything is changed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from graph.etl.formats.jsonl import json_line
from graph.etl.jobs.work import Work
from graph.etl.masking import UNMASKED
from graph.etl.records import Record
from graph.etl.transforms.changes import Change, NodeChange, change_line, head_line
from graph.etl.transforms.errors import TransformRejected
from graph.files.models import GraphFile
from graph.files.services import FileWriter, new_file_writer
from jobs.errors import Overtaken

MEDIA_TYPE: Final = "application/x-ndjson"
_ENDINGS: Final = {GraphFile.Kind.UNDO: "undo", GraphFile.Kind.DEAD_LETTER: "rejected"}


class Ledger:
    """The two files while they are written.

    Attributes:
        nodes, relationships: how many are to be changed.
        rejected: how many records are to stay as they are.
    """

    def __init__(self, changes: FileWriter, dead: FileWriter) -> None:
        self.nodes = self.relationships = self.rejected = 0
        self._changes = changes
        self._dead = dead
        self._dead_id: UUID | None = None

    def change(self, change: Change) -> None:
        """Write what becomes of a record."""
        self._changes.write(change_line(change))
        if isinstance(change, NodeChange):
            self.nodes += 1
        else:
            self.relationships += 1

    def reject(self, record: Record, reason: str, *, step: int | None = None) -> None:
        """Write why a record stays as it is; see ``dead_letter``."""
        self._dead.write(dead_letter(record, reason, step=step))
        self.rejected += 1

    def keep(self) -> dict[str, str | None]:
        """Keep the files that hold something; their ids, as a result has them."""
        is_empty = not (self.nodes or self.relationships)
        return {"undo_file_id": None if is_empty else str(self._changes.commit().pk), **self.keep_rejected()}

    def keep_rejected(self) -> dict[str, str | None]:
        """Keep what was rejected so far; the id of its file, as a result has it."""
        if self._dead_id is None and self.rejected:
            self._dead_id = self._dead.commit().pk
        return {"dead_letter_file_id": None if self._dead_id is None else str(self._dead_id)}


@contextmanager
def new_ledger(work: Work, said: Callable[[Ledger], dict[str, Any]]) -> Iterator[Ledger]:
    """Files for what a job finds out; where that fails, what was rejected until then is kept and told.

    Args:
        said: what the job's result says besides, by what was written until then.

    Raises:
        InsufficientStorage: the disk is nearly full.
    """
    with new_file(work, GraphFile.Kind.UNDO) as changes, new_file(work, GraphFile.Kind.DEAD_LETTER) as dead:
        changes.write(head_line(work.execution_id))
        ledger = Ledger(changes, dead)
        try:
            yield ledger
        except Overtaken:
            raise
        except Exception:
            # Of whatever kind it is: when nobody tries again, this is what there is to tell.
            work.known({**said(ledger), "undo_file_id": None, **ledger.keep_rejected()}).keep()
            raise


def require_all(ledger: Ledger, why: str) -> None:
    """Of a strict job: that nothing was rejected.

    Args:
        why: what is said of those records, behind their number.

    Raises:
        TransformRejected
    """
    if ledger.rejected:
        raise TransformRejected(f"{ledger.rejected:,} {why} Nothing was changed.")


def new_file(work: Work, kind: GraphFile.Kind) -> FileWriter:
    """A file that the job writes, for whoever may write."""
    return new_file_writer(
        tenant_id=work.tenant_id,
        name=f"{work.type}-{work.execution_id}.{_ENDINGS[kind]}.jsonl",
        kind=kind,
        made_by=work.execution_id,
        media_type=MEDIA_TYPE,
        scope=UNMASKED,
    )


def dead_letter(record: Record, reason: str, *, step: int | None = None) -> bytes:
    """Why a record stays as it is, and the record itself; ``step`` counts from 0."""
    body = {"step": step, "reason": reason, "record": json.loads(json_line(record))}
    return (json.dumps(body, ensure_ascii=False) + "\n").encode()
