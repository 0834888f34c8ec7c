"""What the page of an import, an export or another job over the graph shows beside what every job's does."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from graph.admin.transfers import TRANSFERS
from graph.etl.formats.base import MAX_UNIT_BYTES
from graph.files.models import GraphFile
from graph.files.reading import open_file
from jobs.admin.creation import principal_of
from jobs.admin.sections import register_section
from jobs.models import Job
from platform_project.http.errors import PlatformError
from security.operators import operator_of
from security.scopes import Scope

FIRST_LETTERS: Final = 10
LONGEST_LINE: Final = 400
_FILES: Final = (
    ("file_id", "The file"),
    ("dead_letter_file_id", "What was rejected"),
    ("undo_file_id", "What it takes to undo it"),
)


def transfer_section(request: HttpRequest, job: Job) -> str:
    """The files, the first of what was rejected, what was verified, and the button to undo it."""
    result = job.result or {}
    files = list(_files_of(request, job, result))
    verified = result.get("verify")
    if not files and not verified:
        return ""
    context = {
        "files": files,
        "letters": list(_first_letters(files)),
        "verify": verified,
        "differences": list(_differences(verified or {})),
        "undo_url": _undo_url(request, job, files),
    }
    return render_to_string("admin/graph/transfer_report.html", context, request)


def _files_of(request: HttpRequest, job: Job, result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The files that the job was given and has made, as far as they are kept and the operator's to read."""
    if (user := operator_of(request)) is None:
        return
    reader = principal_of(user, job.tenant_id)
    named = {**job.payload, **{key: value for key, value in result.items() if value}}
    wanted = {key: named[key] for key, _ in _FILES if named.get(key)}
    rows = GraphFile.unscoped.filter(tenant=job.tenant_id, pk__in=wanted.values())
    kept = {str(each.pk): each for each in rows if reader.can(each.scope)}
    for key, said in _FILES:
        if (file := kept.get(wanted.get(key, "").lower())) is not None:
            yield {"key": key, "said": said, "file": file}


def _first_letters(files: list[dict[str, Any]]) -> Iterator[str]:
    """The first lines of what was rejected; none, when they cannot be read."""
    dead = next((each["file"] for each in files if each["key"] == "dead_letter_file_id"), None)
    if dead is None:
        return
    try:
        with open_file(dead) as stream:
            for _ in range(FIRST_LETTERS):
                if line := stream.readline(2 * MAX_UNIT_BYTES).decode(errors="replace").rstrip("\n"):
                    yield line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"
    except PlatformError as error:
        yield error.detail


def _differences(verified: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What was expected beside what was found, a row for nodes, for relationships, and for what differs."""
    for name in ("nodes", "relationships"):
        if isinstance(verified.get(name), dict):
            yield {"name": name, **verified[name]}
    for each in (verified.get("differing") or {}).values():
        for name, counts in each.items():
            yield {"name": name, **counts}


def _undo_url(request: HttpRequest, job: Job, files: list[dict[str, Any]]) -> str | None:
    """Where the button posts to; none, when there is nothing to undo or it is not the operator's to do."""
    undo = next((each["file"] for each in files if each["key"] == "undo_file_id"), None)
    user = operator_of(request)
    if undo is None or user is None or not job.execution.is_terminal:
        return None
    if not principal_of(user, job.tenant_id).can(Scope.GRAPH_WRITE):
        return None
    return reverse("admin:graph_undo", args=[undo.pk])


register_section(*TRANSFERS, section=transfer_section)
