"""The faults. Each is done to a fleet at work, and returns the moment from which recovery is timed.

That is the last blow, or the return of a server without which nothing can go on; seconds since the epoch.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

import tests.flows
from tests.chaos.fleet import Fleet
from tests.flows import armed


@dataclass(frozen=True)
class Fault:
    """A fault, and how much of the mixed load meets it."""

    name: str
    strike: Callable[[Fleet], float]
    size: int = 4


def _nothing(fleet: Fleet) -> float:
    return time.time()


def _kill_children(fleet: Fleet) -> float:
    for _ in range(5):
        time.sleep(0.7)
        fleet.kill_children()
    return time.time()


def _kill_worker(fleet: Fleet) -> float:
    fleet.kill_worker()
    struck = time.time()
    fleet.start()
    return struck


def _freeze_worker(fleet: Fleet) -> float:
    frozen, struck = fleet.freeze_worker(), time.time()
    time.sleep(settings.ENGINE_LEASE.total_seconds() + 2)
    frozen.signal_group(signal.SIGCONT)
    return struck


def _flush_redis(fleet: Fleet) -> float:
    for _ in range(3):
        time.sleep(0.5)
        fleet.flush_redis()
    return time.time()


def _die_before_sending(fleet: Fleet) -> float:
    for _ in range(3):
        with armed(tests.flows.DIE_BEFORE_SENDING):
            end = time.monotonic() + 5
            while tests.flows.DIE_BEFORE_SENDING.exists() and time.monotonic() < end:
                time.sleep(0.05)
    return time.time()


def _send_twice(fleet: Fleet) -> float:
    with armed(tests.flows.SEND_TWICE):
        time.sleep(4)
    return time.time()


def _restart_redis(fleet: Fleet) -> float:
    assert fleet.servers.redis is not None
    fleet.servers.redis.stop()
    time.sleep(2)
    fleet.servers.redis.start()
    return time.time()


def _freeze_redis(fleet: Fleet) -> float:
    fleet.signal_redis(signal.SIGSTOP)
    time.sleep(4)
    fleet.signal_redis(signal.SIGCONT)
    return time.time()


def _restart_database(fleet: Fleet) -> float:
    assert fleet.servers.postgres is not None
    fleet.servers.postgres.stop()
    fleet.servers.postgres.start()
    return time.time()


def _kill_recovery(fleet: Fleet) -> float:
    assert fleet.recovery is not None
    fleet.recovery.kill()
    fleet.recovery = None
    fleet.kill_children()
    fleet.flush_redis()
    struck = time.time()
    fleet.start()
    return struck


FAULTS: Final = (
    Fault("none", _nothing),
    Fault("SIGKILL of children, 5 times", _kill_children),
    Fault("SIGKILL of a whole worker", _kill_worker),
    Fault("SIGSTOP past the lease, SIGCONT", _freeze_worker),
    Fault("FLUSHALL, 3 times", _flush_redis),
    Fault("death between commit and message, 3 times", _die_before_sending),
    Fault("every message twice", _send_twice),
    Fault("Redis restarted", _restart_redis),
    Fault("Redis frozen for 4 s", _freeze_redis),
    Fault("PostgreSQL restarted", _restart_database),
    Fault("recovery killed with children and messages", _kill_recovery),
)
