"""Executions as they stand after their life, for pages to show; nobody has to work for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from agents.models import AgentRun, Session, Step
from agents.steps import next_number
from graph.files.models import GraphFile
from graph.writes.models import WriteApproval
from jobs.models import Event, Execution, Job
from tenants.context import tenant_scope
from tenants.ids import new_id
from tenants.models import Tenant
from tests.factories import make_principal
from tools.models import ToolInvocation

Status = Execution.Status
CYPHER = "MATCH (b:Blast) RETURN count(b) AS total"
FLOWS = {
    Execution.Kind.RUN: "agents.run",
    Execution.Kind.JOB: "jobs.demo",
    Execution.Kind.INVOCATION: "tools.invoke",
}


def make_execution(
    tenant: Tenant,
    kind: Execution.Kind,
    *,
    status: Execution.Status = Status.SUCCEEDED,
    parent: Execution | None = None,
    subject: str = "marie",
    events: tuple[tuple[str, dict[str, Any]], ...] = (),
    **fields: Any,
) -> Execution:
    """An execution with its events. One that runs is held by a lease, so that no recovery takes it up."""
    now = datetime.now(UTC)
    ended = status in Execution.TERMINAL
    execution_id = new_id()
    with tenant_scope(tenant.pk):
        execution = Execution.objects.create(
            id=execution_id,
            tenant=tenant,
            kind=kind,
            flow=FLOWS[kind],
            subject=subject,
            principal=make_principal(tenant, "user", sub=subject).as_json(),
            parent=parent,
            root_id=parent.root_id if parent else execution_id,
            status=status,
            phase=4 if ended else 2,
            phase_count=4,
            queue="interactive.new",
            lease_until=now + timedelta(days=1) if status == Status.RUNNING else None,
            created_at=now - timedelta(seconds=2),
            started_at=None if status == Status.PENDING else now - timedelta(seconds=1.8),
            finished_at=now if ended else None,
            event_seq=len(events),
            **fields,
        )
        for seq, (name, data) in enumerate(events, 1):
            at = now - timedelta(seconds=2 - seq * 0.2)
            Event.objects.create(
                execution=execution, tenant=tenant, seq=seq, name=name, data=data, created_at=at
            )
    return execution


def make_session(tenant: Tenant, *, subject: str = "marie") -> Session:
    """A session of somebody."""
    with tenant_scope(tenant.pk):
        return Session.objects.create(tenant=tenant, subject=subject)


def make_run(
    tenant: Tenant,
    *,
    prompt: str = "How many Blast tasks are there?",
    status: Execution.Status = Status.SUCCEEDED,
    session: Session | None = None,
    **fields: Any,
) -> AgentRun:
    """A run with two steps; answered when it has succeeded."""
    session = session or make_session(tenant)
    todos = [
        {"task": "Run the query", "action": "execute", "tool": "graph.secure_query", "status": "completed"}
    ]
    execution = make_execution(
        tenant,
        Execution.Kind.RUN,
        status=status,
        events=(
            (Event.Name.STATUS, {"status": "running"}),
            (Event.Name.STEP, {"index": 1, "action": "classify", "detail": "GRAPH: asks for data"}),
            (Event.Name.TODO, {"todos": todos}),
            (Event.Name.END, {"status": "succeeded"}),
        ),
    )
    known: dict[str, Any] = {
        "category": "GRAPH",
        "confidence": 0.97,
        "intent": {"reason": "asks for data of the graph", "matched": ["how many"], "source": "rules"},
        "todos": todos,
    }
    if status == Status.SUCCEEDED:
        known |= {
            "outcome": "answer",
            "output": "There are 96 Blast tasks.",
            "outputs": [
                {"type": "text", "text": "There are 96 Blast tasks."},
                {"type": "table", "columns": ["total"], "rows": [[96]], "truncated": False, "total": 1},
            ],
            "cypher": CYPHER,
            "provenance": {"generator": "parser", "confidence": 0.97, "cypher": CYPHER},
            "metrics": {"tool_calls": 1, "tool_errors": 0, "total_llm_calls": 0},
        }
    with tenant_scope(tenant.pk):
        run = AgentRun.objects.create(
            execution=execution,
            tenant=tenant,
            session=session,
            prompt=prompt,
            **{**known, **fields},
        )
        for index, (action, tool) in enumerate((("classify", ""), ("execute", "graph.secure_query")), 1):
            Step.objects.create(
                tenant=tenant, session=session, seq=next_number(session.pk), run=run, index=index,
                action=action, tool=tool, status="succeeded",
                input={"prompt": prompt}, output={"detail": f"{action} went well", "row_count": 1},
                latency_ms=12.5, started_at=execution.created_at, finished_at=execution.created_at,
            )  # fmt: skip
    return run


def make_invocation(tenant: Tenant, *, run: AgentRun | None = None) -> ToolInvocation:
    """An invocation that has answered with a table."""
    execution = make_execution(
        tenant,
        Execution.Kind.INVOCATION,
        parent=run.execution if run else None,
        events=((Event.Name.STATUS, {"status": "queued"}), (Event.Name.END, {"status": "finished"})),
    )
    with tenant_scope(tenant.pk):
        return ToolInvocation.objects.create(
            execution=execution,
            tenant=tenant,
            tool="graph.secure_query",
            version="1",
            action="execute",
            arguments={"cypher": CYPHER, "params": {}},
            data={"cypher": CYPHER, "columns": ["total"], "rows": [[96]], "row_count": 1, "truncated": False},
            stages=[
                {"name": "validate", "ok": True, "detail": "6 layers", "output": {}, "elapsed_ms": 3.1},
                {"name": "execute", "ok": True, "detail": "1 row", "output": {}, "elapsed_ms": 4.2},
            ],
            duration_ms=8.4,
        )


def make_job(tenant: Tenant, *, status: Execution.Status = Status.SUCCEEDED) -> Job:
    """A demonstration job."""
    progress = {"stage": "load", "message": "4 items counted", "percent": 80}
    execution = make_execution(
        tenant, Execution.Kind.JOB, status=status, events=((Event.Name.PROGRESS, progress),)
    )
    with tenant_scope(tenant.pk):
        return Job.objects.create(
            execution=execution, tenant=tenant, type="demo", payload={"items": 5}, result={"items": 5}
        )


def make_approval(tenant: Tenant) -> WriteApproval:
    """A change that nobody has decided on."""
    with tenant_scope(tenant.pk):
        return WriteApproval.objects.create(
            tenant=tenant,
            subject="marie",
            scope="graph:write",
            asked="delete the cancelled tasks",
            statement={},
            description="Delete 3 Task nodes whose status is Cancelled",
            cypher=CYPHER,
            touched=3,
            expires_at=datetime.now(UTC) + timedelta(minutes=5),
        )


def make_file(tenant: Tenant) -> GraphFile:
    """The row of an upload; nothing is on disk."""
    with tenant_scope(tenant.pk):
        return GraphFile.objects.create(
            tenant=tenant,
            name="tasks.jsonl",
            format="jsonl",
            media_type="application/x-ndjson",
            size=3,
            sha256="0" * 64,
            kind=GraphFile.Kind.UPLOAD,
            created_by="marie",
            expires_at=datetime.now(UTC) + timedelta(days=1),
        )
