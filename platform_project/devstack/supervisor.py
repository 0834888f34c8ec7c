"""Keeps servers and processes running, and stops them in order.

Ours rather than honcho's Manager, which ends everything when one process ends and knows no order.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from platform_project.devstack import console
from platform_project.devstack.owned_process import OwnedProcess
from platform_project.devstack.servers import Servers

_TICK_SECONDS: Final = 0.2
_LONGEST_PAUSE_SECONDS: Final = 30.0
_STEADY_SECONDS: Final = 60.0


@dataclass
class _Watched:
    """A process and its history of crashes."""

    process: OwnedProcess
    restart: Callable[[], None]
    crashes: int = 0
    started: float = 0.0
    due: float | None = None
    """When to start it again, on the monotonic clock; None while it runs."""


class Supervisor:
    """Restarts what ends by itself, after 1, 2, 4 ... 30 s; a minute without a crash starts anew."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._processes: list[OwnedProcess] = []
        now = time.monotonic()
        self._watched = [
            _Watched(server.process, restart=server.launch, started=now)
            for server in servers.embedded.values()
        ]

    @property
    def processes(self) -> list[OwnedProcess]:
        """Everything under supervision."""
        return [watched.process for watched in self._watched]

    def start(self, processes: list[OwnedProcess]) -> None:
        """Start `processes` beside the servers, in reverse of the order in which they stop."""
        self._processes = processes
        for process in reversed(processes):
            process.start()
            self._watched.append(_Watched(process, restart=process.start, started=time.monotonic()))

    def tick(self) -> None:
        """Look after everything once, then rest for a moment."""
        for watched in self._watched:
            self._look_after(watched, now=time.monotonic())
        time.sleep(_TICK_SECONDS)

    def stop(self) -> None:
        """Stop the web first, then all other processes at once, then the servers. Safe to repeat."""
        for process in self._processes[:1]:
            process.stop()
        for process in self._processes:
            process.ask_to_end()
        for process in self._processes:
            process.stop()
        self._servers.stop()

    def _look_after(self, watched: _Watched, *, now: float) -> None:
        if watched.process.is_alive():
            return
        if watched.due is None:
            watched.crashes = 1 if now - watched.started > _STEADY_SECONDS else watched.crashes + 1
            pause = min(2.0 ** (watched.crashes - 1), _LONGEST_PAUSE_SECONDS)
            watched.due = now + pause
            console.complain(
                f"{watched.process.name} ended with status {watched.process.exit_code}; "
                f"starting it again in {pause:.0f} s (log: {watched.process.log})"
            )
        elif now >= watched.due:
            watched.process.stop()  # Clears what the crash left of its session.
            watched.restart()
            watched.due, watched.started = None, now
