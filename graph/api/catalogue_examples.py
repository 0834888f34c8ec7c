"""Examples of patterns, for the API's description."""

from typing import Any, Final

_RUN: Final = "019ab2c5-0000-7000-8000-00000000000a"
_PATTERN: Final = "019ab2c5-0000-7000-8000-0000000000ca"
_FIELDS: Final[dict[str, Any]] = {
    "name": "tasks-of-status",
    "description": "How many tasks have a status.",
    "category": "tasks",
    "questions": {"en": ["how many tasks (are|have) {status:value(Task.status)}"]},
    "cypher": "MATCH (t:Task) WHERE t.status = $status RETURN count(t) AS total",
    "kind": "count",
    "subject": {"en": ["task", "tasks"]},
    "hints": {},
    "enabled": True,
}
PATTERN_REQUEST: Final[dict[str, Any]] = _FIELDS
PATTERN_CHANGE: Final[dict[str, Any]] = {"enabled": False}
PATTERN: Final[dict[str, Any]] = {
    "id": _PATTERN,
    **_FIELDS,
    "shared": False,
    "source": "operator",
    "version": 1,
    "created_by": "ada@example.org",
    "created_at": "2026-11-22T09:00:00Z",
    "updated_at": "2026-11-22T09:00:00Z",
}
TRIAL_REQUEST: Final[dict[str, Any]] = {"question": "How many tasks have failed?"}
TRIAL: Final[dict[str, Any]] = {
    "question": "How many tasks have failed?",
    "matches": True,
    "reason": "",
    "answered_by": "tasks-of-status",
    "reading": "how many tasks (are|have) Failed",
    "params": {"status": "Failed"},
    "cypher": "MATCH (t:Task {tenant_id: $tenant}) WHERE t.status = $status RETURN count(t) AS total",
    "layers": [{"name": "syntax", "ok": True, "detail": "understood completely"}],
    "columns": ["total"],
    "rows": [[12]],
    "truncated": False,
    "text": "There are 12 tasks.",
}
IMPORT_REQUEST: Final[dict[str, Any]] = {
    "content": "format: 1\npatterns:\n- name: nodes\n  questions: {en: [how many nodes]}\n"
    "  cypher: MATCH (n) RETURN count(n) AS total\n  kind: count\nsynonyms: []\n",
    "dry_run": True,
}
IMPORT: Final[dict[str, Any]] = {
    "dry_run": True,
    "entries": [{"pointer": "/patterns/0", "name": "nodes", "change": "created"}],
}
EXPORT: Final[dict[str, Any]] = {"content": "format: 1\npatterns: []\nsynonyms: []\n"}
