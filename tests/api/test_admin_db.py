"""``/v1/admin/db``: what the databases hold, and maintenance as jobs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client as InProcess
from django.utils import timezone

from graph import client as graph
from jobs.engine.flows import PhaseTask
from jobs.models import Event, Execution, Job
from platform_project.operations.errors import OwnerLoginMissing
from platform_project.operations.jobs import migrate, vacuum
from platform_project.operations.maintenance import OWNER
from security import issuer
from security.tenancy import PLATFORM_SLUG
from tenants.context import across_tenants, tenant_scope
from tenants.models import Tenant
from tests.admin.rows import make_execution, make_job
from tests.processes import wait_until
from tests.web import TERMINAL, Client, Web

JOBS = "/v1/admin/db/jobs"
COUNTS = "/v1/admin/db/counts"


@pytest.fixture(autouse=True, scope="module")
def _connections() -> Iterator[None]:
    yield
    graph.close()


@pytest.fixture
def platform() -> Tenant:
    return Tenant.objects.get_or_create(slug=PLATFORM_SLUG, defaults={"name": "Platform operators"})[0]


@pytest.fixture
def root(web: Web, platform: Tenant) -> Iterator[Client]:
    """An administrator of the platform's own tenant."""
    with web.client(platform, "admin", sub="root") as client:
        yield client


@pytest.fixture
def admin(web: Web, tenant: Tenant) -> Iterator[Client]:
    """An administrator of a tenant."""
    with web.client(tenant, "admin", sub="chief") as client:
        yield client


def start(client: Client, **body: Any) -> str:
    """Ask for work; where it is."""
    response = client.post(JOBS, json=body)
    assert response.status_code == 202, response.text
    assert response.json() == {"ok": True, "job_id": response.headers["Location"].rsplit("/", 1)[-1]}
    return str(response.headers["Location"])


def ended(client: Client, path: str, *, timeout: float = 60) -> dict[str, Any]:
    wait_until(lambda: client.body(path)["state"] in TERMINAL, timeout=timeout, what=f"the end of {path}")
    found: dict[str, Any] = client.body(path)
    return found


def run(client: Client, type_name: str, **payload: Any) -> dict[str, Any]:
    """The end of a maintenance job with a payload, which ``/v1/jobs`` takes."""
    response = client.post("/v1/jobs", json={"type": type_name, "payload": payload})
    assert response.status_code == 202, response.text
    return client.ended(response.headers["Location"], timeout=60)


def test_counts_are_those_of_ones_own_tenant(web: Web, sampled: Tenant, admin: Client, root: Client) -> None:
    with web.client(sampled, "admin") as client:
        make_job(sampled)
        counts = client.body(COUNTS)
        sizes = [
            graph.read(text, {"t": str(sampled.pk)}, timeout_seconds=5, max_rows=1).rows[0][0]
            for text in (
                "MATCH (n) WHERE n.tenant_id = $t RETURN count(n) AS found",
                "MATCH (n)-[r]->() WHERE n.tenant_id = $t RETURN count(r) AS found",
            )
        ]
    assert counts["ok"] is True
    assert [counts["nodes"], counts["edges"]] == sizes
    assert counts["tables"]["jobs"] >= 1
    assert "tenants" not in counts["tables"]
    empty = admin.body(COUNTS)
    assert (empty["nodes"], empty["edges"], set(empty["tables"].values())) == (0, 0, {0})
    everything = root.body(COUNTS)
    assert everything["nodes"] >= counts["nodes"] > 0
    assert everything["tables"]["jobs"] >= counts["tables"]["jobs"]
    assert everything["tables"]["tenants"] >= 3


def test_counts_without_a_graph_are_a_503(platform: Tenant, settings: Any) -> None:
    settings.GRAPH = {**settings.GRAPH, "url": "bolt://127.0.0.1:1"}
    token = issuer.mint(sub="root", tenant_id=platform.pk, roles=("admin",))
    answer = InProcess().get(COUNTS, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (503, "graph_unavailable")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", COUNTS), ("POST", JOBS), ("GET", f"{JOBS}/{uuid4()}"), ("DELETE", f"{JOBS}/{uuid4()}")],
    ids=["counts", "create", "get", "cancel"],
)
def test_all_of_it_is_for_administrators(web: Web, tenant: Tenant, method: str, path: str) -> None:
    for role in ("operator", "data_engineer", "user"):
        with web.client(tenant, role) as client:
            assert client.request(method, path, json={"kind": "vacuum"}).status_code == 403
    assert httpx.request(method, web.url + path).status_code == 401


