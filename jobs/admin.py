"""Executions in the admin: a reading room with one lever, cancel. Jobs; other rooms add their own kinds."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from jobs import presentation
from jobs.models import Execution, Job, wire_status
from jobs.presentation import STATUS_COLOURS, Fact
from jobs.selectors import OVERSEERS
from jobs.services import execution_cancel
from security.operators import AccessByRole, TenantFilter, coloured, holds, is_superuser

MOST_EVENTS = 200
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
        return [(word, presentation.words(word)) for word in each]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those whose status reads as the chosen word."""
        if self.value() is None:
            return queryset
        statuses = [each for each in Execution.Status if wire_status(self.kind, each) == self.value()]
        return queryset.filter(execution__status__in=statuses)


class ReadOnlyAdmin(AccessByRole, ModelAdmin):  # type: ignore[misc]
    """Rows that nobody edits, each on a page made for reading instead of a form."""

    show_full_result_count = False
    list_per_page = 50
    list_filter_sheet = False
    # What lists leave out: heavy columns that only the page of one row shows.
    deferred: ClassVar[tuple[str, ...]] = ()

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The columns, and whose the rows are for those who see several tenants."""
        columns: tuple[str, ...] = tuple(self.list_display)
        return (*columns, "tenant") if is_superuser(request) else columns

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows for lists."""
        queryset: QuerySet[Any] = super().get_queryset(request)
        return queryset.defer(*self.deferred)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """One row with all of its columns; None when there is none."""
        try:
            return self.get_queryset(request).defer(None).get(pk=object_id)
        except (self.model.DoesNotExist, ValidationError):
            return None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search by id when the words are one, and by the search fields otherwise."""
        try:
            return self.search_by_id(queryset, UUID(search_term.strip())), False
        except ValueError:
            found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, search_term)
            return found

    def search_by_id(self, queryset: QuerySet[Any], wanted: UUID) -> QuerySet[Any]:
        """The rows that an id finds."""
        return queryset.filter(pk=wanted)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """No form: the page's own template shows the row."""
        return []

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Show the page of a row."""
        context.update({"title": str(obj)[:80], "subtitle": None, **self.page(request, obj)})
        response: HttpResponse = super().render_change_form(request, context, add, change, form_url, obj)
        return response

    def page(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page's template shows."""
        raise NotImplementedError


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

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        """Whether the operator may stop what others have started."""
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
        if not self.has_cancel_permission(request):
            raise PermissionDenied
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
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
        """The model's pages, and where the button of a row's page posts to."""
        view = method_decorator(require_POST)(type(self).cancel_view).__get__(self)
        own = path("<uuid:object_id>/cancel/", self.admin_site.admin_view(view), name=f"cancel_{self.kind}")
        urls: list[URLPattern] = super().get_urls()
        return [own, *urls]

    def page(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What every page of an execution shows: what it is, why it failed, what happened."""
        execution: Execution = row.execution
        events = list(execution.events.order_by("seq")[: MOST_EVENTS + 1])
        status = presentation.status_of(execution)
        may_cancel = self.has_cancel_permission(request) and status not in _PAST_CANCELLING
        return {
            "execution": execution,
            "status": status,
            "status_colour": STATUS_COLOURS[status],
            "facts": [*self.facts(row), *_facts_of_execution(row)],
            "error": presentation.error_of(execution),
            "events": presentation.event_lines(execution, events[:MOST_EVENTS]),
            "has_more_events": len(events) > MOST_EVENTS,
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
    if execution.attempt > 1:
        facts.append(Fact("Attempts of this phase", str(execution.attempt)))
    if parent := execution.parent:
        facts.append(Fact("Part of", f"{parent.get_kind_display()} {parent.pk}", href=page_of(parent) or ""))
    if execution.traceparent:
        facts.append(Fact("Trace", execution.traceparent.split("-")[1], is_code=True))
    return facts


@admin.register(Job)
class JobAdmin(ExecutionAdmin):
    """Jobs: what they were given, how far they have come, what they brought."""

    kind = Execution.Kind.JOB
    list_display = ("type", "status", "stage", "started_by", "created", "took")
    list_filter = (StatusFilter, "type", TenantFilter)
    search_fields = ("type", "execution__subject")
    deferred = ("payload", "result")
    change_form_outer_before_template = "operators/job.html"

    @admin.display(description="Stage")
    def stage(self, job: Job) -> str:
        """How far it has come."""
        return f"{job.execution.phase} of {job.execution.phase_count}"

    def page(self, request: HttpRequest, row: Job) -> dict[str, Any]:
        """Beside what every execution shows: payload, result, progress, and what it has started."""
        execution = row.execution
        return {
            **super().page(request, row),
            "progress": round(100 * execution.phase / execution.phase_count),
            "payload": presentation.facts_of(row.payload),
            "result": presentation.facts_of(row.result or {}),
            "children": [
                Fact(child.get_kind_display(), f"{child.pk} · {child.wire_status}", href=page_of(child) or "")
                for child in execution.children.order_by("pk")[:MOST_EVENTS]
            ],
        }

    def facts(self, row: Job) -> list[Fact]:
        """Its type."""
        return [Fact("Type", row.type)]
