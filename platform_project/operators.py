"""Operators in the admin: who sees across tenants, and what the sidebar shows."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import reverse_lazy
from unfold.sites import UnfoldAdminSite

from security.models import User
from tenants.context import activate_across_for_request, activate_for_request, deactivate


class OperatorSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold has no types
    """The admin, with the fences around every view, inside the transaction that the view runs in.

    Superusers see all tenants. Other staff see their own tenant's rows, and none without a tenant.
    """

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


def sidebar_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The admin's sidebar."""

    def models(*entries: tuple[str, str, str]) -> list[dict[str, Any]]:
        return [
            {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist")}
            for title, icon, model in entries
        ]

    operations: list[dict[str, Any]] = [{"title": "API", "icon": "api", "link": "/v1/docs"}]
    if settings.FLOWER_URL:
        operations.append({"title": "Flower", "icon": "monitoring", "link": settings.FLOWER_URL})
    return [
        {
            "title": "Work",
            "items": models(
                ("Runs", "forum", "agents_agentrun"),
                ("Sessions", "chat", "agents_session"),
                ("Tool invocations", "build", "tools_toolinvocation"),
                ("Jobs", "work_history", "jobs_job"),
            ),
        },
        {
            "title": "Organisation",
            "items": models(
                ("Tenants", "apartment", "tenants_tenant"),
                ("Users", "person", "security_user"),
                ("Catalogue", "menu_book", "graph_cataloguepattern"),
            ),
        },
        {"title": "Operations", "items": operations},
    ]
