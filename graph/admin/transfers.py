"""Imports and exports: a file into the graph, the graph into a file, and the jobs that do it."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from graph.admin.access import may_ask
from graph.admin.console_forms import TenantForm
from graph.admin.transfer_forms import ExportForm, ImportForm
from graph.api.file_uploads import idle_while_copying
from graph.etl.exporting.work import EXPORT_JOB
from graph.etl.jobs.importing import IMPORT_JOB
from graph.etl.jobs.seeding import SEED_JOB
from graph.etl.jobs.transforming import TRANSFORM_JOB
from graph.etl.jobs.undoing import UNDO_JOB
from graph.files.models import GraphFile
from graph.files.services import file_store
from jobs.admin.creation import principal_of
from jobs.admin.progress import progress_of
from jobs.models import Job
from jobs.presentation import STATUS_COLOURS, moment, status_of
from jobs.selectors import visible, with_progress
from jobs.services import job_create
from platform_project.http.errors import PlatformError
from security.operators import OperatorPage, is_superuser, operator_of, register_page
from security.principal import Principal
from security.scopes import Scope
from tenants.context import tenant_scope

TRANSFERS: Final = (IMPORT_JOB, EXPORT_JOB, TRANSFORM_JOB, UNDO_JOB, SEED_JOB)
PAGE_SIZE: Final = 25
_COUNTS: Final = (
    "nodes", "relationships", "rows", "created", "updated", "deleted", "changed", "rejected",
)  # fmt: skip
_TITLES: Final = {
    IMPORT_JOB: "Import",
    EXPORT_JOB: "Export",
    TRANSFORM_JOB: "Transformation",
    UNDO_JOB: "Undoing",
    SEED_JOB: "Sample data",
}


@never_cache
@require_GET
def transfers_page(request: HttpRequest) -> HttpResponse:
    """The two forms, and the jobs; only the jobs when the page's script asks for them anew."""
    return _page(request)


@require_POST
def start_import(request: HttpRequest) -> HttpResponse:
    """Keep the file, and queue the job that loads it."""
    form = ImportForm(request.POST, request.FILES, chooses_tenant=is_superuser(request))
    if not form.is_valid():
        return _page(request, importing=form)
    by = _principal(request, form)
    if not by.can(Scope.GRAPH_WRITE):
        raise PermissionDenied
    uploaded = form.cleaned_data["file"]
    try:
        with idle_while_copying():
            file = file_store(
                tenant_id=by.tenant_id, created_by=by.sub, name=uploaded.name, chunks=uploaded.chunks()
            )
        job = _queue(by, IMPORT_JOB, {"file_id": str(file.pk), **form.payload})
    except PlatformError as error:
        form.add_error("file", _said(error))
        return _page(request, importing=form)
    return _started(request, job)


@require_POST
def start_export(request: HttpRequest) -> HttpResponse:
    """Queue the job that writes the graph into a file."""
    form = ExportForm(request.POST, chooses_tenant=is_superuser(request))
    if not form.is_valid():
        return _page(request, exporting=form)
    try:
        job = _queue(_principal(request, form), EXPORT_JOB, form.payload)
    except PlatformError as error:
        form.add_error("query", _said(error))
        return _page(request, exporting=form)
    return _started(request, job)


