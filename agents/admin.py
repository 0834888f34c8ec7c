"""Sessions and runs in the admin."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from agents.models import AgentRun, Session, Step
from agents.presentation import OUTCOME_COLOURS, run_line
from agents.services import run_cancel, session_cancel
from jobs import presentation
from jobs.admin import ExecutionAdmin, ReadOnlyAdmin, StatusFilter
from jobs.models import Execution
from jobs.presentation import NOTHING, Fact
from jobs.selectors import OVERSEERS
from security.operators import TenantFilter, coloured, holds
from tools.admin import duration_of
from tools.models import ToolInvocation

SESSION_COLOURS = {"active": "success", "completed": "info", "cancelled": "default", "failed": "danger"}
TODO_COLOURS = {"completed": "success", "failed": "danger", "in_progress": "info"}
STEP_COLOURS = {"queued": "warning", "succeeded": "success", "failed": "danger"}
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
            "steps": [_step_line(step, step.index) for step in row.steps.order_by("index")[:MOST_STEPS]],
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


def _step_line(step: Step, number: int) -> dict[str, Any]:
    """A step as a line, and what can be opened below it."""
    detail = step.message or step.output.get("detail") or (step.error or {}).get("detail") or ""
    return {
        "step": step,
        "number": number,
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
    """Sessions: who talked, how they are answered, and what was done in order; one lever, cancel."""

    cancellers = OVERSEERS
    list_display = ("whose", "state", "run_count", "begun", "last_used")
    list_filter = ("status", "updated_at", TenantFilter)
    list_select_related = ("tenant",)
    search_fields = ("subject",)
    search_help_text = "Who, or the id of a session"
    deferred = ("metadata", "preferred_workers", "llm_preferences", "tools")
    ordering = ("-updated_at",)
    actions = ("cancel_selected",)
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
        """When its owner last did something in it."""
        return presentation.moment(session.updated_at)

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        """Whether the operator may end what others have opened."""
        return holds(request, self.cancellers)

    @admin.action(description="Cancel", permissions=["cancel"])
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """End those that are active, and what runs in them."""
        for session in queryset:
            self._cancel(request, session)

    def cancel_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """End one, from the button of its page."""
        if not self.has_cancel_permission(request):
            raise PermissionDenied
        session = self.get_object(request, str(object_id))
        if session is None:
            raise Http404
        self._cancel(request, session)
        return HttpResponseRedirect(reverse("admin:agents_session_change", args=[session.pk]))

    def _cancel(self, request: HttpRequest, session: Session) -> None:
        if session.status != Session.Status.ACTIVE:
            self.message_user(request, f"{session} had ended before.", messages.WARNING)
            return
        session_cancel(session=session)
        self.log_change(request, session, "Cancelled.")
        self.message_user(request, f"{session} is cancelled.", messages.SUCCESS)

    def get_urls(self) -> list[URLPattern]:
        """The model's pages, and where the button of a session's page posts to."""
        view = self.admin_site.admin_view(require_POST(self.cancel_view))
        urls: list[URLPattern] = super().get_urls()
        return [path("<uuid:object_id>/cancel/", view, name="cancel_session"), *urls]

    def page(self, request: HttpRequest, row: Session) -> dict[str, Any]:
        """Who, when, how it is answered, its runs and its steps."""
        runs = AgentRun.unscoped.filter(session=row).select_related("execution").defer(
            *AgentRunAdmin.deferred, "execution__state", "execution__principal"
        )  # fmt: skip
        newest = list(runs.order_by("-pk")[: MOST_RUNS + 1])
        last_steps = list(row.steps.order_by("-seq")[: MOST_STEPS + 1])
        may_cancel = row.status == Session.Status.ACTIVE and self.has_cancel_permission(request)
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
                *(Fact(name, presentation.readable(value)) for name, value in _configuration(row)),
                *presentation.facts_of(row.metadata),
            ],
            "runs": [run_line(run) for run in reversed(newest[:MOST_RUNS])],
            "has_more_runs": len(newest) > MOST_RUNS,
            "steps": [_step_line(step, step.seq) for step in reversed(last_steps[:MOST_STEPS])],
            "has_more_steps": len(last_steps) > MOST_STEPS,
            "cancel_url": reverse("admin:cancel_session", args=[row.pk]) if may_cancel else None,
        }


def _configuration(session: Session) -> list[tuple[str, Any]]:
    """How its runs are answered, as far as somebody has said so."""
    given = {
        "Manager": session.manager,
        "Preferred workers": session.preferred_workers,
        "Preferred models": session.llm_preferences,
        "Answers as": session.agent_role,
        "Tools": "none" if session.tools == [] else session.tools,
        "Temperature": session.temperature,
        "Most steps of a plan": session.max_steps,
    }
    return [(name, value) for name, value in given.items() if value not in (None, "", [], {})]
