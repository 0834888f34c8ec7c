"""What is said of a job that has loaded something, and what is taken away when it has ended."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

import structlog

from graph.etl.canonical import ContentHash
from graph.etl.errors import LeftoversRemain
from graph.etl.jobs import changing
from graph.etl.jobs.work import WORK_FILE, Work, result_and_end, seconds_of
from graph.etl.loading import Load, counts_of
from graph.etl.staging import Staging, Step, all_folders, batch, folder_of, remove
from graph.etl.statements import statements_of
from graph.etl.transforms.loading import forget, search_held_ids
from graph.files.services import files_left_behind_delete
from jobs.models import Execution, Job
from platform_project.http.errors import PlatformError
from tenants.context import across_tenants, tenant_scope
from tenants.ids import new_id

logger: Final = structlog.get_logger(__name__)

WAIT_SECONDS: Final = 20.0
"""For others who take away what a job has left."""
_POLL_SECONDS: Final = 0.2
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY: Final = 0xFF
"""Of SQLite's codes; the rest of one says more of it."""
_LOCKS: Final = "ending"
_LOCK_COUNT: Final = 64


def counts(staging: Staging, *, applied: int, began: float) -> dict[str, Any]:
    """What so many batches have done, in the words of a job's result.

    Args:
        began: when the job has, in seconds since 1970.
    """
    done = counts_of(staging, applied)
    dead = staging.fact("dead_letters", {"count": 0, "file_id": None})
    taken = staging.fact("expected")
    content = ContentHash.from_state(taken[0]) if taken else ContentHash()
    created = {
        "nodes": done.get(Step.CREATE_NODES, 0),
        "relationships": done.get(Step.CREATE_RELATIONSHIPS, 0),
    }
    return {
        "nodes": content.nodes,
        "relationships": content.relationships,
        "created": sum(created.values()),
        "created_nodes": created["nodes"],
        "created_relationships": created["relationships"],
        "updated": done.get(Step.CHANGE_NODES, 0) + done.get(Step.CHANGE_RELATIONSHIPS, 0),
        "deleted": done.get(Step.DELETE_NODES, 0) + done.get(Step.DELETE_RELATIONSHIPS, 0),
        "rejected": dead["count"],
        "dead_letter_file_id": dead["file_id"],
        "undo_file_id": staging.fact("undo_file"),
        "ignored": staging.fact("ignored", {}),
        "seconds": round(time.time() - began, 3),
    }


def incomplete(staging: Staging, *, applied: int, began: float) -> dict[str, Any]:
    """The result of a job that has not come to its end."""
    return {**counts(staging, applied=applied, began=began), "content_hash": None, "complete": False}


def leave(staging: Staging, load: Load, *, began: float) -> None:
    """A job ends before its time: say what of it the graph has, and take away the rest.

    Of a job whose staging file is lost, or whose marker was taken away before, what it has said is all that
    anybody knows.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: nobody can say now; the cleaner comes for it.
    """
    with tenant_scope(load.tenant_id):
        said, ended = result_and_end(load.execution_id)
    applied = 0
    if staging.fact("stage") == "planned":
        applied = load.applied()
        _give_ids_back(staging, load, applied)
    elif said:
        search_held_ids(tenant_id=load.tenant_id, key=load.marker["key"])
    if said and not applied:
        tidy(load, keep=promised_files(said))
        return
    result = {**incomplete(staging, applied=applied, began=began), "seconds": seconds_of(began, ended)}
    with tenant_scope(load.tenant_id):
        Job.objects.filter(pk=load.execution_id).update(result=result)
    logger.info("etl_left", execution_id=str(load.execution_id), applied=applied)
    tidy(load, keep=promised_files(result))


def _give_ids_back(staging: Staging, load: Load, applied: int) -> None:
    """Let nodes have their own ids whose labels the next batch was about to change."""
    if applied < staging.count("SELECT count(*) FROM batches"):
        load.give_ids_back(statements_of(staging, batch(staging, applied), load.tenant_id))


