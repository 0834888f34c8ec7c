"""Prometheus, where the deployment has one."""

from django.conf import settings

from platform_project.health.connections import get
from platform_project.health.findings import Finding
from platform_project.health.registry import component


@component("prometheus", when=lambda: bool(settings.PROMETHEUS_URL))
def probe() -> Finding:
    """Ask whether it is ready to answer queries."""
    get(settings.PROMETHEUS_URL, "/-/ready")
    return Finding()
