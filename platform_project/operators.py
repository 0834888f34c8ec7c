"""Operators in the admin: who sees across tenants, and what the sidebar shows."""

import time
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from unfold.sites import UnfoldAdminSite

from agents.models import AgentRun
from agents.presentation import run_line
from jobs.models import Execution
from platform_project.health.page import urls as health_urls
from security.models import User
from security.operators import EVERY_ROLE, holds, operator_pages
from tenants.context import activate_across_for_request, activate_for_request, deactivate


class OperatorSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """The admin, with the fences around every view, inside the transaction that the view runs in.

    Superusers see all tenants. Other staff see their own tenant's rows, and none without a tenant.
    """

    index_title = "At a glance"
    index_template = "operators/index.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What runs, what came of the last day's work, and the newest runs."""
        # The dashboard stands on what every role may look at.
        seen = at_a_glance() if holds(request, EVERY_ROLE) else {}
        response: TemplateResponse = super().index(request, {**seen, **(extra_context or {})})
        return response

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The admin's pages, and those that belong to no model."""
        urls: list[URLPattern | URLResolver] = super().get_urls()
        return [*health_urls(), *(url for page in operator_pages() for url in page.urls()), *urls]

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., Any]:
        """Wrap a view of the admin."""

        def fenced(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                operator_scope(request)
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    # Templates query too, and after the view its transaction is gone.
                    response.render()
                return response
            finally:
                deactivate()

        wrapped: Callable[..., Any] = super().admin_view(update_wrapper(fenced, view), cacheable)
        return wrapped


def operator_scope(request: HttpRequest) -> None:
    """Activate what the logged-in operator may see, within the request's transaction."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        return
    if user.is_superuser:
        activate_across_for_request()
    elif user.tenant_id is not None:
        activate_for_request(user.tenant_id)


_WORKING: Final = ("running", "waiting")
_NEWEST: Final = 12


def at_a_glance() -> dict[str, Any]:
    """The dashboard's numbers and runs, as far as the fences let them be seen."""
    yesterday = int((time.time() - 86_400) * 1000)
    counted = (
        # Ids are in the order of time (UUIDv7), and have the index.
        Execution.unscoped.filter(pk__gte=UUID(int=yesterday << 80))
        .values_list("kind", "status")
        .annotate(total=Count("*"))
    )
    totals = {(kind, status): total for kind, status, total in counted}
    titles = {
        Execution.Kind.RUN: "Runs",
        Execution.Kind.JOB: "Jobs",
        Execution.Kind.INVOCATION: "Tool invocations",
    }
    newest = AgentRun.unscoped.select_related("execution", "tenant").only(
        "prompt", "outcome", "category", "tenant__slug", "execution__kind", "execution__status",
        "execution__cancel_requested", "execution__created_at", "execution__started_at",
        "execution__finished_at",
    )  # fmt: skip
    return {
        "work": [
            {
                "title": title,
                "waiting": totals.get((kind, "pending"), 0),
                "working": sum(totals.get((kind, status), 0) for status in _WORKING),
                "well": totals.get((kind, "succeeded"), 0),
                "failed": totals.get((kind, "failed"), 0),
                "cancelled": totals.get((kind, "cancelled"), 0),
            }
            for kind, title in titles.items()
        ],
        "runs": [run_line(run) for run in newest.order_by("-pk")[:_NEWEST]],
    }


def sidebar_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The admin's sidebar: what the operator may look at, and where else to look."""
    groups = [
        {"title": title, "items": [*_pages(request, title), *_models(request, *entries)]}
        for title, entries in _MODELS
    ]
    if holds(request, EVERY_ROLE):
        health = {"title": "Health", "icon": "monitor_heart", "link": reverse("admin:health")}
        groups.append({"title": "Platform", "items": [health]})
    elsewhere = [_elsewhere("API", "api", reverse("docs"))]
    if settings.FLOWER_URL:
        elsewhere.append(_elsewhere("Flower", "monitoring", settings.FLOWER_URL))
    return [*(group for group in groups if group["items"]), {"title": "Elsewhere", "items": elsewhere}]


_MODELS: Final = (
    (
        "Work",
        (
            ("Runs", "forum", "agents.AgentRun"),
            ("Sessions", "chat", "agents.Session"),
            ("Tool invocations", "build", "tools.ToolInvocation"),
            ("Jobs", "work_history", "jobs.Job"),
        ),
    ),
    (
        "Organisation",
        (
            ("Tenants", "apartment", "tenants.Tenant"),
            ("Operators", "person", "security.User"),
        ),
    ),
    (
        "Graph",
        (
            ("Known questions", "menu_book", "graph.CataloguePattern"),
            ("Other words", "translate", "graph.Synonym"),
            ("Write approvals", "edit_note", "graph.WriteApproval"),
            ("Files", "draft", "graph.GraphFile"),
        ),
    ),
    ("Schedule", (("Periodic tasks", "schedule", "django_celery_beat.PeriodicTask"),)),
)


def _pages(request: HttpRequest, group: str) -> list[dict[str, Any]]:
    return [
        {"title": page.title, "icon": page.icon, "link": reverse(page.name)}
        for page in operator_pages()
        if page.group == group and page.may_open(request)
    ]


def _models(request: HttpRequest, *entries: tuple[str, str, str]) -> list[dict[str, Any]]:
    items = []
    for title, icon, label in entries:
        model = apps.get_model(label)
        if site._registry[model].has_view_permission(request):
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
            items.append({"title": title, "icon": icon, "link": reverse(name)})
    return items


def _elsewhere(title: str, icon: str, link: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": link, "active": False}
