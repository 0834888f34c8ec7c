"""The language models' providers."""

from agents.llm import demo
from platform_project.health.findings import Finding
from platform_project.health.registry import component


@component("providers")
def probe() -> Finding:
    """Name them; the demonstration provider is part of this process and always answers."""
    return Finding(
        details={demo.PROVIDER: "demonstration: no language model is connected", "model": demo.MODEL}
    )
