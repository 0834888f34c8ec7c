"""The components that readiness looks at: each is one file in ``probes/`` with one decorated function."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from platform_project.health import probes

Probe = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Component:
    """Something that the platform stands on."""

    name: str
    probe: Probe
    # Without an essential component nothing can be answered; without another, some things cannot.
    essential: bool


_components: Final[dict[str, Component]] = {}


def component(name: str, *, essential: bool = False) -> Callable[[Probe], Probe]:
    """Register a probe: a function that returns when the component answers, and raises when it does not."""

    def register(probe: Probe) -> Probe:
        if name in _components:
            raise ValueError(f"two probes are called {name}")
        _components[name] = Component(name=name, probe=probe, essential=essential)
        return probe

    return register


def components() -> tuple[Component, ...]:
    """All of them, in the order of their names."""
    for module in pkgutil.iter_modules(probes.__path__, f"{probes.__name__}."):
        importlib.import_module(module.name)
    return tuple(sorted(_components.values(), key=lambda each: each.name))
