"""Recovery: without it, what a fault has interrupted stands still, and cancelled work may not end."""

from jobs.liveness import Kind, living
from platform_project.health.findings import Finding, Health
from platform_project.health.registry import component


@component("recovery")
def probe() -> Finding:
    """Look for the last pass that went well."""
    passes = living(Kind.RECOVERY)
    if not passes:
        return Finding(Health.UNAVAILABLE, "no pass of late has gone well")
    latest = min(each.age_seconds for each in passes)
    return Finding(details={"count": len(passes), "last_pass_age_seconds": latest})
