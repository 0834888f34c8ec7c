"""Every endpoint of the API by category: what it is called with, by whom, and what a good answer is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from tests.contract.world import World

Resource = Callable[["World"], dict[str, str]]


def of(name: str) -> Resource:
    """What the path is filled with: a method of the world, which can be imported once servers are there."""
    return lambda world: getattr(world, name)()


NOTHING = of("nothing")


@dataclass(frozen=True)
class Endpoint:
    """One operation, and its happy path."""

    category: str
    method: str
    path: str
    status: int
    caller: str = "user"
    ids: Resource = NOTHING
    body: dict[str, Any] | None = None
    # The one file of a form, in place of a body.
    file: tuple[str, bytes] | None = None
    is_public: bool = False
    # Who is known may call it, whatever the scopes.
    is_for_all: bool = False
    # Answers 204 whether or not there is something, so that repeating it does no harm.
    is_blind: bool = False

    def __str__(self) -> str:
        return f"{self.category}: {self.method} {self.path}"

    @property
    def is_stream(self) -> bool:
        return self.path.endswith("/events")

    @property
    def has_uuid(self) -> bool:
        return "_id}" in self.path


SESSIONS, SESSION = "/v1/agents/sessions", "/v1/agents/sessions/{session_id}"
RUNS, RUN = "/v1/agent-runs", "/v1/agent-runs/{run_id}"
JOBS, JOB = "/v1/jobs", "/v1/jobs/{job_id}"
ADMIN_JOBS, ADMIN_JOB = "/v1/admin/jobs", "/v1/admin/jobs/{job_id}"
TENANTS, TENANT = "/v1/admin/tenants", "/v1/admin/tenants/{tenant}"
APPROVALS, APPROVAL = "/v1/graph/approvals", "/v1/graph/approvals/{approval_id}"
DATABASE_JOBS, DATABASE_JOB = "/v1/admin/db/jobs", "/v1/admin/db/jobs/{job_id}"
ASK, QUESTION = "/v1/graph/ask", "/v1/graph/ask/{question_id}"
FILES, FILE = "/v1/graph/files", "/v1/graph/files/{file_id}"
NODES = ("nodes.jsonl", b'{"type": "node", "id": "1", "labels": ["Shoe"], "properties": {}}\n')
CATALOGUE, KNOWN = "/v1/graph/catalog", "/v1/graph/catalog/{pattern_id}"
PATTERN = {
    "name": "shoes",
    "questions": {"en": ["how many shoes"]},
    "cypher": "MATCH (n:Shoe) RETURN count(n) AS total",
    "kind": "count",
}
INSTITUTE = {"name": f"Institute {uuid4().hex[:12]}", "admin_email": "ada@example.org"}

ENDPOINTS = [
    Endpoint("sessions", "POST", SESSIONS, 201, body={"metadata": {"notebook": 7}}),
    Endpoint("sessions", "GET", SESSIONS, 200, ids=of("session")),
    Endpoint("sessions", "GET", SESSION, 200, ids=of("session")),
    Endpoint("sessions", "DELETE", SESSION, 204, ids=of("session")),
    Endpoint("sessions", "GET", f"{SESSION}/steps", 200, ids=of("step")),
    Endpoint("sessions", "POST", f"{SESSION}/steps", 201, ids=of("session"), body={"type": "user"}),
    Endpoint("sessions", "GET", f"{SESSION}/steps/{{step_id}}", 200, ids=of("step")),
    Endpoint("runs", "POST", RUNS, 202, body={"prompt": "How many Blast tasks are there?"}),
    Endpoint("runs", "GET", RUNS, 200, ids=of("run")),
    Endpoint("runs", "GET", RUN, 200, ids=of("ended_run")),
    Endpoint("runs", "DELETE", RUN, 200, ids=of("run")),
    Endpoint("runs", "GET", f"{RUN}/steps", 200, ids=of("run")),
    Endpoint("runs", "GET", f"{RUN}/events", 200, ids=of("ended_run")),
    Endpoint("jobs", "POST", JOBS, 202, body={"type": "demo", "payload": {"items": 3}}),
    Endpoint("jobs", "GET", JOBS, 200, ids=of("job")),
    Endpoint("jobs", "GET", f"{JOBS}/types", 200),
    Endpoint("jobs", "GET", JOB, 200, ids=of("ended_job")),
    Endpoint("jobs", "DELETE", JOB, 200, ids=of("job")),
    Endpoint("jobs", "GET", f"{JOB}/events", 200, ids=of("ended_job")),
    Endpoint("jobs (admin)", "GET", ADMIN_JOBS, 200, "admin", ids=of("job")),
    Endpoint("jobs (admin)", "POST", ADMIN_JOBS, 202, "admin", body={"type": "demo"}),
    Endpoint("jobs (admin)", "GET", ADMIN_JOB, 200, "admin", ids=of("job")),
    Endpoint("jobs (admin)", "DELETE", ADMIN_JOB, 200, "admin", ids=of("job")),
    Endpoint("jobs (admin)", "POST", f"{ADMIN_JOB}/retries", 202, "admin", ids=of("ended_job")),
    Endpoint("graph", "GET", "/v1/graph/schema", 200),
    Endpoint("graph", "POST", "/v1/graph/query", 200, body={"cypher": "MATCH (n) RETURN count(n) AS total"}),
    Endpoint("graph", "POST", ASK, 202, body={"question": "How many nodes are there?"}),
    Endpoint("graph", "GET", QUESTION, 200, ids=of("question")),
    Endpoint("graph", "DELETE", QUESTION, 200, ids=of("question")),
    Endpoint("graph-approvals", "GET", APPROVALS, 200, "admin", ids=of("approval")),
    Endpoint("graph-approvals", "GET", APPROVAL, 200, "admin", ids=of("approval")),
    Endpoint("graph-approvals", "POST", f"{APPROVAL}/approve", 202, "admin", ids=of("approval")),
    Endpoint("graph-approvals", "POST", f"{APPROVAL}/refuse", 200, "admin", ids=of("approval")),
    Endpoint("graph-files", "POST", FILES, 201, "admin", file=NODES),
    Endpoint("graph-files", "GET", FILES, 200, ids=of("file")),
    Endpoint("graph-files", "GET", FILE, 200, ids=of("file")),
    Endpoint("graph-files", "DELETE", FILE, 204, "admin", ids=of("file")),
    Endpoint("graph-files", "GET", f"{FILE}/content", 200, "admin", ids=of("file")),
    Endpoint("admin-tenants", "POST", TENANTS, 201, "platform", body=INSTITUTE),
    Endpoint("admin-tenants", "GET", TENANTS, 200, "admin"),
    Endpoint("admin-tenants", "GET", TENANT, 200, "admin", ids=of("own_tenant")),
    Endpoint("admin-tenants", "PATCH", TENANT, 200, "admin", ids=of("own_tenant"), body={"name": "Another"}),
    Endpoint("admin-tenants", "DELETE", TENANT, 204, "platform", ids=of("new_tenant")),
    Endpoint("admin-db", "GET", "/v1/admin/db/counts", 200, "admin"),
    Endpoint("admin-db", "POST", DATABASE_JOBS, 202, "admin", body={"kind": "check_integrity"}),
    Endpoint("admin-db", "GET", DATABASE_JOB, 200, "admin", ids=of("database_job")),
    Endpoint("admin-db", "DELETE", DATABASE_JOB, 204, "admin", ids=of("database_job"), is_blind=True),
    Endpoint("graph catalogue", "GET", CATALOGUE, 200),
    Endpoint("graph catalogue", "POST", CATALOGUE, 201, "admin", body=PATTERN),
    Endpoint("graph catalogue", "GET", f"{CATALOGUE}/export", 200),
    Endpoint("graph catalogue", "POST", f"{CATALOGUE}/import", 200, "admin", body={"content": "format: 1"}),
    Endpoint("graph catalogue", "GET", KNOWN, 200, ids=of("pattern")),
    Endpoint("graph catalogue", "PATCH", KNOWN, 200, "admin", ids=of("pattern"), body={"enabled": False}),
    Endpoint("graph catalogue", "DELETE", KNOWN, 204, "admin", ids=of("pattern")),
    Endpoint("graph catalogue", "POST", f"{KNOWN}/try", 200, ids=of("pattern"), body={"question": "How?"}),
    Endpoint("health", "GET", "/v1/health/live", 200, "nobody", is_public=True),
    Endpoint("health", "GET", "/v1/health/ready", 200, "nobody", is_public=True),
    Endpoint("health", "GET", "/v1/health/startup", 200, "nobody", is_public=True),
    Endpoint("health", "GET", "/v1/health/components", 200, "nobody", is_public=True),
    Endpoint(
        "health", "GET", "/v1/health/components/{name}", 200, "nobody", ids=of("component"), is_public=True
    ),
    Endpoint("health", "GET", "/v2/health/live", 200, "nobody", is_public=True),
    Endpoint("auth", "GET", "/v1/auth/me", 200, is_for_all=True),
    Endpoint("auth", "GET", "/.well-known/jwks.json", 200, "nobody", is_public=True),
    Endpoint("meta", "GET", "/v1/", 200, "nobody", is_public=True),
]
