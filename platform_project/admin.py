"""The schedule in the admin's theme. Which of its pages an operator sees is left to superusers."""

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from django_celery_beat import admin as beat
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from kombu.exceptions import OperationalError
from unfold.admin import ModelAdmin
from unfold.views import ChangeList
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from jobs.presentation import NOTHING, moment
from jobs.schedule.models import ScheduledRun
from jobs.schedule.selectors import history_of, recent_runs
from jobs.schedule.services import run_now
from platform_project.http.errors import PlatformError
from platform_project.operations import presentation
from platform_project.operations.presentation import OUTCOME_COLOURS
from security.operators import coloured

RECENT: Final = 20
HISTORY: Final = 25

for model in (ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule):
    admin.site.unregister(model)


class TaskSelectWidget(UnfoldAdminSelectWidget, beat.TaskSelectWidget):  # type: ignore[misc]
    """The registered tasks, in the theme."""


class PeriodicTaskForm(beat.PeriodicTaskForm):  # type: ignore[misc]
    """A periodic task."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = TaskSelectWidget()


class ScheduleList(ChangeList):  # type: ignore[misc]
    """The entries of the schedule, each with its newest runs as ``recent``."""

    result_list: list[PeriodicTask]

    def get_results(self, request: HttpRequest) -> None:
        """The page's entries."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        runs = recent_runs((entry.name for entry in self.result_list), each=RECENT)
        for entry in self.result_list:
            entry.recent = runs.get(entry.name, [])


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(beat.PeriodicTaskAdmin, ModelAdmin):  # type: ignore[misc]
    """What beat starts, when, and what came of it."""

    form = PeriodicTaskForm
    list_display = ("name", "enabled", "scheduler", "outcome", "last_due", "last_took", "due_next", "recent")
    list_filter = ("enabled", "task")
    ordering = ("name",)
    date_hierarchy = None
    actions = ("run_tasks", "enable_tasks", "disable_tasks")
    list_before_template = "operators/schedule_list.html"
    change_form_outer_before_template = "operators/schedule.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ScheduleList]:
        """The list with the newest runs."""
        return ScheduleList

    @coloured("Last outcome", ordering="name", colours=OUTCOME_COLOURS)
    def outcome(self, entry: PeriodicTask) -> str:
        """How it went the last time."""
        return presentation.outcome_of(_last(entry))

    @admin.display(description="Last due (UTC)")
    def last_due(self, entry: PeriodicTask) -> str:
        """For which time it ran last."""
        last = _last(entry)
        return moment(last.slot) if last else NOTHING

    @admin.display(description="Took")
    def last_took(self, entry: PeriodicTask) -> str:
        """How long that took."""
        return presentation.took(_last(entry))

    @admin.display(description="Next due")
    def due_next(self, entry: PeriodicTask) -> str:
        """When it is due again."""
        return presentation.when_next(entry, _last(entry))

    @admin.display(description="Recently")
    def recent(self, entry: PeriodicTask) -> str:
        """The newest runs as a row of colours, the newest on the right."""
        lines = [presentation.run_line(run) for run in reversed(entry.recent)]
        return render_to_string("operators/schedule_recent.html", {"lines": lines})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form of an entry, below what came of it."""
        entry = self.get_object(request, object_id) if object_id else None
        page = self._page(request, entry) if entry is not None else {}
        response: HttpResponse = super().changeform_view(
            request, object_id, form_url, {**page, **(extra_context or {})}
        )
        return response

    def _page(self, request: HttpRequest, entry: PeriodicTask) -> dict[str, Any]:
        runs = history_of(entry.name, limit=HISTORY + 1)
        outcome = presentation.outcome_of(runs[0] if runs else None)
        may_run = self.has_change_permission(request, entry)
        return {
            "outcome": outcome,
            "outcome_colour": OUTCOME_COLOURS[outcome],
            "facts": presentation.entry_facts(entry, runs[:HISTORY]),
            "history": [presentation.run_line(run) for run in runs[:HISTORY]],
            "has_more_history": len(runs) > HISTORY,
            "run_now_url": reverse("admin:schedule_run_now", args=[entry.pk]) if may_run else None,
        }

    @admin.action(description="Run now", permissions=["change"])
    def run_tasks(self, request: HttpRequest, queryset: Iterable[PeriodicTask]) -> None:
        """Let the work of these entries be done now, besides their schedule."""
        for entry in queryset:
            try:
                run_now(entry=entry)
            except (PlatformError, OperationalError) as error:
                self.message_user(request, f"“{entry.name}” was not started: {error}", messages.ERROR)
            else:
                self.log_change(request, entry, "Run now.")
                self.message_user(request, f"“{entry.name}” was started.", messages.SUCCESS)

    def run_now_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Let one be done now, from the button of its page."""
        entry = self.get_object(request, str(object_id))
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        if entry is None:
            raise Http404
        self.run_tasks(request, [entry])
        return HttpResponseRedirect(reverse("admin:django_celery_beat_periodictask_change", args=[object_id]))

    def get_urls(self) -> list[URLPattern]:
        """The model's pages, and where the button of an entry's page posts to."""
        view = self.admin_site.admin_view(require_POST(self.run_now_view))
        urls: list[URLPattern] = super().get_urls()
        return [path("<int:object_id>/run-now/", view, name="schedule_run_now"), *urls]


def _last(entry: PeriodicTask) -> ScheduledRun | None:
    """The newest run of an entry of the list."""
    return entry.recent[0] if entry.recent else None


@admin.register(CrontabSchedule)
class CrontabScheduleAdmin(beat.CrontabScheduleAdmin, ModelAdmin):  # type: ignore[misc]
    """At times of the day, week or month."""


@admin.register(IntervalSchedule)
class IntervalScheduleAdmin(ModelAdmin):  # type: ignore[misc]
    """Every so often."""


@admin.register(SolarSchedule)
class SolarScheduleAdmin(ModelAdmin):  # type: ignore[misc]
    """By the sun."""


@admin.register(ClockedSchedule)
class ClockedScheduleAdmin(beat.ClockedScheduleAdmin, ModelAdmin):  # type: ignore[misc]
    """Once, at a moment."""
