"""Uploads: what comes in a form goes straight into the files' folder, hashed on its way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import connection
from django.http import HttpRequest

from graph.files.storage import Incoming
from platform_project.http.errors import ValidationFailed

FIELD: Final = "file"
_COPYING_SECONDS: Final = 300


class ReceivedFile(UploadedFile[bytes]):
    """A file that has come in whole and waits to be kept."""

    def __init__(self, incoming: Incoming, name: str, content_type: str) -> None:
        super().__init__(None, name, content_type, incoming.size)
        self.incoming = incoming

    @property
    def sha256(self) -> str:
        """Its hash, in hexadecimal."""
        return self.incoming.sha256

    def close(self) -> None:
        """Django closes what it has parsed when the request ends: what was not kept until then goes."""
        self.incoming.discard()


class Receiver(FileUploadHandler):
    """Takes in the one file of a form; ``others`` are the fields of those that it does not take."""

    chunk_size = 1_048_576

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.others: list[str] = []
        self._incoming: Incoming | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the first file of the field; pass over any other."""
        super().new_file(*args, **kwargs)
        if self.field_name != FIELD or self._incoming is not None:
            self.others.append(str(self.field_name))
            raise SkipFile
        self._incoming = Incoming(most_bytes=settings.MAX_UPLOAD_BYTES)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what comes next."""
        cast(Incoming, self._incoming).write(raw_data)

    def file_complete(self, file_size: int) -> ReceivedFile:
        """The file, which is on disk now."""
        incoming = cast(Incoming, self._incoming)
        incoming.finish()
        return ReceivedFile(incoming, str(self.file_name), str(self.content_type or ""))

    def discard(self) -> None:
        """Take away what has come in, unless it was kept."""
        if self._incoming is not None:
            self._incoming.discard()

    def require_one(self) -> None:
        """Go on when there was no file beside the one.

        Raises:
            ValidationFailed: there was.
        """
        if self.others:
            raise ValidationFailed(extensions={"errors": list(self._faults())})

    def _faults(self) -> Iterator[dict[str, str]]:
        for name in dict.fromkeys(self.others):
            if name == FIELD:
                yield {"pointer": f"/{FIELD}", "code": "too_many", "detail": "One file at a time."}
            else:
                pointer = "/" + name.replace("~", "~0").replace("/", "~1")
                yield {
                    "pointer": pointer,
                    "code": "unknown_field",
                    "detail": "There is no field of this name.",
                }


@contextmanager
def idle_while_copying() -> Iterator[None]:
    """Let the request's transaction be idle while a file is copied; it is seconds, and holds no lock then."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        (usual,) = cast(tuple[str], cursor.fetchone())
        cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{_COPYING_SECONDS}s'")
        yield
        cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [usual])
