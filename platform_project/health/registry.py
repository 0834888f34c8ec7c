"""The components that the platform stands on: each is one file in ``probes/`` with one decorated function."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from platform_project.health import probes
from platform_project.health.findings import Finding

Probe = Callable[[], Finding]


@dataclass(frozen=True, slots=True)
class Component:
    """Something that the platform stands on."""

    name: str
    probe: Probe
    is_configured: Callable[[], bool] = lambda: True

    @property
    def is_critical(self) -> bool:
        """Whether the platform is unavailable without it; otherwise it is degraded."""
        return self.name in settings.HEALTH_CRITICAL


_components: Final[dict[str, Component]] = {}


def component(name: str, *, when: Callable[[], bool] = lambda: True) -> Callable[[Probe], Probe]:
    """Register a probe: a function that says what it finds, or raises when the component does not answer.

    It runs on a thread of its own, and is given up after ``settings.HEALTH_TIMEOUT``: it must end by itself
    some time later, since until then the component is not asked again.

    Args:
        when: whether the deployment has the component at all.

    Raises:
        ValueError: the name is taken.
    """

    def register(probe: Probe) -> Probe:
        if name in _components:
            raise ValueError(f"two probes are called {name}")
        _components[name] = Component(name=name, probe=probe, is_configured=when)
        return probe

    return register


def known_names() -> frozenset[str]:
    """The names of all components, configured or not."""
    _import_probes()
    return frozenset(_components)


def components() -> tuple[Component, ...]:
    """Those of this deployment, in the order of their names."""
    _import_probes()
    found = [each for each in _components.values() if each.is_configured()]
    return tuple(sorted(found, key=lambda each: each.name))


def _import_probes() -> None:
    for module in pkgutil.iter_modules(probes.__path__, f"{probes.__name__}."):
        importlib.import_module(module.name)
