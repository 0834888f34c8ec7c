"""The process in which one measure is computed: ``python -m graph.analytics.computing``.

It reads one line of JSON: ``{path, measure, arguments, budget, seconds, bytes}``, and writes lines of JSON:
``{"share": 0..1}`` any number of times, then ``{"result": ...}`` or ``{"unknown": id, "labels": [...]}``.

What igraph has begun cannot be interrupted from within, so the system itself ends this process when its time
is over, and where it is Linux when whoever has started it is gone.
"""

import ctypes
import json
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from graph.analytics.computing.network import Network, NodeUnknown
from graph.analytics.computing.projection import Projection
from graph.analytics.computing.registry import measures

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Do what standard input asks for."""
    with suppress(AttributeError):  # There are systems that know no such signal.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    asked = json.loads(sys.stdin.readline())
    signal.setitimer(signal.ITIMER_REAL, asked["seconds"])
    with suppress(ValueError, OSError):  # There are systems that know no such bound.
        resource.setrlimit(resource.RLIMIT_AS, (asked["bytes"], asked["bytes"]))
    network = Network(
        Projection.read(Path(asked["path"])),
        budget=asked["budget"],
        report=lambda share: _say({"share": share}),
    )
    try:
        _say({"result": measures()[asked["measure"]].compute(network, asked["arguments"])})
    except NodeUnknown as unknown:
        _say({"unknown": unknown.id, "labels": unknown.labels})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, separators=(",", ":")) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
