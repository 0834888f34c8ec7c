"""A check of the settings: a critical component that does not exist would protect nothing."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from platform_project.health.registry import known_names


@register
def critical_components_exist(app_configs: Sequence[Any] | None = None, **_: Any) -> list[CheckMessage]:
    """Every name in ``HEALTH_CRITICAL`` is one of a component."""
    unknown = sorted(settings.HEALTH_CRITICAL - known_names())
    return [
        Error(
            f"HEALTH_CRITICAL names no component: {name}.",
            hint=f"There are: {', '.join(sorted(known_names()))}.",
            id="platform.E010",
        )
        for name in unknown
    ]