@pytest.mark.parametrize("kind", ["vacuum", "migrate", "create", "cleanup", "graph_indexes"])
def test_what_reaches_beyond_a_tenant_is_the_platforms(admin: Client, kind: str) -> None:
    answer = admin.post(JOBS, json={"kind": kind})
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/kind"),
        ({"kind": "drop"}, "/kind"),
        ({"kind": "vacuum", "sql": "DROP TABLE tenants"}, "/sql"),
        ({"kind": "vacuum", "target": "graph"}, "/target"),
        ({"kind": "graph_indexes", "target": "postgres"}, "/target"),
        ({"kind": "vacuum", "target": "mysql"}, "/target"),
    ],
)
def test_only_what_is_on_the_list_is_done(root: Client, body: dict[str, str], pointer: str) -> None:
    answer = root.post(JOBS, json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_vacuum_visits_every_table(root: Client) -> None:
    job = ended(root, start(root, kind="vacuum", target="postgres"))
    assert (job["state"], job["progress"], job["type"]) == ("finished", 100, "maintenance.vacuum")
    assert {"executions", "events", "tenants", "scheduled_runs"} <= set(job["result"]["tables"])
    with connections["engine"].cursor() as cursor:
        cursor.execute("SELECT last_vacuum IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'executions'")
        assert cursor.fetchone() == (True,)
    assert job["updated_at"] >= job["created_at"]


def test_what_is_missing_is_migrated_and_reported(root: Client) -> None:
    # Its one operation is about Django's models, and changes nothing in the database.
    app, name = "django_celery_beat", "0019_alter_periodictasks_options"
    MigrationRecorder(connections[OWNER]).record_unapplied(app, name)
    asked = run(root, "maintenance.migrate", dry_run=True)
    assert asked["result"] == {"applied": [], "pending": [f"{app}.{name}"]}
    done = ended(root, start(root, kind="create", target="postgres"))
    assert done["result"] == {"applied": [f"{app}.{name}"], "pending": []}
    again = ended(root, start(root, kind="migrate"))
    assert again["result"] == {"applied": [], "pending": []}


def test_the_graph_gets_its_constraints(root: Client) -> None:
    label = f"Shoe{uuid4().hex[:8]}"
    job = run(root, "maintenance.graph_indexes", labels=[label])
    assert (job["status"], job["result"]) == ("finished", {"labels": [label], "refused": {}})
    shown = graph.read(graph.dialect().show_indexes, timeout_seconds=5, max_rows=500)
    assert any(label in str(row) for row in shown.rows)


@pytest.mark.parametrize("survey", [vacuum.survey, migrate.survey], ids=["vacuum", "migrate"])
def test_without_the_owners_login_it_says_so(survey: PhaseTask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(connections.settings, OWNER)
    with pytest.raises(OwnerLoginMissing, match="DATABASE_OWNER_URL"):
        survey.body(None)  # type: ignore[arg-type]  # it asks for the login before anything else


def test_integrity_is_checked_within_the_own_tenant(
    admin: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    sound = ended(admin, start(admin, kind="check_integrity"))
    assert (sound["state"], sound["result"]["found"]) == ("finished", 0)
    lost = make_execution(tenant, Execution.Kind.JOB)
    lines = (("status", {}), ("progress", {}), ("end", {}))
    gap = make_execution(tenant, Execution.Kind.RUN, events=lines)
    make_execution(other_tenant, Execution.Kind.JOB)
    with across_tenants():
        Event.unscoped.filter(execution=gap, seq=2).delete()
    checks = ended(admin, start(admin, kind="check_integrity"))["result"]["checks"]
    assert checks["jobs_without_row"] == {"found": 1, "examples": [str(lost.pk)]}
    assert checks["gaps_in_events"] == {"found": 1, "examples": [str(gap.pk)]}
    assert checks["runs_without_row"]["examples"] == [str(gap.pk)]


def test_a_cleanup_says_what_each_of_its_parts_has_done(root: Client) -> None:
    job = ended(root, start(root, kind="cleanup"))
    assert job["state"] == "finished"
    assert set(job["result"]["cleaned"]) >= {
        "events", "executions", "files", "idempotency_keys", "logins", "schedule", "sessions",
    }  # fmt: skip
    only = run(root, "maintenance.cleanup", only=["logins"])
    assert set(only["result"]["cleaned"]) == {"logins"}


def test_one_key_starts_one_job(admin: Client) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    first, second = (admin.post(JOBS, json={"kind": "check_integrity"}, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert first.headers["Location"] == second.headers["Location"]
    assert second.headers["Idempotency-Replayed"] == "true"


def test_cancelling_answers_alike_whatever_is_there(admin: Client, tenant: Tenant) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    execution = make_execution(tenant, Execution.Kind.JOB, status=Execution.Status.PENDING, due_at=tomorrow)
    with tenant_scope(tenant.pk):
        Job.objects.create(execution=execution, tenant=tenant, type="maintenance.check_integrity")
    path = f"{JOBS}/{execution.pk}"
    assert admin.body(path)["state"] == "queued"
    for _ in range(2):
        assert admin.delete(path).status_code == 204
    assert admin.body(path)["state"] == "cancelled"
    assert admin.delete(f"{JOBS}/{uuid4()}").status_code == 204


def test_other_jobs_and_other_tenants_work_are_not_there(
    web: Web, admin: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    path = start(admin, kind="check_integrity")
    demo = make_job(tenant)
    with web.client(other_tenant, "admin") as stranger:
        assert stranger.get(path).status_code == 404
        assert stranger.delete(path).status_code == 204
    assert admin.get(f"{JOBS}/{demo.pk}").status_code == 404
    assert ended(admin, path)["state"] == "finished"
