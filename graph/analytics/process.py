"""Compute in a process of its own: what igraph has begun can only be ended with its process."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

import structlog
from django.conf import settings

from graph.analytics import places
from graph.analytics.errors import AnalysisFailed, AnalysisTimeout, NodeAmbiguous, NodeNotFound

logger: Final = structlog.get_logger(__name__)

POLL_SECONDS: Final = 0.2
LONG_WAIT_SECONDS: Final = 2.0
"""For a place, of what may take long: nobody waits for it, so it comes back later."""
MOST_BYTES: Final = 1_500_000_000
"""Of memory, as the system counts what a process has laid claim to."""
SPARE_SECONDS: Final = 2.0
"""So much later the system itself ends the process, in case nobody is left to do so."""


def compute(
    measure: str,
    arguments: dict[str, Any],
    *,
    path: Path,
    budget: int,
    timeout_seconds: float,
    check_cancelled: Callable[[], None],
    told: Callable[[float], None] = lambda share: None,
    is_long: bool = False,
) -> dict[str, Any]:
    """What a measure finds in a projection, once there is a place for it.

    Args:
        path: the file of the projection.
        budget: see ``Network``.
        check_cancelled: asked about 5 times a second; what it raises ends the process and is passed on.
        told: called with the share that is done, 0 to 1; with 0 when there is a place.
        is_long: whether it may take long, so that it leaves a place to those that somebody waits for, and
            does not wait for one itself.

    Raises:
        AnalysesBusy: others were computed all the time.
        NodeNotFound, NodeAmbiguous: an id in the arguments is not that of one node.
        AnalysisTimeout: it took longer.
        AnalysisFailed: the process died.
    """
    ends_at = time.monotonic() + timeout_seconds
    with (
        path.open("rb") as projection,
        places.place(
            seconds=min(timeout_seconds, LONG_WAIT_SECONDS) if is_long else timeout_seconds,
            leaves_one=is_long,
            check_cancelled=check_cancelled,
        ) as place,
    ):
        told(0.0)
        return _computed(
            {
                # By number: the name may go at any moment, when newer projections take its place.
                "path": f"/dev/fd/{projection.fileno()}",
                "measure": measure,
                "arguments": arguments,
                "budget": budget,
                "seconds": ends_at - time.monotonic() + SPARE_SECONDS,
                "bytes": MOST_BYTES,
            },
            inherited=(projection.fileno(), place),
            ends_at=ends_at,
            check_cancelled=check_cancelled,
            told=told,
        )


def _computed(
    asked: dict[str, Any],
    *,
    inherited: tuple[int, int],
    ends_at: float,
    check_cancelled: Callable[[], None],
    told: Callable[[float], None],
) -> dict[str, Any]:
    """What a process of its own answers; it inherits two open files, no secrets, and where the code is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "graph.analytics.computing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=inherited,
        cwd=settings.BASE_DIR,
        env={"LANG": "C.UTF-8"},
    )
    talk = _Talk(process, asked)
    try:
        return talk.result(ends_at=ends_at, check_cancelled=check_cancelled, told=told)
    finally:
        process.kill()
        process.wait()
        talk.end()


class _Talk:
    """What is said to a process, and what it says, read by a thread of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", asked: dict[str, Any]) -> None:
        self._process = process
        self._lines: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._complaints = b""
        self._asked = json.dumps(asked).encode() + b"\n"
        self._reader = threading.Thread(target=self._read, name="analysis", daemon=True)
        self._reader.start()

    def result(
        self,
        *,
        ends_at: float,
        check_cancelled: Callable[[], None],
        told: Callable[[float], None],
    ) -> dict[str, Any]:
        """The result, once it is there."""
        while True:
            check_cancelled()
            left = ends_at - time.monotonic()
            if left <= 0:
                raise AnalysisTimeout
            with suppress(Empty):
                message = self._lines.get(timeout=min(POLL_SECONDS, left))
                if message is None:
                    self._log_death()
                    raise AnalysisFailed
                if "result" in message:
                    found: dict[str, Any] = message["result"]
                    return found
                if "unknown" in message:
                    raise _no_such_node(message["unknown"], message["labels"])
                told(message["share"])

    def end(self) -> None:
        """Wait until all is read of a process that has ended."""
        self._reader.join()

    def _read(self) -> None:
        said, answered, complained = self._process.stdin, self._process.stdout, self._process.stderr
        assert said and answered and complained  # noqa: S101
        # One that dies meanwhile is told by its exit status.
        with answered, complained, suppress(OSError, ValueError):
            with said:
                said.write(self._asked)
            for line in answered:
                self._lines.put(json.loads(line))
            self._complaints = complained.read()
        self._lines.put(None)

    def _log_death(self) -> None:
        status = self._process.wait()
        logger.error(
            "graph_analysis_died", status=status, complaint=self._complaints[-2_000:].decode(errors="replace")
        )


def _no_such_node(id_: str, labels: list[list[str]]) -> NodeNotFound | NodeAmbiguous:
    if not labels:
        return NodeNotFound(f"There is no node with the id {id_!r} in what is looked at.")
    said = ", ".join(":".join(each) for each in labels)
    return NodeAmbiguous(
        f"Several nodes have the id {id_!r} ({said}): say of which label the one is that is meant."
    )