@require_POST
def start_undo(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Queue the job that takes back what another has changed, from the button of that one's page."""
    file = get_object_or_404(GraphFile.unscoped, pk=file_id, kind=GraphFile.Kind.UNDO)
    user = operator_of(request)
    if user is None or not (by := principal_of(user, file.tenant_id)).can(Scope.GRAPH_WRITE):
        raise PermissionDenied
    try:
        return _started(request, _queue(by, UNDO_JOB, {"file_id": str(file.pk)}))
    except PlatformError as error:
        messages.error(request, f"It was not begun: {_said(error)}")
        return HttpResponseRedirect(reverse("admin:graph_transfers"))


def transfers_urls() -> list[URLPattern]:
    """The page and where its forms and buttons post to, behind the admin's own fences."""
    return [
        path("graph/transfers/", site.admin_view(transfers_page), name="graph_transfers"),
        path("graph/transfers/import/", site.admin_view(start_import), name="graph_import"),
        path("graph/transfers/export/", site.admin_view(start_export), name="graph_export"),
        path("graph/transfers/undo/<uuid:file_id>/", site.admin_view(start_undo), name="graph_undo"),
    ]


def _principal(request: HttpRequest, form: TenantForm) -> Principal:
    user = operator_of(request)
    if user is None or not may_ask(request):
        raise PermissionDenied
    chosen = form.cleaned_data.get("tenant")
    return principal_of(user, chosen.pk if chosen else None)


def _queue(by: Principal, type_name: str, payload: dict[str, Any]) -> Job:
    with tenant_scope(by.tenant_id):
        return job_create(principal=by, type_name=type_name, payload=payload)


def _said(error: PlatformError) -> str:
    """What a form says: the first of the faults, where the error names them."""
    faults = error.extensions.get("errors", ())
    return str(faults[0]["detail"] if faults else error.detail)


def _started(request: HttpRequest, job: Job) -> HttpResponse:
    messages.success(request, f"“{job}” is queued.")
    return HttpResponseRedirect(reverse("admin:jobs_job_change", args=[job.pk]))


def _page(
    request: HttpRequest, *, importing: ImportForm | None = None, exporting: ExportForm | None = None
) -> HttpResponse:
    user = operator_of(request)
    if user is None or not may_ask(request):
        raise PermissionDenied
    chooses = is_superuser(request)
    jobs = Paginator(_jobs(request), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [_row(job) for job in jobs.object_list]
    context = {
        **site.each_context(request),
        "title": "Imports and exports",
        "importing": importing or ImportForm(chooses_tenant=chooses, initial={"tenant": user.tenant_id}),
        "exporting": exporting or ExportForm(chooses_tenant=chooses, initial={"tenant": user.tenant_id}),
        "may_import": chooses or principal_of(user).can(Scope.GRAPH_WRITE),
        "jobs": jobs,
        "rows": rows,
        "is_live": any(not row["is_over"] for row in rows),
        "shows_tenant": chooses,
    }
    is_part = request.headers.get("HX-Request") == "true"
    template = "admin/graph/transfer_jobs.html" if is_part else "admin/graph/transfers.html"
    failed = any(form is not None and form.errors for form in (importing, exporting))
    return TemplateResponse(request, template, context, status=422 if failed else 200)


def _jobs(request: HttpRequest) -> QuerySet[Job]:
    """The jobs of the operator's tenant that the operator may see; those of all tenants for a superuser."""
    user = operator_of(request)
    rows = with_progress(Job.unscoped.filter(type__in=TRANSFERS))
    if user is None:
        return rows.none()
    if not user.is_superuser:
        rows = visible(rows.filter(tenant=user.tenant_id), principal_of(user))
    return rows.select_related("execution", "tenant").order_by("-pk")


def _row(job: Job) -> dict[str, Any]:
    status = status_of(job.execution)
    return {
        "job": job,
        "title": _TITLES[job.type],
        "status": status,
        "colour": STATUS_COLOURS[status],
        "is_over": job.execution.is_terminal,
        "progress": progress_of(job),
        "outcome": outcome_of(job),
        "at": moment(job.execution.created_at),
    }


def outcome_of(job: Job) -> str:
    """The figures of a job's result in a line; nothing, when there is none yet."""
    result = job.result or {}
    counts = ((name, result.get(name)) for name in _COUNTS)
    return ", ".join(f"{name} {count:,}" for name, count in counts if isinstance(count, int) and count)


register_page(
    OperatorPage(
        group="Graph",
        title="Imports and exports",
        icon="swap_vert",
        name="admin:graph_transfers",
        may_open=may_ask,
        urls=transfers_urls,
    )
)
