"""Examples of tenants, for the API's description."""

from typing import Any, Final

TENANT_REQUEST: Final[dict[str, Any]] = {
    "name": "Institute of Examples",
    "admin_email": "admin@example.org",
    "slug": "examples",
    "metadata": {"cost_centre": "4711"},
}
TENANT: Final[dict[str, Any]] = {
    "id": "019ab2c0-1111-7222-8333-444455556666",
    "slug": "examples",
    "name": "Institute of Examples",
    "status": "active",
    "admin_email": "admin@example.org",
    "metadata": {"cost_centre": "4711"},
    "limits": {},
    "features": {"machine_tokens": True},
    "settings": {"timezone": "UTC", "language": "en"},
    "created_at": "2026-11-22T09:00:00Z",
    "updated_at": "2026-11-22T09:00:00Z",
}
TENANT_CHANGE: Final[dict[str, Any]] = {
    "name": "Institute of Better Examples",
    "metadata": {"cost_centre": None},
}
PURGE: Final[dict[str, Any]] = {
    "job_id": "019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071",
    "links": {
        "job": "/v1/jobs/019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071",
        "events": "/v1/jobs/019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071/events",
    },
}
