"""What onboarding sets of a tenant: as the wire says it, as the row holds it, and what of it is valid."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from platform_project.http.errors import ValidationFailed
from platform_project.http.merge_patch import merge_patch
from tenants import options
from tenants.config import id_or_slug
from tenants.limits import limit_violations, limits_of, set_limits
from tenants.models import Tenant

MAX_METADATA_BYTES: Final = 32_768


def configuration(tenant: Tenant) -> dict[str, Any]:
    """What onboarding sets of a tenant; flags and settings with their defaults."""
    return {
        "name": tenant.name,
        "admin_email": tenant.admin_email,
        "metadata": tenant.metadata,
        "limits": limits_of(tenant),
        "features": options.feature_values(tenant.features),
        "settings": options.setting_values(tenant.settings),
    }


def configure(tenant: Tenant, changes: Mapping[str, Any]) -> None:
    """Put changes into the row, objects merged into what they are (RFC 7386); does not save.

    Raises:
        ValidationFailed: something in the changes is not valid; ``errors`` points to it.
    """
    given = {name: merge_patch({}, changes.get(name, {})) for name in ("limits", "features", "settings")}
    errors = [
        *limit_violations(given["limits"]),
        *options.feature_violations(given["features"]),
        *options.setting_violations(given["settings"]),
    ]
    if errors:
        raise ValidationFailed(extensions={"errors": errors})
    for name in ("name", "admin_email", "status"):
        if name in changes:
            setattr(tenant, name, changes[name])
    for name in ("metadata", "features", "settings"):
        if name in changes:
            setattr(tenant, name, merge_patch(getattr(tenant, name), changes[name]))
    if "limits" in changes:
        set_limits(tenant, merge_patch(limits_of(tenant), changes["limits"]))
    _validate(tenant, {*changes, *({"slug"} if tenant._state.adding else ())})


def slug_of(name: str) -> str:
    """The slug that follows from a tenant's name.

    Raises:
        ValidationFailed: none does.
    """
    slug = slugify(name)[:63].strip("-")
    if not slug[:1].isalpha():
        message = "No slug follows from this name: give one that begins with a letter."
        raise invalid("/slug", "required", message)
    return slug


def invalid(pointer: str, code: str, detail: str) -> ValidationFailed:
    """The error that says what is wrong with one field."""
    return ValidationFailed(extensions={"errors": [{"pointer": pointer, "code": code, "detail": detail}]})


def _validate(tenant: Tenant, fields: set[str]) -> None:
    """Ask the model's validators about these fields; the others may be from an older release."""
    if len(json.dumps(tenant.metadata)) > MAX_METADATA_BYTES:
        raise invalid("/metadata", "too_large", f"At most {MAX_METADATA_BYTES} bytes of JSON.")
    if "slug" in fields and isinstance(id_or_slug(tenant.slug), UUID):
        raise invalid("/slug", "invalid", "Not what reads as an id: nobody could call the tenant by it.")
    others = [field.name for field in Tenant._meta.concrete_fields if field.name not in fields]
    try:
        tenant.clean_fields(exclude=others)
    except ValidationError as error:
        name, faults = next(iter(error.error_dict.items()))
        raise invalid(f"/{name}", faults[0].code or "invalid", faults[0].messages[0]) from error
