"""Examples of jobs, for the API's description."""

from typing import Any, Final

_ID: Final = "019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071"

JOB_REQUEST: Final[dict[str, Any]] = {"type": "demo", "payload": {"items": 5}, "priority": "normal"}
JOB: Final[dict[str, Any]] = {
    "id": _ID,
    "type": "demo",
    "status": "running",
    "owner": "ada@example.org",
    "tenant_id": "019ab2c0-1111-7222-8333-444455556666",
    "payload": {"items": 5},
    "result": None,
    "error": None,
    "priority": "normal",
    "progress": {"stage": "transform", "message": "3 items counted", "percent": 60},
    "retry_of": None,
    "waits_for": None,
    "links": {"self": f"/v1/jobs/{_ID}", "events": f"/v1/jobs/{_ID}/events"},
    "created_at": "2026-11-22T09:00:00Z",
    "started_at": "2026-11-22T09:00:00.120000Z",
    "finished_at": None,
}
JOB_TYPE: Final[dict[str, Any]] = {
    "name": "demo",
    "description": "A demonstration: counts items in five stages.",
    "stages": ["prepare", "extract", "transform", "load", "verify"],
    "scope": "jobs:write",
    "payload_schema": {"type": "object", "properties": {"items": {"type": "integer"}}},
}
