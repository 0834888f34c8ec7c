"""How long a request's body may be, and where it finds no room.

The few paths that take large bodies are named in the settings.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings

from platform_project.http.refusals import InsufficientStorage

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def longest_body(method: str, path: str) -> int | None:
    """How many bytes a request may bring there; None when nothing limits it."""
    large: int | None = settings.LARGE_BODIES.get((method, path))
    return large or settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def is_large(method: str, path: str, length: int) -> bool:
    """Whether a body of so many bytes is allowed there, and too long to be held in memory."""
    large: int | None = settings.LARGE_BODIES.get((method, path))
    return large is not None and (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) < length <= large


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Around what writes to the disk.

    Raises:
        InsufficientStorage: it is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise InsufficientStorage from error
        raise
