"""Keep an eye on one component: one probe at a time, whoever asks and however often."""

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog
from django.conf import settings
from django.utils import timezone

from platform_project.health.findings import Finding, Health
from platform_project.health.registry import Component

logger: Final = structlog.get_logger(__name__)

FRESH_SECONDS: Final = 1.0
_LONGEST_ERROR: Final = 300


@dataclass(frozen=True, slots=True)
class Report:
    """How a component is.

    Attributes:
        since: when this process first found it in this status.
    """

    component: Component
    finding: Finding
    latency_ms: int
    at: datetime
    since: datetime

    @property
    def status(self) -> Health:
        """The word for it."""
        return self.finding.status

    def as_json(self, *, detailed: bool) -> dict[str, Any]:
        """The report as it goes out; only operators get the details."""
        details: dict[str, Any] = {"reason": self.finding.reason} if self.finding.reason else {}
        if detailed:
            details |= self.finding.details
        return {
            "ok": self.status is Health.OK,
            "status": str(self.status),
            "critical": self.component.is_critical,
            "latency_ms": self.latency_ms,
            "since": self.since,
            **({"details": details} if details else {}),
        }


@dataclass(slots=True, eq=False)
class _Probe:
    """A probe under way."""

    started: float
    given_up: bool = False
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started


class Watch:
    """What this process knows of a component.

    A probe that hangs keeps one thread, and no more are started for its component until it ends. Those who
    ask meanwhile wait no longer than what is left of its time. A report stands for a second.
    """

    def __init__(self, component: Component) -> None:
        self._component = component
        self._lock = threading.Lock()
        self._probe: _Probe | None = None
        self._latest: Report | None = None
        self._fresh_until = 0.0

    def ask(self) -> None:
        """Start a probe unless one is under way or the last report is fresh; returns at once."""
        with self._lock:
            if self._probe is not None or time.monotonic() < self._fresh_until:
                return
            probe = _Probe(time.monotonic())
            # A daemon, or a server that has frozen would keep this process from ending.
            threading.Thread(target=self._run, args=(probe,), name="probe", daemon=True).start()
            self._probe = probe

    def report(self) -> Report:
        """The report that was asked for, when its probe has ended or its time is up."""
        if (probe := self._probe) is not None:
            probe.ended.wait(max(0.0, settings.HEALTH_TIMEOUT - probe.seconds))
        with self._lock:
            if probe is not None and self._probe is probe:
                probe.given_up = True
                self._note(Finding(Health.UNAVAILABLE, reason="timeout"), probe)
            if self._latest is None:
                raise RuntimeError("report() comes after ask()")
            return self._latest

    def _run(self, probe: _Probe) -> None:
        try:
            finding = self._component.probe()
        except Exception as error:  # whatever a component's library raises means that it does not answer
            text = str(error)[:_LONGEST_ERROR]
            finding = Finding(Health.UNAVAILABLE, type(error).__name__, {"error": text} if text else {})
        with self._lock:
            self._probe = None
            # An answer that comes too late is none: it would make a slow component flicker.
            if not probe.given_up:
                self._note(finding, probe)
        probe.ended.set()

    def _note(self, finding: Finding, probe: _Probe) -> None:
        self._fresh_until = time.monotonic() + FRESH_SECONDS
        now, before = timezone.now(), self._latest
        changed = before is None or before.status is not finding.status
        self._latest = Report(
            component=self._component,
            finding=finding,
            latency_ms=round(probe.seconds * 1000),
            at=now,
            since=now if before is None or changed else before.since,
        )
        if changed and (before is not None or finding.status is not Health.OK):
            log = logger.info if finding.status is Health.OK else logger.warning
            log(
                "component_changed",
                component=self._component.name,
                status=str(finding.status),
                reason=finding.reason,
                details=dict(finding.details),
            )
