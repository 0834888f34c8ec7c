"""An example of an approval, for the API's description."""

from typing import Any, Final

_ID: Final = "019ab2c4-5d6e-7f80-9a1b-2c3d4e5f60a1"

APPROVAL: Final[dict[str, Any]] = {
    "id": _ID,
    "status": "pending",
    "kind": "set_where_missing",
    "asked": "set status to Unknown on tasks without a status",
    "description": "set status to 'Unknown' on Task nodes without status",
    "cypher": "MATCH (n:Task {tenant_id: $tenant}) WHERE n.status IS NULL SET n.status = $value",
    "params": {"tenant": "019ab2c0-1111-7222-8333-444455556666", "value": "Unknown"},
    "touched": 12,
    "relationships": 0,
    "columns": ["id", "labels", "status"],
    "rows": [["task-17", ["Blast", "Task"], None]],
    "scope": "graph:write",
    "proposed_by": "carla@example.org",
    "decided_by": None,
    "decided_at": None,
    "applied": None,
    "execution_id": None,
    "replaces": None,
    "links": {
        "self": f"/v1/graph/approvals/{_ID}",
        "approve": f"/v1/graph/approvals/{_ID}/approve",
        "refuse": f"/v1/graph/approvals/{_ID}/refuse",
        "job": None,
    },
    "created_at": "2026-11-22T09:00:00Z",
    "expires_at": "2026-11-22T09:05:00Z",
}
