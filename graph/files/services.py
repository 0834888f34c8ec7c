"""Keep files, and delete them.

A row is made when its bytes are on disk under their own name, and its bytes go when its row has gone:
what happens in between leaves bytes without a row, which the cleanup takes, and never a row without bytes.
"""

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from functools import partial
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from graph.files import metrics, storage
from graph.files.errors import FileInUse
from graph.files.models import GraphFile
from graph.files.names import clean_name
from graph.files.selectors import file_visible, jobs_using, not_in_use
from graph.files.sniffing import Sniffed, require_known, sniff
from graph.files.storage import Incoming
from jobs.models import Execution
from platform_project.http.errors import ValidationFailed
from security.principal import Principal
from security.scopes import Scope
from tenants.context import tenant_scope

logger: Final = structlog.get_logger(__name__)
Kind = GraphFile.Kind


def file_store(
    *,
    tenant_id: UUID,
    created_by: str,
    name: str,
    chunks: Iterable[bytes],
    kind: GraphFile.Kind = Kind.UPLOAD,
    media_type: str | None = None,
    made_by: UUID | None = None,
    scope: Scope = Scope.GRAPH_READ,
) -> GraphFile:
    """Keep what comes in chunks as a file of the tenant; see ``file_keep``.

    Raises:
        PayloadTooLarge: an upload is longer than ``MAX_UPLOAD_BYTES``.
        InsufficientStorage: the disk is full.
        And what ``file_keep`` raises.
    """
    with Incoming(most_bytes=settings.MAX_UPLOAD_BYTES if kind == Kind.UPLOAD else None) as incoming:
        for chunk in chunks:
            incoming.write(chunk)
        return file_keep(
            incoming, tenant_id=tenant_id, created_by=created_by, name=name, kind=kind,
            media_type=media_type, made_by=made_by, scope=scope,
        )  # fmt: skip


def file_keep(
    incoming: Incoming,
    *,
    tenant_id: UUID,
    created_by: str,
    name: str,
    kind: GraphFile.Kind,
    media_type: str | None = None,
    made_by: UUID | None = None,
    scope: Scope = Scope.GRAPH_READ,
) -> GraphFile:
    """Keep what has come in. What it is, is looked up in its content: of an upload nobody is believed.

    Args:
        media_type: as what it is sent; when not given, what it looks like.
        made_by: the execution that has written it.
        scope: what whoever reads it has to hold.

    Raises:
        ValidationFailed: an upload is empty.
        FileRefused: an upload is of no known format.
        FileDamaged, FileUnfoldsTooFar: it is compressed and cannot be unfolded.
        InsufficientStorage: the disk is full.
    """
    incoming.finish()
    sniffed = (
        _require_useful(incoming, name)
        if kind == Kind.UPLOAD
        else sniff(incoming.path, name=name, is_own=True)
    )
    incoming.keep(tenant_id)
    with tenant_scope(tenant_id):
        file = GraphFile.objects.create(
            id=incoming.id,
            tenant_id=tenant_id,
            name=clean_name(name),
            format=sniffed.format,
            compression=sniffed.compression,
            media_type=media_type or sniffed.media_type,
            size=incoming.size,
            sha256=incoming.sha256,
            kind=kind,
            scope=scope,
            created_by=created_by,
            made_by_id=made_by,
            expires_at=timezone.now() + settings.RETENTION_FILES,
        )
        transaction.on_commit(partial(_count_stored, file))
    return file


def _require_useful(incoming: Incoming, name: str) -> Sniffed:
    if not incoming.size:
        errors = [{"pointer": "/file", "code": "empty", "detail": "The file is empty."}]
        raise ValidationFailed(extensions={"errors": errors})
    sniffed = sniff(incoming.path, name=name)
    require_known(sniffed)
    return sniffed


