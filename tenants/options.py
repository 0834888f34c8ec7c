"""What can be switched and set for a tenant: the registered feature flags and settings.

A room that reads a flag or a setting registers it when it starts; what nobody has registered is refused.
A tenant's row holds only what differs from the defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from jsonschema import Draft202012Validator, FormatChecker

from platform_project.http.json_schema import violations


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a tenant has or has not."""

    name: str
    description: str
    default: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A default of a tenant; ``schema`` is the JSON Schema of its value."""

    name: str
    description: str
    schema: Mapping[str, Any]
    default: Any


_features: dict[str, Feature] = {}
_settings: dict[str, Setting] = {}
_FORMATS: Final = FormatChecker(formats=())


def register_feature(name: str, *, description: str, default: bool = True) -> Feature:
    """Register a flag.

    Raises:
        ValueError: the name is taken.
    """
    if name in _features:
        raise ValueError(f"There is a feature {name!r} already.")
    _features[name] = Feature(name, description, default)
    return _features[name]


def register_setting(name: str, *, description: str, schema: Mapping[str, Any], default: Any) -> Setting:
    """Register a setting.

    Raises:
        ValueError: the name is taken.
        jsonschema.SchemaError: the schema is no JSON Schema.
    """
    if name in _settings:
        raise ValueError(f"There is a setting {name!r} already.")
    Draft202012Validator.check_schema(schema)
    _settings[name] = Setting(name, description, schema, default)
    return _settings[name]


def features() -> list[Feature]:
    """Every flag, by name."""
    return [_features[name] for name in sorted(_features)]


def settings() -> list[Setting]:
    """Every setting, by name."""
    return [_settings[name] for name in sorted(_settings)]


def feature_values(stored: Mapping[str, bool]) -> dict[str, bool]:
    """Every flag as it counts for a tenant whose row holds ``stored``."""
    return {feature.name: stored.get(feature.name, feature.default) for feature in features()}


def setting_values(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting as it counts for a tenant whose row holds ``stored``."""
    return {setting.name: stored.get(setting.name, setting.default) for setting in settings()}


def feature_violations(flags: object) -> list[dict[str, str]]:
    """Why these flags cannot be stored, each with a JSON pointer; empty when they can."""
    schema = _object({feature.name: {"type": "boolean"} for feature in features()})
    return violations(Draft202012Validator(schema), flags, below="/features")


def setting_violations(values: object) -> list[dict[str, str]]:
    """Why these settings cannot be stored, each with a JSON pointer; empty when they can."""
    schema = _object({setting.name: setting.schema for setting in settings()})
    return violations(Draft202012Validator(schema, format_checker=_FORMATS), values, below="/settings")


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


@cache
def time_zones() -> frozenset[str]:
    """The IANA names that this machine knows."""
    return frozenset(available_timezones())


@_FORMATS.checks("time-zone")
def _is_time_zone(value: object) -> bool:
    return not isinstance(value, str) or value in time_zones()


register_setting(
    "timezone",
    description="The IANA time zone in which its people read times and schedules.",
    schema={"type": "string", "format": "time-zone"},
    default="UTC",
)
register_setting(
    "language",
    description="The language of its people's questions when nothing says otherwise (BCP 47).",
    schema={"enum": ["en", "it"]},
    default="en",
)
