"""A new job in the admin: choose a type, then fill in the form that its schema makes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin

from jobs.forms import JobForm
from jobs.models import Execution, Job
from jobs.registry import JobType, job_types
from jobs.selectors import oversees
from jobs.services import job_create
from platform_project.http.errors import PlatformError, ValidationFailed
from security.models import User
from security.operators import operator_of
from security.principal import Principal
from security.roles import Role
from tenants.context import tenant_scope
from tenants.models import Tenant


def job_types_of(request: HttpRequest) -> list[JobType]:
    """The types of jobs that the operator may start."""
    user = operator_of(request)
    if user is None or not (user.is_superuser or user.tenant_id):
        return []
    principal = principal_of(user)
    # A superuser chooses the tenant with the form.
    return [job_type for job_type in job_types() if user.is_superuser or job_type.is_for(principal)]


def new_job(model_admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The page that chooses a type; with ``?type=``, the form of that type and what it sends."""
    types = {job_type.name: job_type for job_type in job_types_of(request)}
    user = operator_of(request)
    if not types or user is None:
        raise PermissionDenied
    job_type = types.get(request.GET.get("type", ""))
    shown: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": "New job",
        "types": list(types.values()),
        "job_type": job_type,
        "form": None,
    }
    if job_type is not None:
        form = _form(request, user, job_type)
        job = _queue(user, job_type, form) if request.method == "POST" and form.is_valid() else None
        if job is not None:
            model_admin.log_addition(request, job, "Started.")
            model_admin.message_user(request, f"“{job}” is queued.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:jobs_job_change", args=[job.pk]))
        shown["form"] = form
    return TemplateResponse(request, "operators/job_new.html", shown)


def _form(request: HttpRequest, user: User, job_type: JobType) -> JobForm:
    """The form, with the priorities that are the operator's to give."""
    principal = principal_of(user)
    high = Execution.Priority.HIGH
    return JobForm(
        request.POST if request.method == "POST" else None,
        initial={"tenant": user.tenant_id},
        job_type=job_type,
        priorities=[each for each in Execution.Priority if each != high or oversees(principal)],
        chooses_tenant=user.is_superuser,
    )


def _queue(user: User, job_type: JobType, form: JobForm) -> Job | None:
    """Queue the job of a valid form; None when the service refuses it, and then the form says why."""
    chosen: Tenant | None = form.cleaned_data.get("tenant")
    principal = principal_of(user, chosen.pk if chosen else None)
    try:
        with tenant_scope(principal.tenant_id):
            return job_create(
                principal=principal,
                type_name=job_type.name,
                payload=form.payload,
                priority=form.cleaned_data["priority"],
            )
    except ValidationFailed as error:
        # The form knows the schema; this is what only the type's own preparation can tell.
        for fault in error.extensions.get("errors", ({"detail": error.detail},)):
            name = fault.get("pointer", "").removeprefix("/payload") or "/"
            form.add_error(name if name in form.fields else None, fault["detail"])
    except PlatformError as error:
        form.add_error(None, error.detail)
    return None


def principal_of(user: User, chosen: UUID | None = None) -> Principal:
    """For whom an operator acts: in the own tenant; a superuser in the chosen one, as its administrator.

    Before they have chosen they are in none: what they may do is the same in all.
    """
    tenant_id = (chosen if user.is_superuser else None) or user.tenant_id
    roles = [Role.ADMIN] if user.is_superuser else user.roles
    return Principal.person(sub=user.get_username(), tenant_id=tenant_id or UUID(int=0), roles=roles)
