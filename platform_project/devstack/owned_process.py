"""A subprocess that is ours beyond doubt: recorded on disk, so that the next starter finds it again."""

import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import psutil

from platform_project.devstack.state import StateDirectory

OWNER_VARIABLE: Final = "PLATFORM_STACK_STATE"
"""In the environment of everything we start: the state directory that it belongs to."""

_CLOCK_TOLERANCE_SECONDS: Final = 2.0
_LOG_LIMIT_BYTES: Final = 10_000_000


@dataclass(frozen=True)
class ProcessRecord:
    """Who a process is: an id alone may have been given to somebody else since."""

    pid: int
    started: float
    """Seconds since the epoch, as the operating system tells it."""
    mark: str
    """An argument that tells this process from others of the same program."""

    @classmethod
    def of(cls, pid: int, mark: str) -> "ProcessRecord":
        """Describe the live process `pid`; raises `psutil.NoSuchProcess` when it is gone."""
        return cls(pid=pid, started=psutil.Process(pid).create_time(), mark=mark)

    def process(self) -> psutil.Process | None:
        """The process itself while it lives, else None; never another one that got its id."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < _CLOCK_TOLERANCE_SECONDS
            if same and is_alive(process) and self.mark in " ".join(process.cmdline()):
                return process
        except psutil.Error:
            pass  # Gone, or somebody else's: either way it is not the one that was recorded.
        return None


@dataclass
class OwnedProcess:
    """One program of the stack: how to start it, where it logs, how to stop it.

    It runs in a session of its own, so that Ctrl-C at the terminal reaches only the supervisor, which stops
    everything in order.
    """

    name: str
    command: Sequence[str]
    state: StateDirectory
    mark: str
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    _popen: subprocess.Popen[bytes] | None = None
    _asked_to_end: bool = False

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._popen.pid if self._popen is not None and self.is_alive() else None

    @property
    def exit_code(self) -> int | None:
        """The status that it ended with; negative = killed by that signal; None while it runs."""
        return self._popen.poll() if self._popen is not None else None

    @property
    def log(self) -> Path:
        """Its standard output and error."""
        return self.state.logs / f"{self.name}.log"

    def is_alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        """Start the program and record it; returns at once."""
        self._roll_log()
        self._asked_to_end = False
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(
                self.command,
                cwd=self.directory,
                env={**os.environ, **self.environment, OWNER_VARIABLE: str(self.state.root)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            record = ProcessRecord.of(self._popen.pid, self.mark)
        except psutil.NoSuchProcess:
            return  # It ended at once; whoever waits for it reads the reason in its log.
        self._record_file.write_text(json.dumps(asdict(record)))

    def ask_to_end(self) -> None:
        """Send the stop signal once, without waiting: to some programs a second one means "at once"."""
        if self._popen is not None and self._popen.poll() is None and not self._asked_to_end:
            self._asked_to_end = True
            self._popen.send_signal(self.stop_signal)
            self._popen.send_signal(signal.SIGCONT)  # A stopped process takes no other signal.

    def stop(self) -> None:
        """Ask it to end, wait, then kill what is left of its session. Safe to repeat."""
        if self._popen is None:
            return
        self.ask_to_end()
        if self._popen.poll() is None:
            try:
                self._popen.wait(self.stop_seconds)
            except subprocess.TimeoutExpired:
                self._popen.kill()
                self._popen.wait()
        kill_session(self._popen.pid)
        self._record_file.unlink(missing_ok=True)

    def log_tail(self, lines: int = 15) -> str:
        """The last `lines` lines that it wrote."""
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    @property
    def _record_file(self) -> Path:
        return self.state.run / f"{self.name}.json"

    def _roll_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))


def kill_session(session: int) -> None:
    """Kill what is left of `session` after its leader has ended, such as a killed worker's children."""
    for pid in psutil.pids():
        try:
            if pid != os.getpid() and os.getsid(pid) == session:
                os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue  # Ended meanwhile, or never ours.


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; a zombie does not: who inherited it may be slow to collect its status."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
