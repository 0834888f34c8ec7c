"""The bytes of files: ``<DATA_DIR>/files/<tenant>/<id>``, and on their way there ``files/incoming/<id>``.

A file stands under its own name only when it is whole and on disk. No name that somebody has given is ever a
part of a path.
"""

import hashlib
import os
import shutil
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from uuid import UUID

from django.conf import settings

from platform_project.http.bodies import full_disk_told
from platform_project.http.refusals import InsufficientStorage, PayloadTooLarge
from tenants.ids import new_id

INCOMING: Final = "incoming"
HEAD_BYTES: Final = 65_536
"""How much of the beginning is kept at hand, to see what the file is."""
_MEGABYTE: Final = 1_000_000


def folder() -> Path:
    """Where all files are."""
    found: Path = settings.DATA_DIR / "files"
    return found


def path_of(tenant_id: UUID, file_id: UUID) -> Path:
    """Where the bytes of a file are."""
    return folder() / str(tenant_id) / str(file_id)


class Incoming:
    """A file on its way in: written once from its beginning to its end, hashed meanwhile, then kept.

    What is not kept when the block ends leaves nothing behind; what a killed process leaves, the cleanup
    takes a day later.
    """

    def __init__(self, *, most_bytes: int | None = None) -> None:
        """Begin.

        Raises:
            InsufficientStorage: the disk is nearly full.
        """
        self.id: UUID = new_id()
        self.size: int = 0
        self.head: bytes = b""
        self._most = most_bytes
        self._digest = hashlib.sha256()
        self.path: Path = folder() / INCOMING / str(self.id)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.path.parent).free < settings.STORAGE_FREE_MB * _MEGABYTE:
            raise InsufficientStorage
        self._file: BufferedWriter = self.path.open("xb")

    @property
    def sha256(self) -> str:
        """The hash of what has been written so far, in hexadecimal."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Write what comes next.

        Raises:
            PayloadTooLarge: it is more than is allowed.
            InsufficientStorage: the disk is full.
        """
        self.size += len(data)
        if self._most is not None and self.size > self._most:
            raise PayloadTooLarge(f"The file is longer than {self._most} bytes.")
        with full_disk_told():
            self._file.write(data)
        self._digest.update(data)
        if len(self.head) < HEAD_BYTES:
            self.head += data[: HEAD_BYTES - len(self.head)]

    def finish(self) -> None:
        """Bring all of it to the disk; nothing is written afterwards.

        Raises:
            InsufficientStorage: the disk is full.
        """
        if self._file.closed:
            return
        with full_disk_told():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def keep(self, tenant_id: UUID) -> None:
        """Give the file its own name."""
        self.finish()
        target = path_of(tenant_id, self.id)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.path.rename(target)
        _sync_folder(target.parent)

    def discard(self) -> None:
        """Take away what was not kept."""
        with suppress(OSError):  # of a disk that is full, which is why it goes
            self._file.close()
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def remove(tenant_id: UUID, file_id: UUID) -> None:
    """Delete the bytes of a file, if they are there."""
    path_of(tenant_id, file_id).unlink(missing_ok=True)


def _sync_folder(path: Path) -> None:
    """Bring a folder's own entries to the disk, where the system can."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
