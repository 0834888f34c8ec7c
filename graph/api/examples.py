"""Examples of schema, queries and questions, for the API's description."""

from typing import Any, Final

_ID: Final = "019ab2c4-5d6e-7f80-9a1b-2c3d4e5f60b2"
_TENANT: Final = "019ab2c0-1111-7222-8333-444455556666"
_BOUND: Final = (
    "MATCH (t:Task {tenant_id: $tenant}) WHERE t.status = $status RETURN count(t) AS total LIMIT 1001"
)
_LAYERS: Final = [
    {"name": "syntax", "ok": True, "detail": "understood completely"},
    {"name": "tenant", "ok": True, "detail": "1 node pattern bound to the tenant"},
]

SCHEMA: Final[dict[str, Any]] = {
    "version": "5a0c9e2f17b3d846",
    "nodes": 420,
    "relationships": 903,
    "labels": [
        {
            "name": "Task",
            "count": 120,
            "properties": [
                {
                    "name": "status",
                    "type": "text",
                    "coverage": 0.98,
                    "values": ["Failed", "Finished"],
                    "distinct": 2,
                    "iso_text": False,
                }
            ],
        }
    ],
    "label_sets": [{"labels": ["Blast", "Task"], "count": 60}],
    "relationship_types": [
        {
            "type": "OUTPUT",
            "count": 118,
            "connects": [{"start": "Task", "end": "File", "count": 118}],
            "properties": [],
        }
    ],
    "notices": [],
}
QUERY_REQUEST: Final[dict[str, Any]] = {
    "cypher": "MATCH (t:Task) WHERE t.status = $status RETURN count(t) AS total",
    "params": {"status": "Failed"},
    "limit": 1000,
}
QUERY: Final[dict[str, Any]] = {
    "columns": ["total"],
    "rows": [[12]],
    "row_count": 1,
    "truncated": False,
    "cypher": _BOUND,
    "params": {"status": "Failed", "tenant": _TENANT},
    "validation": _LAYERS,
    "estimate": {"touched": 120, "returned": 1, "clauses": [], "pairs": [], "faults": []},
    "notices": [],
    "plan": None,
    "elapsed_ms": 3.2,
}
ASK_REQUEST: Final[dict[str, Any]] = {"question": "How many tasks have failed?", "dry_run": False}
ASK: Final[dict[str, Any]] = {
    "id": _ID,
    "status": "finished",
    "question": "How many tasks have failed?",
    "dry_run": False,
    "outcome": "answer",
    "text": "There are 12 failed tasks.",
    "language": "en",
    "cypher": _BOUND,
    "params": {"status": "Failed", "tenant": _TENANT},
    "columns": ["total"],
    "rows": [[12]],
    "truncated": False,
    "confidence": 0.95,
    "generator": "parser",
    "readings": [],
    "suggestions": [],
    "validation": _LAYERS,
    "plan": None,
    "approval_id": None,
    "provenance": {"generator": "parser", "schema_version": "5a0c9e2f17b3d846", "row_count": 1},
    "stages": [
        {
            "name": "normalise",
            "ok": True,
            "detail": "How many tasks have failed?",
            "input": {"question": "How many tasks have failed?"},
            "output": {"language": "en"},
            "elapsed_ms": 0.4,
        }
    ],
    "error": None,
    "links": {
        "self": f"/v1/graph/ask/{_ID}",
        "events": f"/v1/jobs/{_ID}/events",
        "job": f"/v1/jobs/{_ID}",
        "approval": None,
    },
    "created_at": "2026-11-22T09:00:00Z",
    "started_at": "2026-11-22T09:00:00.020000Z",
    "finished_at": "2026-11-22T09:00:00.090000Z",
}
