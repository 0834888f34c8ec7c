"""Files in the forms of pages that are too large for memory: on disk, without a name."""

import tempfile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from platform_project.http.bodies import full_disk_told


class UnnamedFileHandler(FileUploadHandler):
    """Keeps a file until its request ends; whatever cuts that short leaves nothing of it.

    It stands where the data does: the temporary folder of a container may be memory.
    """

    _file: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin."""
        super().new_file(*args, **kwargs)
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115  (the request closes it)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what comes next.

        Raises:
            InsufficientStorage: the disk is full.
        """
        assert self._file is not None, "a file begins before its content"  # noqa: S101
        with full_disk_told():
            self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """The whole file, to be read from its beginning."""
        assert self._file is not None, "a file begins before its end"  # noqa: S101
        self._file.seek(0)
        return UploadedFile(
            self._file, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        """Forget what has come."""
        if self._file is not None:
            self._file.close()
