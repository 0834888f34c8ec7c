"""What is said of a job that has loaded something, and what is taken away when it has ended."""

import time
from typing import Any, Final
from uuid import UUID

import structlog

from graph.etl.canonical import ContentHash
from graph.etl.loading import Load, counts_of
from graph.etl.staging import Staging, Step, all_folders, folder_of, remove
from graph.files.services import files_left_behind_delete
from jobs.models import Execution, Job
from platform_project.http.errors import PlatformError
from tenants.context import across_tenants, tenant_scope
from tenants.ids import new_id

logger: Final = structlog.get_logger(__name__)


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

    Of a job whose staging file is lost, what it has said before is all that anybody knows.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: nobody can say now; the cleaner comes for it.
    """
    with tenant_scope(load.tenant_id):
        said = Job.objects.filter(pk=load.execution_id).values_list("result", flat=True).first()
    if said and staging.fact("stage") is None:
        tidy(load, keep=promised_files(said))
        return
    applied = load.applied() if staging.fact("stage") == "planned" else 0
    result = incomplete(staging, applied=applied, began=began)
    with tenant_scope(load.tenant_id):
        Job.objects.filter(pk=load.execution_id).update(result=result)
    logger.info("etl_left", execution_id=str(load.execution_id), applied=applied)
    tidy(load, keep=promised_files(result))


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

    Such a job was cancelled while nobody worked on it, or has killed each of its workers.
    """
    removed = 0
    for execution_id in _folders():
        if removed == limit:
            break
        with across_tenants():
            execution = Execution.unscoped.filter(pk=execution_id).first()
        if execution is not None and not execution.is_terminal:
            continue
        removed += 1
        if execution is None:
            remove(execution_id)
            continue
        load = Load(execution.tenant_id, execution_id)
        if not (
            folder_of(execution_id) / Staging.FILE
        ).exists():  # another kind of job keeps other things there
            remove(execution_id)
            continue
        try:
            with Staging(execution_id, holder=new_id()) as staging:
                leave(staging, load, began=staging.fact("began_at") or execution.created_at.timestamp())
        except PlatformError as error:
            logger.warning("etl_left_behind", execution_id=str(execution_id), error=error.detail)
            removed -= 1
    return removed


def _folders() -> list[UUID]:
    folder = all_folders()
    found = []
    for entry in folder.iterdir() if folder.is_dir() else ():
        try:
            found.append(UUID(entry.name))
        except ValueError:
            continue
    return found
