"""The events of an execution for the page of an operator, who sees what the admin shows and nothing else."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from jobs.api.streams import StreamView, event_stream
from jobs.models import Event, Execution
from jobs.presentation import event_line
from jobs.stream.feed import Rendering
from platform_project.http.errors import NotFound, PermissionRefused
from security.errors import Unauthenticated
from security.operators import EVERY_ROLE, holds, operator_of
from tenants.context import across_tenants, tenant_scope


def operators_stream(kind: Execution.Kind) -> StreamView:
    """The event stream of a kind below ``/admin/``: the lines of the log as its page shows them.

    The API's own stream would not do: there an operator acts in one tenant, and ``EventSource`` sends no
    header to choose another with.
    """
    return event_stream(kind, find=_seen_by_operator, render=as_lines)


def as_lines(execution: Execution) -> Rendering:
    """Tell events as the lines of the log: the same template writes them as on the page, and escapes them."""

    def line(event: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = event["data"]
        if "seq" not in data:
            return data
        html = render_to_string("operators/parts/event.html", {"event": event_line(execution, event)})
        told: dict[str, Any] = {"html": html.strip()}
        if event["name"] == Event.Name.PROGRESS:
            told |= {
                "stage": data.get("stage"),
                "message": data.get("message"),
                "percent": data.get("percent"),
            }
        return told

    return line


def _seen_by_operator(request: HttpRequest, execution_id: UUID, kind: Execution.Kind) -> Execution:
    """The execution, within the fences that stand around the admin's other views."""
    user = operator_of(request)
    if user is None:
        raise Unauthenticated
    if not holds(request, EVERY_ROLE):
        raise PermissionRefused
    if user.is_superuser:
        with across_tenants():
            found = Execution.unscoped.filter(pk=execution_id, kind=kind).first()
    elif user.tenant_id is not None:
        with tenant_scope(user.tenant_id):
            found = Execution.objects.filter(pk=execution_id, kind=kind).first()
    else:
        found = None
    if found is None:
        raise NotFound(f"There is no {kind} {execution_id}.")
    return found
