"""Executions in the admin: a reading room with one lever, cancel. Each kind adds what it has of its own."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from jobs import presentation
from jobs.admin.reading import ReadOnlyAdmin
from jobs.admin.streams import operators_stream
from jobs.models import Execution, wire_status
from jobs.presentation import STATUS_COLOURS, Fact
from jobs.selectors import OVERSEERS
from jobs.services import execution_cancel
from security.operators import coloured, holds

MOST_EVENTS = 200
HELD = "held"
_PAST_CANCELLING = frozenset(
    {"cancelling", *(wire_status(kind, end) for kind in Execution.Kind for end in Execution.TERMINAL)}
)


class StatusFilter(admin.SimpleListFilter):
    """Executions by status, in the words of their kind."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The words, each once."""
        self.kind = model_admin.kind
        each = dict.fromkeys(wire_status(self.kind, status) for status in Execution.Status)
        return [*((word, presentation.words(word)) for word in each), (HELD, "Held: waits for its turn")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those whose status reads as the chosen word."""
        if self.value() is None:
            return queryset
        if self.value() == HELD:
            return queryset.filter(execution__held=True)
        statuses = [each for each in Execution.Status if wire_status(self.kind, each) == self.value()]
        return queryset.filter(execution__status__in=statuses, execution__held=False)


class ExecutionAdmin(ReadOnlyAdmin):
    """The base of what is one-to-one with an execution: its status, its log, and its end on demand."""

    kind: ClassVar[Execution.Kind]
    cancellers = OVERSEERS
    list_select_related = ("execution", "tenant")
    ordering = ("-pk",)
    actions: tuple[str, ...] = ("cancel_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows for lists, with their executions but not what these hand from phase to phase."""
        return super().get_queryset(request).select_related("execution", "tenant").defer(
            *self.deferred, "execution__state", "execution__principal"
        )  # fmt: skip

    @coloured("Status", ordering="execution__status", colours=STATUS_COLOURS)
    def status(self, row: Any) -> str:
        """The status as a coloured label."""
        return presentation.status_of(row.execution)

    @admin.display(description="Started by", ordering="execution__subject")
    def started_by(self, row: Any) -> str:
        """Whose it is."""
        return str(row.execution.subject)

    @admin.display(description="Created (UTC)", ordering="pk")
    def created(self, row: Any) -> str:
        """When it was asked for: ids are in the order of time."""
        return presentation.moment(row.execution.created_at)

    @admin.display(description="Took")
    def took(self, row: Any) -> str:
        """How long it has been at work."""
        return presentation.took(row.execution)

    def has_cancel_permission(self, request: HttpRequest, row: Any = None) -> bool:
        """Whether the operator may stop this one, or what others have started."""
        return holds(request, self.cancellers)

    def cancel(self, row: Any) -> Execution:
        """Ask one to stop."""
        return execution_cancel(execution=row.execution)

    @admin.action(description="Cancel", permissions=["cancel"])
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Ask those to stop that have not ended."""
        self._cancel_each(request, queryset)

    def cancel_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Ask one to stop, from the button of its page."""
        row = self.row_or_404(request, object_id)
        if not self.has_cancel_permission(request, row):
            raise PermissionDenied
        self._cancel_each(request, [row])
        return HttpResponseRedirect(page_of(row.execution) or "..")

    def _cancel_each(self, request: HttpRequest, rows: Iterable[Any]) -> None:
        ended = 0
        for row in rows:
            if row.execution.is_terminal:
                ended += 1
                continue
            status = presentation.status_of(self.cancel(row))
            self.log_change(request, row, "Asked to stop.")
            self.message_user(request, f"“{row}” is {status}.", messages.SUCCESS)
        if ended:
            self.message_user(request, f"{ended} had ended before.", messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        """The model's pages, where the button of a row's page posts to, and the events of a row."""
        cancel = self.admin_site.admin_view(require_POST(self.cancel_view))
        urls: list[URLPattern] = super().get_urls()
        return [
            path("<uuid:object_id>/cancel/", cancel, name=f"cancel_{self.kind}"),
            # Not behind the site's fences, which are made for views that are not asynchronous.
            path("<uuid:execution_id>/events", operators_stream(self.kind), name=f"events_{self.kind}"),
            *urls,
        ]

    def page(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What every page of an execution shows: what it is, why it failed, what happened."""
        execution: Execution = row.execution
        newest = list(execution.events.order_by("-seq")[: MOST_EVENTS + 1])
        shown = list(reversed(newest[:MOST_EVENTS]))
        status = presentation.status_of(execution)
        may_cancel = status not in _PAST_CANCELLING and self.has_cancel_permission(request, row)
        return {
            "execution": execution,
            "status": status,
            "status_colour": STATUS_COLOURS[status],
            "facts": [*self.facts(row), *_facts_of_execution(row)],
            "error": presentation.error_of(execution),
            "events": [presentation.event_line(execution, event.as_message()) for event in shown],
            "has_more_events": len(newest) > MOST_EVENTS,
            "last_event": shown[-1].seq if shown else 0,
            "events_url": None
            if execution.is_terminal
            else reverse(f"admin:events_{self.kind}", args=[row.pk]),
            "cancel_url": reverse(f"admin:cancel_{self.kind}", args=[row.pk]) if may_cancel else None,
            "flower_url": settings.FLOWER_URL,
        }

    def facts(self, row: Any) -> list[Fact]:
        """What is to be known of this kind beside what every execution has."""
        return []


def page_of(execution: Execution | None) -> str | None:
    """Where the admin shows an execution; None for a kind that it does not show."""
    if execution is None:
        return None
    for model, model_admin in admin.site._registry.items():
        if isinstance(model_admin, ExecutionAdmin) and model_admin.kind == execution.kind:
            return reverse(
                f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[execution.pk]
            )
    return None


def _facts_of_execution(row: Any) -> list[Fact]:
    execution: Execution = row.execution
    facts = [
        Fact("Started by", execution.subject),
        Fact("Tenant", row.tenant.name),
        Fact("Created (UTC)", presentation.moment(execution.created_at)),
        Fact("Took", presentation.took(execution)),
        Fact("Phases done", f"{execution.phase} of {execution.phase_count}"),
        Fact("Id, also in Flower", str(execution.pk), is_code=True),
    ]
    if not execution.is_terminal:
        facts.append(Fact("Queue", execution.queue))
    if execution.priority != Execution.Priority.NORMAL:
        facts.append(Fact("Priority", execution.get_priority_display()))
    if execution.attempt > 1:
        facts.append(Fact("Attempts of this phase", str(execution.attempt)))
    if parent := execution.parent:
        facts.append(Fact("Part of", f"{parent.get_kind_display()} {parent.pk}", href=page_of(parent) or ""))
    if execution.traceparent:
        facts.append(Fact("Trace", execution.traceparent.split("-")[1], is_code=True))
    return facts
