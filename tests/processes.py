"""Real workers and recovery processes for tests: started, killed, frozen, and always cleaned up."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from platform_project.devstack.processes import WORKER_ENVIRONMENT

EVERY_QUEUE = "interactive.cont,batch.cont,etl.cont,interactive.new,batch.new,etl.new"
REPOSITORY = Path(__file__).resolve().parents[1]


class Process:
    """A process group of ours."""

    def __init__(self, name: str, command: list[str], **environment: str) -> None:
        logs = Path(os.environ["STATE_DIR"]) / "log"
        logs.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.log = logs / f"{name}-{os.getpid()}-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **environment},
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def children(self) -> list[int]:
        """The pool's children, oldest first."""
        with suppress(psutil.NoSuchProcess):
            return sorted(child.pid for child in psutil.Process(self.pid).children())
        return []

    def cpu_seconds(self) -> float:
        """Processor time that the process and its living children have used."""
        times = [psutil.Process(pid).cpu_times() for pid in (self.pid, *self.children())]
        return float(sum(one.user + one.system for one in times))

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the process and all its children."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """It and its children do nothing while the block runs; what they are sent, they do afterwards."""
        self.signal_group(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal_group(signal.SIGCONT)

    @staticmethod
    def signal_one(pid: int, number: signal.Signals) -> None:
        """Send a signal to one of its children, which may have ended meanwhile."""
        with suppress(ProcessLookupError):
            os.kill(pid, number)

    def stop(self) -> None:
        """End it, gently first."""
        if self._process.poll() is None:
            self.signal_group(signal.SIGCONT)
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=8)
        self.kill()

    def kill(self) -> None:
        """SIGKILL the whole group."""
        self.signal_group(signal.SIGKILL)
        self._process.wait(timeout=10)

    def wait_until_ready(self, condition: Callable[[], object], *, what: str) -> None:
        """Wait until it is up; one that is not in time is killed, so that it disturbs no other test."""
        try:
            wait_until(condition, timeout=60, what=f"{what}, see {self.log}")
        except BaseException:
            self.kill()
            raise

    def has_said(self, text: str) -> bool:
        """Whether it has written this."""
        return text in self.log.read_text(errors="replace")


def worker(
    *, concurrency: int = 2, application: str = "tests.flows", queues: str = EVERY_QUEUE, **environment: str
) -> Process:
    """A Celery worker, of every class of work unless told otherwise, with Flower's events on."""
    process = Process(
        "worker",
        [
            sys.executable, "-m", "celery", "-A", application, "worker", "-E",
            "-Q", queues, "--concurrency", str(concurrency),
            "--without-gossip", "--without-mingle", "--loglevel", "INFO",
            "-n", f"w{time.monotonic_ns()}@%h",
        ],
        **{**WORKER_ENVIRONMENT, **environment},
    )  # fmt: skip
    process.wait_until_ready(lambda: process.has_said("ready."), what="a worker")
    return process


def recovery(**environment: str) -> Process:
    """A recovery process."""
    process = Process("recovery", [sys.executable, "-m", "tests.flows", "recover"], **environment)
    process.wait_until_ready(lambda: process.has_said("recovery_started"), what="a recovery process")
    return process


def wait_until(condition: Callable[[], object], *, timeout: float = 60, what: str = "condition") -> None:
    """Poll until something holds; fail when it does not in time."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout} s: {what}")
        time.sleep(0.05)
