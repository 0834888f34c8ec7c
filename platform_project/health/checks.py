"""Ask the components how they are, all at once and not for long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone

from platform_project.health.findings import Health
from platform_project.health.registry import Component, components
from platform_project.health.watch import Report, Watch


@dataclass(frozen=True, slots=True)
class HealthReport:
    """How the whole is, and each of its components."""

    status: Health
    at: datetime
    reports: tuple[Report, ...]

    def named(self, name: str) -> Report | None:
        """The report of one component; None when the deployment has none of that name."""
        return next((each for each in self.reports if each.component.name == name), None)

    def as_json(self, *, detailed: bool) -> dict[str, Any]:
        """Status, time and checks by name; only operators get the details."""
        checks = {each.component.name: each.as_json(detailed=detailed) for each in self.reports}
        return {"status": str(self.status), "time": self.at, "checks": checks}


def check_all() -> HealthReport:
    """The report of every component, after ``settings.HEALTH_TIMEOUT`` seconds at most."""
    return report_on(components())


def check_one(name: str) -> Report | None:
    """The report of one component; None when the deployment has none of that name."""
    return report_on(each for each in components() if each.name == name).named(name)


def report_on(chosen: Iterable[Component]) -> HealthReport:
    """The reports of some components, after ``settings.HEALTH_TIMEOUT`` seconds at most."""
    watches = [_watch(component) for component in chosen]
    for watch in watches:
        watch.ask()
    reports = tuple(watch.report() for watch in watches)
    return HealthReport(status=overall(reports), at=timezone.now(), reports=reports)


def overall(reports: Iterable[Report]) -> Health:
    """The whole: unavailable without a critical component, degraded when anything else is not well."""
    unwell = [report for report in reports if report.status is not Health.OK]
    if any(each.component.is_critical and each.status is Health.UNAVAILABLE for each in unwell):
        return Health.UNAVAILABLE
    return Health.DEGRADED if unwell else Health.OK


@cache
def _watch(component: Component) -> Watch:
    return Watch(component)
