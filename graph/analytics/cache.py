"""Projections that were read already: ``<DATA_DIR>/analytics/<tenant>/<part>-<version>``.

One is used as long as the schema and the data are of the same version, but no longer than a schema is: who
writes to the graph past the platform is noticed then at the latest. They are files, since the process that
computes reads them, and bounded: a few for each tenant, and so many megabytes in all.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings

from graph.analytics import metrics
from graph.analytics.computing.projection import Projection
from graph.analytics.reading import Narrowing
from graph.schema.cache import TTL_SECONDS, data_version
from tenants.removal import Holding, register_holding

KEPT_OF_TENANT: Final = 4
KEPT_BYTES: Final = 256_000_000
"""Of all tenants; a projection of 50,000 nodes and 200,000 relationships has some 4,000,000."""


def folder() -> Path:
    """Where all of them are."""
    found: Path = settings.DATA_DIR / "analytics"
    return found


def projected(
    tenant_id: UUID, narrowing: Narrowing, *, schema_version: str, read: Callable[[], Projection]
) -> Path:
    """The file of a projection, which is read when there is none of the graph as it is.

    Args:
        read: makes it.

    Raises:
        Whatever ``read`` does.
    """
    version = data_version(tenant_id)
    path = _path(tenant_id, narrowing, schema_version, version)
    if version is not None and _age(path) < TTL_SECONDS:
        metrics.PROJECTIONS.labels("cache").inc()
        return path
    metrics.PROJECTIONS.labels("graph").inc()
    found = read()
    if version is None or data_version(tenant_id) != version:
        # Somebody has written meanwhile: good for whoever asked before that, and for nobody else.
        path = path.with_name(f"{path.name}-{uuid4().hex}")
    found.write(path)
    _forget_oldest(tenant_id, but=path)
    return path


def forget(tenant_id: UUID) -> None:
    """Take away what there is of a tenant."""
    shutil.rmtree(folder() / str(tenant_id), ignore_errors=True)


def expired_delete(*, limit: int) -> int:
    """Take away those of all tenants that are too old to be used again; how many it were."""
    deleted = 0
    for path in folder().glob("*/*"):
        if deleted == limit:
            break
        if TTL_SECONDS <= _age(path) < float("inf"):
            path.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _path(tenant_id: UUID, narrowing: Narrowing, schema_version: str, version: str | None) -> Path:
    said = [sorted(narrowing.labels), sorted(narrowing.types), schema_version, version]
    name = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
    return folder() / str(tenant_id) / name


def _age(path: Path) -> float:
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime
    return float("inf")


def _forget_oldest(tenant_id: UUID, *, but: Path) -> None:
    """Keep the newest of the tenant, and of all tenants as many as there is room for."""
    own = _newest_first((folder() / str(tenant_id)).iterdir())
    for path, _ in own[KEPT_OF_TENANT:]:
        path.unlink(missing_ok=True)
    room = KEPT_BYTES
    for path, size in _newest_first(folder().glob("*/*")):
        room -= size
        if room < 0 and path != but:
            path.unlink(missing_ok=True)


def _newest_first(paths: Iterable[Path]) -> list[tuple[Path, int]]:
    found = []
    for path in paths:
        with suppress(FileNotFoundError):  # Others clear up, too.
            stat = path.stat()
            found.append((stat.st_mtime, path, stat.st_size))
    return [(path, size) for _, path, size in sorted(found, reverse=True)]


def _count(tenant_id: UUID, seconds: float) -> int:
    own = folder() / str(tenant_id)
    return sum(1 for _ in own.iterdir()) if own.is_dir() else 0


def _remove(tenant_id: UUID) -> Iterator[int]:
    if count := _count(tenant_id, 0):
        forget(tenant_id)
        yield count


register_holding(Holding("graph_projections", count=_count, remove=_remove, blocks=False))
