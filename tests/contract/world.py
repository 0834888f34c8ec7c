"""Who calls, and what there is to be called upon."""

from typing import Any
from uuid import uuid4

from graph.writes.services import propose
from jobs.models import Execution
from jobs.services import execution_cancel
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.contract.endpoints import NODES, PATTERN
from tests.factories import make_principal, make_tenant
from tests.graph.writes import graphs
from tests.web import Client, Web

Ids = dict[str, str]


class World:
    """The callers of a tenant, and fresh resources of theirs."""

    def __init__(self, web: Web) -> None:
        self.tenant = make_tenant()
        self.platform = Tenant.objects.get_or_create(slug="platform", defaults={"name": "Platform"})[0]
        self.callers = {
            "user": web.client(self.tenant, "user"),
            "admin": web.client(self.tenant, "admin", sub="chief"),
            "viewer": web.client(self.tenant, "viewer", sub="vera"),
            "platform": web.client(self.platform, "admin", sub="root"),
            # A machine whose only scope opens none of the endpoints.
            "stranger": web.client(self.tenant, sub="machine", scopes=["privacy:manage"], service=True),
            "nobody": Client(web.url, ""),
        }
        del self.callers["nobody"].headers["Authorization"]

    def nothing(self) -> Ids:
        return {}

    def session(self) -> Ids:
        return {"session_id": self._made("user", "/v1/agents/sessions", {})["session_id"]}

    def step(self) -> Ids:
        session = self.session()
        path = f"/v1/agents/sessions/{session['session_id']}/steps"
        return {**session, "step_id": self._made("user", path, {"type": "user", "message": "Hello"})["id"]}

    def run(self) -> Ids:
        return {"run_id": self._made("user", "/v1/agent-runs", {"prompt": "Hello"})["id"]}

    def ended_run(self) -> Ids:
        run = self.run()
        self.callers["user"].delete(f"/v1/agent-runs/{run['run_id']}")
        return run

    def job(self) -> Ids:
        return {"job_id": self._made("user", "/v1/jobs", {"type": "demo"})["id"]}

    def ended_job(self) -> Ids:
        job = self.job()
        self.callers["user"].delete(f"/v1/jobs/{job['job_id']}")
        return job

    def database_job(self) -> Ids:
        return {"job_id": self._made("admin", "/v1/admin/db/jobs", {"kind": "check_integrity"})["job_id"]}

    def question(self) -> Ids:
        made = self._made("user", "/v1/graph/ask", {"question": "How many nodes are there?"})
        return {"question_id": made["id"]}

    def approval(self) -> Ids:
        """Of a change of one node, which is made anew since another test may have had it changed."""
        graphs.change(
            "MERGE (t:Thing {tenant_id: $tenant, orig_id: 't'}) SET t.size = 1 REMOVE t.weight",
            tenant=str(self.tenant.pk),
        )
        with tenant_scope(self.tenant.pk):
            proposal = propose(
                principal=make_principal(self.tenant, "admin"),
                text="MATCH (t:Thing) WHERE t.size = 1 SET t.weight = t.size REMOVE t.size",
            )
        return {"approval_id": str(proposal.approval_id)}

    def file(self) -> Ids:
        response = self.callers["admin"].post("/v1/graph/files", files={"file": NODES})
        assert response.is_success, response.text
        return {"file_id": response.json()["id"]}

    def own_tenant(self) -> Ids:
        return {"tenant": self.tenant.slug}

    def new_tenant(self) -> Ids:
        body = {"name": f"Institute {uuid4().hex[:12]}", "admin_email": "ada@example.org"}
        return {"tenant": self._made("platform", "/v1/admin/tenants", body)["id"]}

    def pattern(self) -> Ids:
        body = {**PATTERN, "name": f"p-{uuid4().hex[:12]}"}
        return {"pattern_id": self._made("admin", "/v1/graph/catalog", body)["id"]}

    def component(self) -> Ids:
        return {"name": "postgres"}

    def _made(self, caller: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self.callers[caller].post(path, json=body)
        assert response.is_success, response.text
        made: dict[str, Any] = response.json()
        return made

    def close(self) -> None:
        """Leave nothing for the workers of other tests."""
        for client in self.callers.values():
            client.close()
        cancel_all(self.tenant)


def cancel_all(tenant: Tenant) -> None:
    """Cancel what is under way in a tenant."""
    ended = [status for status in Execution.Status if status in Execution.TERMINAL]
    with tenant_scope(tenant.pk):
        for execution in Execution.objects.exclude(status__in=ended):
            execution_cancel(execution=execution)
