"""Ask the components how they are, all at once and not for long."""

import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

import structlog

from platform_project.health.registry import Component

TIMEOUT_SECONDS: Final = 0.5

log = structlog.get_logger(__name__)


class Health(StrEnum):
    """The words for a component and for the whole."""

    OK = "ok"
    DEGRADED = "degraded"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Report:
    """How one component is. ``reason`` says the kind of trouble, and nothing that a stranger could use."""

    component: Component
    status: Health
    latency_ms: int
    reason: str | None = None


@cache
def _pool() -> ThreadPoolExecutor:
    # A probe that hangs keeps its thread until its own time-out; the others must find one.
    return ThreadPoolExecutor(max_workers=16, thread_name_prefix="probe")


def check(components: Iterable[Component], *, timeout: float = TIMEOUT_SECONDS) -> list[Report]:
    """The reports of all components, after ``timeout`` seconds at most."""
    started = time.monotonic()
    asked = [(each, _pool().submit(_timed, each)) for each in components]
    return [_report(each, future, started + timeout) for each, future in asked]


def overall(reports: Iterable[Report]) -> Health:
    """The whole: unavailable without an essential component, degraded without another."""
    down = [report.component for report in reports if report.status is not Health.OK]
    if any(component.essential for component in down):
        return Health.UNAVAILABLE
    return Health.DEGRADED if down else Health.OK


def _timed(component: Component) -> float:
    started = time.monotonic()
    component.probe()
    return time.monotonic() - started


def _report(component: Component, future: Future[float], until: float) -> Report:
    started = time.monotonic()
    try:
        seconds = future.result(timeout=max(0.0, until - started))
    except Exception as error:  # whatever a component's library raises means that it does not answer
        future.cancel()
        reason = "timeout" if isinstance(error, TimeoutError) else type(error).__name__
        log.warning("component_unavailable", component=component.name, error=repr(error))
        return Report(component, Health.UNAVAILABLE, round((time.monotonic() - started) * 1000), reason)
    return Report(component, Health.OK, round(seconds * 1000))
