"""Examples of health, for the API's description."""

from typing import Any, Final

_IDENTITY: Final = {"service": "agentic-platform", "version": "0.1.0"}

LIVE: Final[dict[str, Any]] = {"status": "ok", **_IDENTITY}
COMPONENT: Final[dict[str, Any]] = {
    "ok": True,
    "status": "ok",
    "critical": True,
    "latency_ms": 2,
    "since": "2026-11-22T09:00:00Z",
}
HEALTH: Final[dict[str, Any]] = {
    **_IDENTITY,
    "status": "ok",
    "time": "2026-11-22T09:00:00Z",
    "checks": {"postgres": COMPONENT},
}
STARTUP: Final[dict[str, Any]] = {
    **HEALTH,
    "environment": {"app_env": "prod"},
    "limits": {"page_size": 200},
    "migrations": {"required": 40, "applied": 40},
}
ROOT: Final[dict[str, Any]] = {
    **_IDENTITY,
    "env": "prod",
    "docs": "/v1/docs",
    "metrics": "/metrics",
    "links": {
        "docs": "/v1/docs",
        "openapi": "/v1/openapi.json",
        "ready": "/v1/health/ready",
        "me": "/v1/auth/me",
    },
}
