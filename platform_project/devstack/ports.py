"""Which port each server of the embedded stack listens on; everything binds to the loopback address only."""

import socket
from typing import Final

from platform_project.devstack.errors import PortTaken

LOOPBACK: Final = "127.0.0.1"

WEB: Final = 8000
POSTGRES: Final = 5432
REDIS: Final = 6379
BOLT: Final = 7687
FLOWER: Final = 5555


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as candidate:
        # As servers do; otherwise a port looks taken while its last connections linger in TIME_WAIT.
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((LOOPBACK, port))
            candidate.listen(1)
        except OSError:
            return False
    return True


def any_free() -> int:
    """A port that nothing listens on, chosen by the operating system."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as candidate:
        candidate.bind((LOOPBACK, 0))
        return int(candidate.getsockname()[1])


def usual_or_free(usual: int | None) -> int:
    """`usual` when it is free, else (or without one) any free port."""
    return usual if usual is not None and is_free(usual) else any_free()


def exactly(port: int, *, variable: str) -> int:
    """`port` itself, as asked for through the environment `variable`.

    Raises `PortTaken` when something listens there already.
    """
    if not is_free(port):
        raise PortTaken(f"Port {port} (from {variable}) is in use. Choose another one, or unset {variable}.")
    return port
