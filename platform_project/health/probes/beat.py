"""Beat: without it nothing that is scheduled starts."""

from jobs.liveness import Kind, living
from platform_project.health.findings import Finding, Health
from platform_project.health.registry import component


@component("beat")
def probe() -> Finding:
    """Look for the last tick."""
    ticks = living(Kind.BEAT)
    if not ticks:
        return Finding(Health.UNAVAILABLE, "it has not ticked of late")
    latest = min(tick.age_seconds for tick in ticks)
    return Finding(details={"count": len(ticks), "last_tick_age_seconds": latest})
