"""The web process: ``python -m platform_project.web``."""

import os
import sys
import time
from socket import socket
from types import FrameType

import uvicorn

from platform_project.health import drain
from platform_project.telemetry import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

CANNOT_START = 3


class Server(uvicorn.Server):
    """A server that goes on for a while after it was told to stop.

    Meanwhile ``/v1/health/ready`` says that it is draining, so that a load balancer takes it out before the
    port closes. Told a second time, it stops at once.
    """

    def __init__(self, config: uvicorn.Config, *, drain_seconds: float) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._stop_at: float | None = None
        self._told: int = 0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain at the first signal, and stop at the second or when there is nothing to wait for."""
        drain.drain_process(by="the order to stop")
        if self._drain_seconds and self._stop_at is None:
            self._stop_at, self._told = time.monotonic() + self._drain_seconds, sig
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Whether it is time to stop; uvicorn asks ten times a second."""
        if self._stop_at is not None and not self.should_exit and time.monotonic() >= self._stop_at:
            super().handle_exit(self._told, None)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Close what is open and send the last spans: a signal ends the process, before Python could."""
        await super().shutdown(sockets=sockets)
        tracing.stop()


def main() -> None:
    """Serve REST, admin and streams on one port until it is stopped."""
    from platform_project.settings.env import read_environment

    environment = read_environment()
    config = uvicorn.Config(
        "platform_project.asgi:application",
        host=environment.web_host,
        port=environment.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        # Streams are cut when the process stops; their clients come back with their cursor.
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    server = Server(config, drain_seconds=environment.drain_seconds)
    drain.obey_signals()
    try:
        server.run()
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(CANNOT_START)


if __name__ == "__main__":
    main()