class FileWriter(AbstractContextManager["FileWriter"]):
    """A file that is written piece by piece, and kept by ``commit``; without that, nothing is left of it.

    It holds no transaction while it is written.
    """

    def __init__(
        self, *, tenant_id: UUID, name: str, kind: GraphFile.Kind, made_by: UUID, **facts: Any
    ) -> None:
        self._incoming = Incoming()
        self._tenant_id = tenant_id
        self._made_by = made_by
        self._facts = {"name": name, "kind": kind, **facts}

    @property
    def id(self) -> UUID:
        """The id that the file will have."""
        return self._incoming.id

    @property
    def size(self) -> int:
        """How many bytes have been written."""
        return self._incoming.size

    @property
    def sha256(self) -> str:
        """Their hash, in hexadecimal."""
        return self._incoming.sha256

    def write(self, data: bytes) -> int:
        """Write what comes next; how many bytes that is.

        Raises:
            InsufficientStorage: the disk is full.
        """
        self._incoming.write(data)
        return len(data)

    def finish(self) -> None:
        """Bring all of it to the disk, so that ``commit`` is quick; nothing is written afterwards.

        Raises:
            InsufficientStorage: the disk is full.
        """
        self._incoming.finish()

    def commit(self) -> GraphFile:
        """Keep the file, in a transaction of its own. Raises what ``file_keep`` does."""
        with tenant_scope(self._tenant_id):
            whose = Execution.objects.values_list("subject", flat=True).get(pk=self._made_by)
        return file_keep(
            self._incoming,
            tenant_id=self._tenant_id,
            made_by=self._made_by,
            created_by=whose,
            **self._facts,
        )

    def discard(self) -> None:
        """Take away what was not kept."""
        self._incoming.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def new_file_writer(
    *,
    tenant_id: UUID,
    name: str,
    kind: GraphFile.Kind,
    made_by: UUID,
    media_type: str | None = None,
    scope: Scope = Scope.GRAPH_READ,
) -> FileWriter:
    """A file that an execution writes, for the subject whose it is; to be used as a context manager.

    An execution that dies after the commit of a file writes another when it goes on: see
    ``files_left_behind_delete``.

    Raises:
        InsufficientStorage: the disk is nearly full.
    """
    return FileWriter(
        tenant_id=tenant_id, name=name, kind=kind, made_by=made_by, media_type=media_type, scope=scope
    )


def file_delete(*, by: Principal, file_id: UUID) -> None:
    """Delete a file that the principal may see; within the tenant's scope.

    Raises:
        NotFound: there is none.
        FileInUse: jobs that have not ended use it.
    """
    file = file_visible(principal=by, file_id=file_id, lock=True)
    using = [str(job_id) for job_id in jobs_using(file).values_list("pk", flat=True)[:_MOST_NAMED]]
    if using:
        blockers = [{"type": "jobs", "count": len(using), "ids": using}]
        raise FileInUse(extensions={"blockers": blockers})
    _delete(file)
    logger.info("graph_file_deleted", by=by.sub, **_facts(file))
    metrics.DELETED.labels("asked").inc()


def files_expired_delete(*, limit: int) -> int:
    """Delete at most ``limit`` files that have expired and that no job under way uses; how many it were.

    Within a scope across tenants.
    """
    expired = not_in_use(GraphFile.unscoped.filter(expires_at__lte=timezone.now()))
    chosen = list(expired.order_by("expires_at").select_for_update(skip_locked=True, of=("self",))[:limit])
    for file in chosen:
        _delete(file)
        metrics.DELETED.labels("expired").inc()
    return len(chosen)


def files_left_behind_delete(*, tenant_id: UUID, made_by: UUID, keep: Collection[UUID]) -> int:
    """Delete what an execution has written but for the files to keep; how many it were.

    A phase that is done again writes its files again: its last phase takes away those that it does not name.
    """
    with tenant_scope(tenant_id):
        left = list(GraphFile.objects.filter(made_by=made_by).exclude(pk__in=keep).select_for_update())
        for file in left:
            _delete(file)
    return len(left)


_MOST_NAMED: Final = 100


def _delete(file: GraphFile) -> None:
    """The row now, its bytes when that is certain."""
    tenant_id, file_id = file.tenant_id, file.pk
    GraphFile.unscoped.filter(pk=file_id).delete()
    transaction.on_commit(partial(storage.remove, tenant_id, file_id))


def _count_stored(file: GraphFile) -> None:
    metrics.STORED.labels(file.kind).inc()
    metrics.STORED_BYTES.labels(file.kind).inc(file.size)
    logger.info("graph_file_stored", by=file.created_by, format=file.format, **_facts(file))


def _facts(file: GraphFile) -> dict[str, Any]:
    """What the log says of a file; its name is people's own business."""
    return {
        "file_id": str(file.pk),
        "tenant_id": str(file.tenant_id),
        "kind": file.kind,
        "size": file.size,
        "sha256": file.sha256,
    }
