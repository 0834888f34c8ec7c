"""Ollama, where the deployment has one."""

from django.conf import settings

from platform_project.health.connections import get
from platform_project.health.findings import Finding
from platform_project.health.registry import component


@component("ollama", when=lambda: bool(settings.OLLAMA_URL))
def probe() -> Finding:
    """Ask for its version."""
    return Finding(details={"version": get(settings.OLLAMA_URL, "/api/version").json()["version"]})
