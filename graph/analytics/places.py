"""How many analyses are computed at once on one machine: each needs a place, a file that it holds locked.

The system lets go of the lock with the last process that has the file open, however that ends. So no place is
lost, and none is given away while the memory of what was killed is still in use.
"""

import fcntl
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from graph.analytics.errors import AnalysesBusy

POLL_SECONDS: Final = 0.2
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_FORGOTTEN_AFTER: Final = timedelta(days=1)
"""Far longer than any analysis has its place."""


def folder() -> Path:
    """Where the files of all machines are that share the data folder."""
    found: Path = settings.DATA_DIR / "analyses"
    return found


@contextmanager
def place(*, seconds: float, leaves_one: bool, check_cancelled: Callable[[], None]) -> Iterator[int]:
    """Hold one of the machine's places; its open file is to be inherited by the process that computes.

    Args:
        seconds: how long to wait for one.
        leaves_one: whether the first is for others, where there are several.
        check_cancelled: asked about 5 times a second; what it raises ends the waiting.

    Raises:
        AnalysesBusy: none has become free.
    """
    folder().mkdir(parents=True, exist_ok=True)
    most = settings.GRAPH_ANALYTICS_AT_ONCE
    first = 1 if leaves_one and most > 1 else 0
    mine = [folder() / f"{_machine()}-{number}" for number in range(first, most)]
    ends_at = time.monotonic() + seconds
    while (file := next(filter(None, map(_locked, mine)), None)) is None:
        check_cancelled()
        if time.monotonic() >= ends_at:
            raise AnalysesBusy
        time.sleep(POLL_SECONDS)
    try:
        yield file
    finally:
        os.close(file)


def forgotten_delete(*, limit: int) -> int:
    """Take away places of machines that are no more, or were started anew; how many it were."""
    before = time.time() - _FORGOTTEN_AFTER.total_seconds()
    deleted = 0
    for path in folder().iterdir() if folder().is_dir() else ():
        if deleted == limit:
            break
        with suppress(FileNotFoundError):  # Others clear up, too.
            if path.stat().st_mtime < before:
                path.unlink()
                deleted += 1
    return deleted


def _locked(path: Path) -> int | None:
    """The open file, when nobody else has it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.utime(file)
    except BlockingIOError:
        os.close(file)
        return None
    except BaseException:
        os.close(file)
        raise
    return file


def _machine() -> str:
    """The same for all processes of a machine, in its containers too, and for those of no other."""
    with suppress(OSError):
        return _BOOT_ID.read_text().strip()
    return platform.node()
