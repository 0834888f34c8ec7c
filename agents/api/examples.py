"""Examples of runs, sessions and steps, for the API's description."""

from typing import Any, Final

_RUN: Final = "019ab2c5-0000-7000-8000-00000000000a"
_SESSION: Final = "019ab2c5-0000-7000-8000-00000000000b"
_STEP: Final = "019ab2c5-0000-7000-8000-00000000000c"
_BEGAN: Final = "2026-11-22T09:00:00Z"
_ENDED: Final = "2026-11-22T09:00:00.250000Z"
_QUESTION: Final = "How many Blast tasks are there?"
_ANSWER: Final = "There are 5 Blast tasks."
_CYPHER: Final = "MATCH (t:Blast) RETURN count(t) AS count"
_TABLE: Final = {"type": "table", "columns": ["count"], "rows": [[5]], "truncated": False}
_LINKS: Final = {
    "self": f"/v1/agent-runs/{_RUN}",
    "steps": f"/v1/agent-runs/{_RUN}/steps",
    "events": f"/v1/agent-runs/{_RUN}/events",
}

RUN_REQUEST: Final[dict[str, Any]] = {"prompt": _QUESTION}
RUN_CREATED: Final[dict[str, Any]] = {
    "id": _RUN,
    "run_id": _RUN,
    "status": "pending",
    "session_id": _SESSION,
    "job_id": None,
    "created_at": _BEGAN,
    "links": _LINKS,
}
STEP: Final[dict[str, Any]] = {
    "id": _STEP,
    "index": 0,
    "action": "classify",
    "status": "succeeded",
    "input": {"prompt": _QUESTION},
    "output": {"category": "GRAPH"},
    "error": None,
    "latency_ms": 3.5,
    "started_at": _BEGAN,
    "finished_at": _BEGAN,
    "tool": None,
    "model": None,
}
RUN_SUMMARY: Final[dict[str, Any]] = {
    **RUN_CREATED,
    "status": "succeeded",
    "outcome": "answer",
    "category": "GRAPH",
    "confidence": 0.9,
    "prompt": _QUESTION,
    "output": _ANSWER,
    "todos": [],
    "metrics": {},
    "cypher": _CYPHER,
    "model": "",
    "error": None,
    "started_at": _BEGAN,
    "finished_at": _ENDED,
}
RUN: Final[dict[str, Any]] = {
    **RUN_SUMMARY,
    "outputs": [{"type": "text", "text": _ANSWER}, _TABLE],
    "steps": [STEP],
    "provenance": {"generator": "parser"},
}

SESSION_REQUEST: Final[dict[str, Any]] = {
    "temperature": 0.2,
    "max_steps": 8,
    "metadata": {"project": "blast"},
}
SESSION_ITEM: Final[dict[str, Any]] = {
    "session_id": _SESSION,
    "user_id": "ada@example.org",
    "status": "active",
    "manager": None,
    "last_step_seq": 3,
    "created_at": _BEGAN,
    "updated_at": _ENDED,
}
SESSION: Final[dict[str, Any]] = {
    **SESSION_ITEM,
    "tenant_id": "019ab2c0-1111-7222-8333-444455556666",
    "preferred_workers": None,
    "llm_preferences": None,
    "agent_role": None,
    "tools": None,
    "temperature": 0.2,
    "max_steps": 8,
    "session_metadata": {"project": "blast"},
    "last_step_id": _STEP,
    "etag": '"0b4f2c9a6f1d4f6c8a53c5d1e2f39a17"',
}
SESSION_STEP_REQUEST: Final[dict[str, Any]] = {"type": "user", "message": "Only those of this year."}
SESSION_STEP: Final[dict[str, Any]] = {
    **STEP,
    "action": "user",
    "status": "queued",
    "input": {},
    "output": {},
    "finished_at": None,
    "seq": 4,
    "session_id": _SESSION,
    "run_id": None,
    "type": "user",
    "message": "Only those of this year.",
}
