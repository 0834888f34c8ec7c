"""However often and by however many a component is asked, one probe at a time finds out how it is."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django import Settings

from platform_project.health.findings import Finding, Health
from platform_project.health.registry import Component
from platform_project.health.watch import FRESH_SECONDS, Report, Watch
from tests.processes import wait_until

TIMEOUT = 0.1


class Probe:
    """A probe whose answers a test decides on."""

    def __init__(self) -> None:
        self.calls = 0
        self.release = threading.Event()
        self.release.set()
        self.answer: Callable[[], Finding] = Finding
        self.watch = Watch(Component(name="sample", probe=self))

    def __call__(self) -> Finding:
        self.calls += 1
        self.release.wait(10)
        return self.answer()

    def ask(self) -> Report:
        self.watch.ask()
        return self.watch.report()

    def forget(self) -> None:
        """As if the last report were old."""
        self.watch._fresh_until = 0


@pytest.fixture
def probe(settings: Settings) -> Probe:
    settings.HEALTH_TIMEOUT = TIMEOUT
    settings.HEALTH_CRITICAL = frozenset()
    return Probe()


def threads() -> int:
    return sum(thread.name == "probe" for thread in threading.enumerate())


def test_a_storm_of_questions_is_one_probe(probe: Probe) -> None:
    with ThreadPoolExecutor(16) as askers:
        reports = list(askers.map(lambda _: probe.ask(), range(200)))
    assert probe.calls == 1
    assert {report.status for report in reports} == {Health.OK}


def test_a_report_stands_for_a_second(probe: Probe) -> None:
    probe.ask()
    assert FRESH_SECONDS == 1
    probe.ask()
    assert probe.calls == 1
    probe.forget()
    probe.ask()
    assert probe.calls == 2


def test_a_hanging_probe_keeps_one_thread_and_nobody_waiting(probe: Probe) -> None:
    probe.release.clear()
    before = threads()
    started = time.monotonic()
    assert probe.ask().finding.reason == "timeout"
    assert time.monotonic() - started < TIMEOUT + 1
    started = time.monotonic()
    with ThreadPoolExecutor(4) as askers:
        reports = list(askers.map(lambda _: probe.ask(), range(200)))
    # Nobody waits for what was given up: four at a time would wait five seconds.
    assert time.monotonic() - started < 3
    assert {report.status for report in reports} == {Health.UNAVAILABLE}
    assert (probe.calls, threads()) == (1, before + 1)
    probe.release.set()
    wait_until(lambda: threads() == before, what="the end of the probe")
    probe.forget()
    assert probe.ask().status is Health.OK


def test_an_answer_that_comes_too_late_is_none(probe: Probe) -> None:
    probe.release.clear()
    probe.ask()
    probe.release.set()
    wait_until(lambda: probe.watch._probe is None, what="the end of the probe")
    assert probe.watch.report().finding.reason == "timeout"


def test_what_a_probe_raises_is_said_by_kind_to_all_and_in_full_to_operators(probe: Probe) -> None:
    def refuse() -> Finding:
        raise ConnectionRefusedError("10.0.0.7:6379 refused")

    probe.answer = refuse
    report = probe.ask()
    assert report.as_json(detailed=False)["details"] == {"reason": "ConnectionRefusedError"}
    assert report.as_json(detailed=True)["details"]["error"] == "10.0.0.7:6379 refused"


def test_the_time_of_the_last_change_stays_while_nothing_changes(probe: Probe) -> None:
    first = probe.ask()
    probe.forget()
    assert probe.ask().since == first.since
    probe.answer = lambda: Finding(Health.DEGRADED, "little space is left")
    probe.forget()
    changed = probe.ask()
    assert changed.since > first.since
    assert (changed.status, changed.as_json(detailed=False)["ok"]) == (Health.DEGRADED, False)
