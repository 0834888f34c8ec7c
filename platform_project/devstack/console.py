"""What the person at the terminal sees: progress lines, and the processes' logs with coloured names."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from itertools import cycle
from typing import Final

from platform_project.devstack.owned_process import OwnedProcess

_COLOURS: Final = ("36", "33", "32", "35", "34", "96", "93", "92", "95", "94")
_BOLD: Final = "1"
_RED: Final = "31"


def say(line: str = "") -> None:
    """Print one line at once, also into a pipe. When nobody reads any more, silently go on."""
    with suppress(OSError):  # A closed window or `| head` must not keep the stack from stopping in order.
        print(line, flush=True)


def step(line: str) -> None:
    """Print what begins now, so that a long step is not silence."""
    say(f"{_coloured('==>', _BOLD)} {line}")


def complain(line: str) -> None:
    """Print what went wrong to standard error."""
    with suppress(OSError):
        print(_coloured(line, _RED), file=sys.stderr, flush=True)


class LogFollower:
    """Prints what processes add to their logs, each line behind the name of its process."""

    def __init__(self, processes: Iterable[OwnedProcess]) -> None:
        """Begin at the present end of each log."""
        self._processes = list(processes)
        self._colours = dict(
            zip((process.name for process in self._processes), cycle(_COLOURS), strict=False)
        )
        self._width = max((len(process.name) for process in self._processes), default=0)
        self._positions = {process.name: _size(process) for process in self._processes}

    def print_new(self) -> None:
        """Print the whole lines that came since the last call."""
        for process in self._processes:
            position = self._positions[process.name]
            if _size(process) < position:  # The log was rolled.
                position = 0
            if _size(process) == position:
                continue
            with process.log.open("rb") as log:
                log.seek(position)
                new, newline, _ = log.read().rpartition(b"\n")
            self._positions[process.name] = position + len(new) + len(newline)
            prefix = _coloured(f"{process.name:<{self._width}} |", self._colours[process.name])
            for line in new.decode(errors="replace").splitlines():
                say(f"{prefix} {line}")


def _size(process: OwnedProcess) -> int:
    return process.log.stat().st_size if process.log.exists() else 0


def _coloured(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text
