"""What a starter that was killed has left running: found by its records, stopped, forgotten."""

import json
import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from typing import Final

import psutil

from platform_project.devstack.owned_process import OWNER_VARIABLE, ProcessRecord, is_alive
from platform_project.devstack.state import StateDirectory

_POLL_SECONDS: Final = 0.05


def clear_leftovers(state: StateDirectory, *, seconds: float = 10.0) -> list[str]:
    """Stop what an earlier starter of `state` left running; returns the names of what was stopped.

    Only for the holder of the state directory's lock. A process counts as ours when its id, start time and
    command agree with the record, or when it lives in the session of such a process and carries our
    environment variable.
    """
    found: dict[str, list[psutil.Process]] = {}
    for path in sorted(state.run.glob("*.json")):
        record = ProcessRecord(**json.loads(path.read_text()))
        if record.pid == os.getpid():
            continue  # A detached supervisor, recorded by the command that started it.
        leader = record.process()
        found[path.stem] = [*([leader] if leader else []), *_orphans(record, state)]
    end_processes(chain.from_iterable(found.values()), seconds=seconds)
    for name in found:
        (state.run / f"{name}.json").unlink()
    return [name for name, processes in found.items() if processes]


def _orphans(record: ProcessRecord, state: StateDirectory) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            in_session = process.pid != record.pid and os.getsid(process.pid) == record.pid
            if in_session and process.environ().get(OWNER_VARIABLE) == str(state.root):
                found.append(process)
        except (psutil.Error, OSError):
            continue  # Ended meanwhile, or not ours to look into: then it is not ours to stop.
    return found


def end_processes(processes: Iterable[psutil.Process], *, seconds: float) -> None:
    """Ask each to end in its own way, wait for all at most `seconds`, kill the rest."""
    ending = list(processes)
    for process in ending:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)
            process.send_signal(signal.SIGCONT)  # A stopped process takes no other signal.
    deadline = time.monotonic() + seconds
    while any(is_alive(process) for process in ending) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    for process in ending:
        with suppress(psutil.NoSuchProcess):
            process.kill()
