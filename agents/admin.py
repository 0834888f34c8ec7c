"""Sessions and runs in the admin."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from agents.models import AgentRun, Session, Step
from agents.presentation import OUTCOME_COLOURS, run_line
from agents.services import run_cancel
from jobs import presentation
from jobs.admin import ExecutionAdmin, ReadOnlyAdmin, StatusFilter
from jobs.models import Execution
from jobs.presentation import NOTHING, Fact
from security.operators import TenantFilter, coloured
from tools.admin import duration_of
from tools.models import ToolInvocation

SESSION_COLOURS = {"active": "success", "completed": "info", "cancelled": "default", "failed": "danger"}
TODO_COLOURS = {"completed": "success", "failed": "danger", "in_progress": "info"}
STEP_COLOURS = {"succeeded": "success", "failed": "danger"}
MOST_STEPS = 200
MOST_RUNS = 100


@admin.register(AgentRun)
class AgentRunAdmin(ExecutionAdmin):
    """Runs: the question, the answer and how it was found."""

    kind = Execution.Kind.RUN
    list_display = ("question", "status", "result", "category", "started_by", "created", "took")
    list_filter = (StatusFilter, "outcome", "category", TenantFilter)
    search_fields = ("prompt", "execution__subject")
    search_help_text = "Words of the question, who asked, or the id of a run or session"
    deferred = ("params", "intent", "todos", "output", "outputs", "cypher", "provenance", "metrics")
    change_form_outer_before_template = "operators/run.html"

    @admin.display(description="Question", ordering="prompt")
    def question(self, run: AgentRun) -> str:
        """What was asked."""
        return str(run)

    @coloured("Outcome", ordering="outcome", colours=OUTCOME_COLOURS)
    def result(self, run: AgentRun) -> str:
        """What kind of answer it got."""
        return run.outcome

    def search_by_id(self, queryset: QuerySet[AgentRun], wanted: UUID) -> QuerySet[AgentRun]:
        """The run, or the runs of the session."""
        return queryset.filter(Q(pk=wanted) | Q(session_id=wanted))

    def cancel(self, row: AgentRun) -> Execution:
        """Ask a run to stop, and with it what it waits for."""
        execution: Execution = run_cancel(run=row).execution
        return execution

    def page(self, request: HttpRequest, row: AgentRun) -> dict[str, Any]:
        """Beside what every execution shows: answer, Cypher, TODO list, steps and invocations."""
        invocations = (
            ToolInvocation.unscoped.filter(execution__parent=row.pk)
            .select_related("execution")
            .defer("arguments", "data", "stages", "warnings", "execution__state", "execution__principal")
            .order_by("pk")[:MOST_STEPS]
        )
        tables = [table for output in row.outputs if (table := presentation.table_of(output))]
        return {
            **super().page(request, row),
            "run": row,
            "outcome_colour": OUTCOME_COLOURS.get(row.outcome),
            "answer": _without_tables(row.output) if tables else row.output,
            "tables": tables,
            "more": [
                fact
                for output in row.outputs
                if output.get("type") == "json"
                for fact in presentation.facts_of(output.get("data", {}))
            ],
            "intent": presentation.facts_of(row.intent),
            "provenance": presentation.facts_of(row.provenance, without=("cypher",)),
            "metrics": presentation.facts_of(row.metrics),
            "todos": [{**todo, "colour": TODO_COLOURS.get(todo.get("status", ""))} for todo in row.todos],
            "steps": [_step_line(step) for step in row.steps.order_by("index")[:MOST_STEPS]],
            "invocations": [_invocation_line(each) for each in invocations],
        }

    def facts(self, row: AgentRun) -> list[Fact]:
        """How sure it was, by which model, in which session."""
        sure = NOTHING if row.confidence is None else f"{row.confidence:.0%}"
        session = reverse("admin:agents_session_change", args=[row.session_id])
        return [
            Fact("Category", f"{row.category or NOTHING} ({sure} sure)"),
            *([Fact("Model", row.model)] if row.model else []),
            Fact("Session", str(row.session_id), href=session),
        ]


def _without_tables(text: str) -> str:
    """Markdown without its tables, which the page shows as such."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("|")).strip()


def _step_line(step: Step) -> dict[str, Any]:
    """A step as a line, and what can be opened below it."""
    detail = step.output.get("detail") or (step.error or {}).get("detail") or ""
    return {
        "step": step,
        "colour": STEP_COLOURS.get(step.status),
        "detail": detail,
        "took": presentation.span(step.latency_ms / 1000),
        "input": presentation.facts_of(step.input),
        "output": presentation.facts_of(step.output, without=("detail",)),
        "error": presentation.facts_of(step.error or {}, without=("detail",)),
    }


def _invocation_line(invocation: ToolInvocation) -> dict[str, Any]:
    status = presentation.status_of(invocation.execution)
    return {
        "invocation": invocation,
        "href": reverse("admin:tools_toolinvocation_change", args=[invocation.pk]),
        "status": status,
        "colour": presentation.STATUS_COLOURS[status],
        "took": duration_of(invocation),
    }


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    """Sessions: who talked, and their runs in order."""

    list_display = ("whose", "state", "run_count", "begun", "last_used")
    list_filter = ("status", TenantFilter)
    list_select_related = ("tenant",)
    search_fields = ("subject",)
    search_help_text = "Who, or the id of a session"
    deferred = ("metadata",)
    ordering = ("-pk",)
    actions = None
    change_form_outer_before_template = "operators/session.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """Sessions with the number of their runs, counted for those shown and not by a join of all."""
        queryset: QuerySet[Session] = super().get_queryset(request)
        runs = AgentRun.unscoped.filter(session=OuterRef("pk")).order_by().values("session")
        return queryset.annotate(run_total=Subquery(runs.annotate(total=Count("*")).values("total")))

    @admin.display(description="Whose", ordering="subject")
    def whose(self, session: Session) -> str:
        """Who talked."""
        return session.subject

    @coloured("Status", ordering="status", colours=SESSION_COLOURS)
    def state(self, session: Session) -> str:
        """The status as a coloured label."""
        return session.status

    @admin.display(description="Runs")
    def run_count(self, session: Any) -> int:
        """How many questions were asked."""
        return session.run_total or 0

    @admin.display(description="Begun (UTC)", ordering="pk")
    def begun(self, session: Session) -> str:
        """When it was opened."""
        return presentation.moment(session.created_at)

    @admin.display(description="Last used (UTC)", ordering="updated_at")
    def last_used(self, session: Session) -> str:
        """When its last question was asked."""
        return presentation.moment(session.updated_at)

    def page(self, request: HttpRequest, row: Session) -> dict[str, Any]:
        """Who, when, and the runs."""
        runs = AgentRun.unscoped.filter(session=row).select_related("execution").defer(
            *AgentRunAdmin.deferred, "execution__state", "execution__principal"
        )  # fmt: skip
        newest = list(runs.order_by("-pk")[: MOST_RUNS + 1])
        return {
            "session": row,
            "status": row.status,
            "status_colour": SESSION_COLOURS[row.status],
            "title": f"Session of {row.subject}",
            "facts": [
                Fact("Whose", row.subject),
                Fact("Tenant", row.tenant.name),
                Fact("Begun (UTC)", presentation.moment(row.created_at)),
                Fact("Last used (UTC)", presentation.moment(row.updated_at)),
                Fact("Id", str(row.pk), is_code=True),
                *presentation.facts_of(row.metadata),
            ],
            "runs": [run_line(run) for run in reversed(newest[:MOST_RUNS])],
            "has_more_runs": len(newest) > MOST_RUNS,
        }
