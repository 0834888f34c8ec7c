"""Which machines the embedded servers have builds for."""

import platform
import sys
from typing import Final

from platform_project.devstack.errors import UnsupportedPlatform

_MACHINES: Final = {"Linux": {"x86_64", "aarch64"}, "Darwin": {"x86_64", "arm64"}}
_OLDEST_GLIBC: Final = (2, 34)
_OLDEST_PYTHON: Final = (3, 11)

_OTHER_WAY: Final = (
    "Set DATABASE_URL, REDIS_URL and GRAPH_URL to servers of your own; "
    "then nothing embedded starts (docs/running.md)."
)


def check_platform() -> None:
    """Raise `UnsupportedPlatform`, naming the way with external servers, when the wheels cannot run here."""
    if (problem := find_problem()) is not None:
        raise UnsupportedPlatform(f"The embedded servers do not run here: {problem}. {_OTHER_WAY}")


def find_problem() -> str | None:
    """What stands against running the embedded servers on this machine, or None."""
    system, machine = platform.system(), platform.machine()
    if machine not in _MACHINES.get(system, set()):
        return f"{system} on {machine} (needed: Linux or macOS on x86-64 or arm64)"
    if sys.version_info[:2] < _OLDEST_PYTHON:
        return f"Python {platform.python_version()} (needed: 3.11 or newer)"
    if system == "Linux":
        library, version = platform.libc_ver()
        if library != "glibc":
            return f"a C library other than glibc ({library or 'unknown'})"
        if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST_GLIBC:
            return f"glibc {version} (needed: 2.34 or newer)"
    return None


if __name__ == "__main__":  # Asked by the Makefile, before anything is installed.
    try:
        check_platform()
    except UnsupportedPlatform as error:
        sys.exit(str(error))
