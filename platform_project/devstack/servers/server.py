"""What the embedded servers have in common: prepare once, launch, be ready, stop."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from platform_project.devstack.errors import ServerDidNotStart
from platform_project.devstack.owned_process import OwnedProcess

_PAUSE_SECONDS = 0.05


class EmbeddedServer(ABC):
    """One server of the stack. It keeps its port and its data over `stop()` and `start()`."""

    process: OwnedProcess
    ready_seconds: float = 60.0

    @abstractmethod
    def prepare(self) -> None:
        """Bring the data directory and configuration into shape. Safe to repeat."""

    @abstractmethod
    def probe(self) -> None:
        """Talk to the server as a client would; raises whatever the client raises while it is not ready."""

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self.process.pid

    def launch(self) -> None:
        """Start it without waiting."""
        self.prepare()
        self.process.start()

    def start(self) -> None:
        """Start it and return when it serves; raises `ServerDidNotStart`."""
        self.launch()
        self.wait_until_ready()

    def stop(self) -> None:
        """End it in its own orderly way. Safe to repeat."""
        self.process.stop()

    def wait_until_ready(self) -> None:
        """Return when the server answers a client; raises `ServerDidNotStart` with the end of its log."""
        wait_until_ready(self.process, self.probe, seconds=self.ready_seconds)


def wait_until_ready(process: OwnedProcess, probe: Callable[[], None], *, seconds: float) -> None:
    """Repeat `probe` until it raises nothing.

    Raises `ServerDidNotStart` when `process` ends before that, or after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return probe()
        except Exception as error:  # Each client has its own family of errors for "not yet".
            if not process.is_alive():
                reason = f"ended with status {process.exit_code}"
            elif time.monotonic() > deadline:
                reason = f"did not answer within {seconds:.0f} s ({type(error).__name__}: {error})"
            else:
                time.sleep(_PAUSE_SECONDS)
                continue
            message = f"{process.name} {reason}. The end of {process.log}:\n{process.log_tail()}"
            raise ServerDidNotStart(message) from error
