"""Files in the data folder whose row has gone, and files whose time is over.

A file belongs to the row that its path names: ``<table>/<primary key>``, with any ending, or
``files/<tenant>/<id>``. Folders that name no table, names that are no id, and links are not ours and stay.
"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Model, UUIDField

from graph.files import storage
from graph.files.models import GraphFile
from graph.files.services import files_expired_delete
from platform_project.operations.cleaning import cleaner
from tenants.context import across_tenants

# A file is written before its row is committed.
YOUNGEST: Final = timedelta(hours=24)
_LOOKED_UP_AT_ONCE: Final = 500


@cleaner("expired_files")
def clean_expired(limit: int) -> int:
    """Files that were uploaded or written as long ago as files are kept, unless a job still uses them."""
    with across_tenants():
        return files_expired_delete(limit=limit)


@cleaner("files")
def clean(limit: int) -> int:
    """Files that have lost their row, or never had one, a day after they were written."""
    orphans = list(islice(_orphans(), limit))
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _orphans() -> Iterator[Path]:
    tables = {model._meta.db_table: model for model in apps.get_models() if _is_named_by_uuid(model)}
    for folder in _entries(settings.DATA_DIR):
        if folder.name in tables and folder.is_dir(follow_symlinks=False):
            yield from _without_row(Path(folder.path), tables[folder.name])
    # Those of all tenants, and what was on its way in when a process died, which has no row.
    for folder in _entries(storage.folder()):
        if folder.is_dir(follow_symlinks=False):
            yield from _without_row(Path(folder.path), GraphFile)


def _is_named_by_uuid(model: type[Model]) -> bool:
    key = model._meta.pk
    return isinstance(getattr(key, "target_field", key), UUIDField)


def _without_row(folder: Path, model: type[Model]) -> Iterator[Path]:
    before = time.time() - YOUNGEST.total_seconds()
    files = (
        (key, Path(entry.path))
        for entry in _entries(folder)
        if entry.is_file(follow_symlinks=False)
        and entry.stat(follow_symlinks=False).st_mtime < before
        and (key := _key_in(entry.name)) is not None
    )
    while some := list(islice(files, _LOOKED_UP_AT_ONCE)):
        with across_tenants():
            known = set(
                model._base_manager.filter(pk__in={key for key, _ in some}).values_list("pk", flat=True)
            )
        yield from (path for key, path in some if key not in known)


def _key_in(name: str) -> UUID | None:
    try:
        return UUID(name.split(".", 1)[0])
    except ValueError:
        return None


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What a folder holds; nothing when it is not there."""
    if folder.is_dir() and not folder.is_symlink():
        with os.scandir(folder) as entries:
            yield from entries