def tidy(load: Load, *, keep: list[UUID]) -> None:
    """Take away what a job has used, but for the files to keep; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    files_left_behind_delete(tenant_id=load.tenant_id, made_by=load.execution_id, keep=keep)
    load.forget()
    remove(load.execution_id)


def promised_files(result: dict[str, Any]) -> list[UUID]:
    """The files that a result names."""
    return [UUID(result[name]) for name in ("dead_letter_file_id", "undo_file_id") if result[name]]


def leftovers_remove(*, limit: int) -> int:
    """Take away what jobs have left that ended outside of their stages; how many it were.

    Such a job was cancelled while nobody worked on it, or has killed each of its workers. What cannot be
    taken away now is left for the next time.
    """
    removed = 0
    for execution_id in _folders():
        if removed == limit:
            break
        execution = _execution(execution_id)
        if execution is None:
            remove(execution_id)
            removed += 1
        elif execution.is_terminal:
            try:
                with _alone(execution_id) as is_alone:
                    if is_alone:
                        _end(execution)
                        removed += 1
            except PlatformError as error:
                logger.warning("etl_left_behind", execution_id=str(execution_id), error=error.detail)
            except Exception:  # What is wrong with one folder is no reason to keep the others.
                logger.exception("etl_left_behind", execution_id=str(execution_id))
    return removed


def leftovers_of_tenant_remove(*, tenant_id: UUID, check_cancelled: Callable[[], None]) -> None:
    """Take away what the tenant's jobs have left, before another one changes its graph.

    Args:
        check_cancelled: asked about 5 times a second while others take it away; what it raises ends the
            waiting.

    Raises:
        LeftoversRemain: others are still at it, or what was kept of it could not be opened.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    for execution_id in _folders():
        execution = _execution(execution_id)
        if execution is not None and execution.is_terminal and execution.tenant_id == tenant_id:
            with _alone(execution_id, seconds=WAIT_SECONDS, check_cancelled=check_cancelled) as is_alone:
                if not is_alone:
                    raise LeftoversRemain
                _end(execution)


def _execution(execution_id: UUID) -> Execution | None:
    with across_tenants():
        found: Execution | None = Execution.unscoped.filter(pk=execution_id).first()
    return found


def _end(execution: Execution) -> None:
    """Do what the last stage of a job would have done that has ended without."""
    folder = folder_of(execution.pk)
    staged = folder / Staging.FILE
    if staged.exists() and not staged.stat().st_size:
        _end_unreadable(execution)
    elif staged.exists():
        load = Load(execution.tenant_id, execution.pk)
        try:
            with Staging(execution.pk, holder=new_id()) as staging:
                leave(staging, load, began=staging.fact("began_at") or execution.created_at.timestamp())
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & _PRIMARY not in _DAMAGED:
                raise LeftoversRemain from error
            _end_unreadable(execution)
    elif (folder / WORK_FILE).exists() and Work.kept(execution.pk) is None:
        _end_unreadable(execution)
    else:
        # A job that changes records keeps its work there, one that writes files nothing that anybody needs.
        changing.leave(execution.pk)


def _end_unreadable(execution: Execution) -> None:
    """The same of one whose work cannot be read: all that is known is what it has said.

    Its files stay: one of them may be all that there is to undo with what it has done since.
    """
    load = Load(execution.tenant_id, execution.pk)
    key = load.marker["key"]
    search_held_ids(tenant_id=execution.tenant_id, key=key)
    load.forget()
    forget(tenant_id=execution.tenant_id, key=key)
    remove(execution.pk)
    logger.warning("etl_left_unreadable", execution_id=str(execution.pk))


@contextmanager
def _alone(
    execution_id: UUID, *, seconds: float = 0, check_cancelled: Callable[[], None] = lambda: None
) -> Iterator[bool]:
    """Whether nobody else is taking away what this job has left, or any more after so many seconds.

    The file that is locked is one of a few that stay: what is locked must not go with the folder.
    """
    path = all_folders() / _LOCKS / f"{execution_id.int % _LOCK_COUNT:02x}"
    path.parent.mkdir(parents=True, exist_ok=True)
    # On a network's disk only who may write to a file locks it for himself.
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    ends_at = time.monotonic() + seconds
    try:
        while not (is_alone := _locks(file)) and time.monotonic() < ends_at:
            check_cancelled()
            time.sleep(_POLL_SECONDS)
        yield is_alone
    finally:
        os.close(file)


def _locks(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _folders() -> list[UUID]:
    folder = all_folders()
    found = []
    for entry in folder.iterdir() if folder.is_dir() else ():
        try:
            found.append(UUID(entry.name))
        except ValueError:
            continue
    return found
