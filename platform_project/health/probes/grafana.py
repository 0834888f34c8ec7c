"""Grafana, where the deployment has one."""

from django.conf import settings

from platform_project.health.connections import get
from platform_project.health.findings import Finding, Health
from platform_project.health.registry import component


@component("grafana", when=lambda: bool(settings.GRAFANA_URL))
def probe() -> Finding:
    """Ask for the state of its own database."""
    state = get(settings.GRAFANA_URL, "/api/health").json()
    if state.get("database") != "ok":
        return Finding(Health.DEGRADED, "its database is not well")
    return Finding(details={"version": state.get("version", "")})
