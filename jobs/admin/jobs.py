"""Jobs in the admin: the list, the page of one with its live log, cancel, do it again, and a new one."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from jobs import presentation
from jobs.admin.creation import job_types_of, new_job, principal_of
from jobs.admin.executions import MOST_EVENTS, ExecutionAdmin, StatusFilter, page_of
from jobs.admin.progress import progress_of, stages_of
from jobs.admin.sections import sections_of
from jobs.models import Execution, Job
from jobs.presentation import Fact
from jobs.registry import job_types
from jobs.selectors import OVERSEERS, dead_letters, turn_before, with_progress
from jobs.services import job_retry
from platform_project.http.errors import PlatformError
from security.operators import TenantFilter, holds, operator_of
from tenants.context import tenant_scope

_CAN_BE_DONE_AGAIN = (Execution.Status.FAILED, Execution.Status.CANCELLED)


class TypeFilter(admin.SimpleListFilter):
    """Jobs of a type."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The types that this deployment runs: looking for those in use would read the whole table."""
        return [(job_type.name, job_type.name) for job_type in job_types()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """Those of the chosen type."""
        return queryset if self.value() is None else queryset.filter(type=self.value())


class PriorityFilter(admin.SimpleListFilter):
    """Jobs by the turn that they were given."""

    title = "priority"
    parameter_name = "priority"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Low, normal, high."""
        return [(str(value), label) for value, label in Execution.Priority.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """Those of the chosen priority."""
        chosen = next((each for each in Execution.Priority if str(each.value) == self.value()), None)
        return queryset if chosen is None else queryset.filter(execution__priority=chosen)


class DeadLetterFilter(admin.SimpleListFilter):
    """Jobs that somebody has to look after."""

    title = "attention"
    parameter_name = "dead_letters"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One choice beside all."""
        return [("yes", "Dead letters")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """Those that ran out of attempts or time, and that nobody has done again."""
        return dead_letters(queryset) if self.value() == "yes" else queryset


@admin.register(Job)
class JobAdmin(ExecutionAdmin):
    """Jobs: what they were given, how far they have come, what they brought."""

    kind = Execution.Kind.JOB
    list_display = ("type", "status", "how_far", "started_by", "priority", "created", "took")
    list_filter = (StatusFilter, DeadLetterFilter, TypeFilter, PriorityFilter, TenantFilter)
    search_fields = ("type", "execution__subject")
    search_help_text = "The id of a job, its type, or who started it"
    deferred = ("payload", "result")
    actions = ("cancel_selected", "retry_selected")
    list_before_template = "operators/job_list.html"
    change_form_outer_before_template = "operators/job.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Jobs with what they have told of their progress, for all rows of a page at once."""
        return with_progress(super().get_queryset(request))

    @admin.display(description="Progress")
    def how_far(self, job: Job) -> str:
        """A bar, with what the job said last."""
        return render_to_string("operators/job_progress.html", {"progress": progress_of(job)})

    @admin.display(description="Priority", ordering="execution__priority")
    def priority(self, job: Job) -> str:
        """Which turn it was given."""
        return job.execution.get_priority_display()

    def has_cancel_permission(self, request: HttpRequest, row: Job | None = None) -> bool:
        """Whether the operator may stop it: who may start jobs stops their own, overseers everybody's."""
        user = operator_of(request)
        is_own = row is not None and user is not None and row.execution.subject == user.get_username()
        return super().has_cancel_permission(request, row) or (is_own and self.has_add_permission(request))

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Whether the operator may have jobs done again."""
        return holds(request, OVERSEERS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether there is a type of job that the operator may start."""
        return bool(job_types_of(request))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new job, by the form of its type."""
        return new_job(self, request)

    @admin.action(description="Do again", permissions=["retry"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Do those again that have failed or were cancelled, and say of the others why not."""
        self._retry_each(request, queryset)

    def retry_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Do one again, from the button of its page, and go to the new one."""
        job = self.row_or_404(request, object_id)
        if not self.has_retry_permission(request):
            raise PermissionDenied
        again = self._retry_each(request, [job])
        return HttpResponseRedirect(page_of((again or [job])[0].execution) or "..")

    def _retry_each(self, request: HttpRequest, jobs: Iterable[Job]) -> list[Job]:
        again = []
        if (operator := operator_of(request)) is None:
            raise PermissionDenied
        for job in jobs:
            try:
                with tenant_scope(job.tenant_id):
                    new = job_retry(by=principal_of(operator, job.tenant_id), job=job)
            except PlatformError as error:
                self.message_user(request, f"“{job}”: {error.detail}", messages.WARNING)
                continue
            again.append(new)
            self.log_change(request, job, f"Done again as {new.pk}.")
            link = format_html('<a href="{}" class="underline">{}</a>', page_of(new.execution), new)
            self.message_user(request, format_html("“{}” is done again as {}.", job, link), messages.SUCCESS)
        return again

    def get_urls(self) -> list[URLPattern]:
        """The pages of every execution, and where the other button posts to."""
        retry = self.admin_site.admin_view(require_POST(self.retry_view))
        return [path("<uuid:object_id>/retry/", retry, name="retry_job"), *super().get_urls()]

    def page(self, request: HttpRequest, row: Job) -> dict[str, Any]:
        """Beside what every execution shows: progress, stages, payload, result, and what it has started."""
        execution = row.execution
        again = Job.unscoped.filter(retry_of=row.pk).select_related("execution").first()
        may_retry = execution.status in _CAN_BE_DONE_AGAIN and again is None
        shown = super().page(request, row)
        return {
            **shown,
            "facts": [*_place_among_jobs(row, again), *shown["facts"]],
            "progress": progress_of(row),
            "stages": list(stages_of(execution)),
            "payload": presentation.facts_of(row.payload),
            "result": presentation.facts_of(row.result or {}),
            "sections": list(sections_of(request, row)),
            "retry_url": reverse("admin:retry_job", args=[row.pk])
            if may_retry and self.has_retry_permission(request)
            else None,
            "children": [
                Fact(child.get_kind_display(), f"{child.pk} · {child.wire_status}", href=page_of(child) or "")
                for child in execution.children.order_by("pk")[:MOST_EVENTS]
            ],
        }


def _place_among_jobs(job: Job, again: Job | None) -> Iterator[Fact]:
    """Why it does not begin, and which job it does again, or is done again by."""
    if ahead := turn_before(job.execution):
        why = f"{ahead.get_kind_display()} {ahead.pk} has to end first."
        yield Fact("It waits for its turn", why, href=page_of(ahead) or "")
    elif job.execution.held:
        why = "As many jobs of its owner or tenant are under way as may be."
        yield Fact("It waits for its turn", why)
    if before := job.retry_of:
        yield Fact("Does again", str(before.pk), href=page_of(before.execution) or "")
    if again is not None:
        yield Fact("Done again by", str(again.pk), href=page_of(again.execution) or "")
