"""Examples of work on the databases, for the API's description."""

from typing import Any, Final

_ID: Final = "019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071"

COUNTS: Final[dict[str, Any]] = {
    "ok": True,
    "nodes": 120,
    "edges": 240,
    "tables": {"jobs": 17, "agent_runs": 42},
}
DATABASE_JOB_REQUEST: Final[dict[str, Any]] = {"kind": "check_integrity"}
ACCEPTED: Final[dict[str, Any]] = {"ok": True, "job_id": _ID}
DATABASE_JOB: Final[dict[str, Any]] = {
    "job_id": _ID,
    "type": "maintenance.check_integrity",
    "state": "finished",
    "progress": 100,
    "result": {"violations": 0},
    "error": None,
    "created_at": "2026-11-22T09:00:00Z",
    "updated_at": "2026-11-22T09:00:01Z",
}
