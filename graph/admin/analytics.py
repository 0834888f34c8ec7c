"""The analytics page: figures of a whole graph, computed at once or by a job, as charts and tables."""

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import structlog
from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from graph import client
from graph.admin.access import count_question, may_ask
from graph.admin.analytics_charts import bars_of
from graph.admin.analytics_forms import MeasureForm
from graph.admin.analytics_shown import shown
from graph.analytics.computing.registry import Measure
from graph.analytics.errors import AnalysisTimeout
from graph.analytics.jobs import ANALYTICS_JOB
from graph.analytics.requests import MEASURES, with_defaults
from graph.analytics.services import Analysis, Observer, analyse
from graph.errors import GraphTimeout
from graph.schema import GraphSchema, schema_of
from jobs.admin.creation import principal_of
from jobs.models import Execution, Job
from jobs.presentation import Fact, moment, readable, status_of, words
from jobs.selectors import job_visible, visible
from jobs.services import job_create
from platform_project.http.errors import NotFound, PlatformError
from security.models import User
from security.operators import OperatorPage, is_superuser, operator_of, register_page
from security.principal import Principal
from tenants.context import across_tenants, tenant_scope
from tenants.models import Tenant

logger: Final = structlog.get_logger(__name__)

FIRST: Final = "centrality"
SECONDS: Final = client.IDLE_SECONDS - 0.5
"""How long a page computes; what takes longer is offered as a job."""
RECENT: Final = 8
_TITLES: Final = {
    "degree_distribution": "Degrees",
    "top_k_degree": "Most connected",
    "centrality": "Centrality",
    "clustering": "Clustering",
    "connected_components": "Components",
    "k_core": "Cores",
    "shortest_path": "Shortest path",
    "all_shortest_paths": "All shortest paths",
    "similarity": "Similarity",
}


@never_cache
@require_http_methods(["GET", "POST"])
def analytics_page(request: HttpRequest) -> HttpResponse:
    """The form of a measure, and what was found: by what is posted, or by the job that the address names."""
    user = operator_of(request)
    if user is None or not may_ask(request):
        raise PermissionDenied
    if "job" in request.GET and request.method == "GET":
        return _page_of_job(request, user, request.GET["job"])
    measure = MEASURES.get(request.GET.get("action", FIRST))
    if measure is None:
        raise Http404
    if request.method == "GET":
        initial = {"tenant": user.tenant_id, **request.GET.dict()}
        form = MeasureForm(measure=measure, chooses_tenant=is_superuser(request), initial=initial)
        return _page(request, user, measure, form, {})
    form = MeasureForm(request.POST, measure=measure, chooses_tenant=is_superuser(request))
    if not form.is_valid():
        return _page(request, user, measure, form, {"failure": "Please look at what is marked."})
    if "as_job" in request.POST:
        return _started(request, user, measure, form)
    return _page(request, user, measure, form, _computed(request, user, measure, form))


def _computed(request: HttpRequest, user: User, measure: Measure, form: MeasureForm) -> dict[str, Any]:
    """What was found, or why nothing was."""
    principal = _principal(user, form)
    arguments = with_defaults(measure, form.arguments())
    analysis = Analysis(measure.name, arguments, SECONDS)
    quiet = Observer(check_cancelled=lambda: None)
    try:
        count_question(request)
        found, notices = client.within(
            client.IDLE_SECONDS, lambda: analyse(principal.tenant_id, analysis, observer=quiet)
        )
    except (AnalysisTimeout, GraphTimeout):
        return {"takes_long": True}
    except PlatformError as error:
        return {"failure": error.detail}
    logger.info("graph_analytics_shown", by=principal.sub, measure=measure.name)
    return {"shown": shown(measure.name, found), "notices": notices}


def _started(
    request: HttpRequest, user: User, measure: Measure, form: MeasureForm
) -> HttpResponseRedirect | TemplateResponse:
    """Start a job, and go to its page, where its progress is."""
    principal = _principal(user, form)
    payload = {"action": measure.name, "arguments": form.arguments()}
    try:
        with tenant_scope(principal.tenant_id):
            job = job_create(principal=principal, type_name=ANALYTICS_JOB, payload=payload)
    except PlatformError as error:
        return _page(request, user, measure, form, {"failure": error.detail})
    messages.success(request, f"“{job}” is queued. Its figures will be under Analytics.")
    return HttpResponseRedirect(reverse("admin:jobs_job_change", args=[job.pk]))


def _page_of_job(request: HttpRequest, user: User, said: str) -> HttpResponse:
    """What a job has found, with the form as it was filled in."""
    job = _job(request, user, said)
    payload = job.payload
    measure = MEASURES[payload["action"]]
    said_then = {
        name: ", ".join(value) if isinstance(value, list) else value
        for name, value in payload.get("arguments", {}).items()
    }
    initial = {**said_then, "tenant": job.tenant_id}
    form = MeasureForm(measure=measure, chooses_tenant=is_superuser(request), initial=initial)
    context: dict[str, Any] = {"job": job, "job_url": reverse("admin:jobs_job_change", args=[job.pk])}
    if job.result:
        context |= {
            "shown": shown(measure.name, job.result["data"]),
            "notices": job.result["warnings"],
            "asked": [Fact(words(name), readable(value)) for name, value in payload["arguments"].items()]
            if payload.get("arguments")
            else [],
        }
    else:
        context["failure"] = f"The job is {status_of(job.execution)}."
    return _page(request, user, measure, form, context)


def _job(request: HttpRequest, user: User, said: str) -> Job:
    try:
        job_id = UUID(said)
        if is_superuser(request):
            with across_tenants():
                job = Job.unscoped.select_related("execution").filter(pk=job_id, type=ANALYTICS_JOB).first()
        else:
            principal = principal_of(user)
            with tenant_scope(principal.tenant_id):
                job = job_visible(principal=principal, job_id=job_id)
    except (ValueError, NotFound):
        raise Http404 from None
    if job is None or job.type != ANALYTICS_JOB:
        raise Http404
    return job


def _principal(user: User, form: MeasureForm) -> Principal:
    """For whom it is computed: in the own tenant, or for superusers in the chosen one."""
    chosen = form.cleaned_data.get("tenant")
    return principal_of(user, chosen.pk if chosen else None)


def _page(
    request: HttpRequest, user: User, measure: Measure, form: MeasureForm, found: dict[str, Any]
) -> TemplateResponse:
    tenant_id = _tenant_of(user, form)
    schema = _schema(tenant_id)
    overview = (
        [
            bars_of("Nodes by label", {each.name: each.count for each in schema.labels}),
            bars_of("Relationships by type", schema.relationship_counts),
        ]
        if schema
        else []
    )
    context = {
        **site.each_context(request),
        "title": "Analytics",
        "measure": measure,
        "measure_title": _TITLES.get(measure.name, words(measure.name)),
        "measures": [(name, _TITLES.get(name, words(name))) for name in _ordered()],
        "form": form,
        "schema": schema,
        "shown_tenant": tenant_id if is_superuser(request) else None,
        "overview": [] if found else overview,
        "recent": _recent(user),
        **found,
    }
    return TemplateResponse(request, "admin/graph/analytics.html", context)


def _ordered() -> list[str]:
    """The measures as the page lists them; one without a title of its own comes last."""
    return [
        *(name for name in _TITLES if name in MEASURES),
        *(name for name in MEASURES if name not in _TITLES),
    ]


def _tenant_of(user: User, form: MeasureForm) -> UUID | None:
    """Whose names are offered: those of the operator's own tenant, or of the one that a superuser chooses."""
    if "tenant" in form.fields:
        with suppress(ValidationError):
            chosen: Tenant = form.fields["tenant"].clean(form["tenant"].value())
            return chosen.pk
    return user.tenant_id


def _schema(tenant_id: UUID | None) -> GraphSchema | None:
    """The schema for the overview and the names to choose from; the page does without."""
    try:
        return schema_of(tenant_id) if tenant_id else None
    except PlatformError:
        return None


def _recent(user: User) -> list[dict[str, Any]]:
    """The newest jobs of the operator's tenant that have computed something."""
    if user.tenant_id is None:
        return []
    with tenant_scope(user.tenant_id):
        jobs = visible(Job.objects.filter(type=ANALYTICS_JOB), principal_of(user)).order_by("-pk")[:RECENT]
        return [
            {
                "id": job.pk,
                "title": _TITLES.get(job.payload["action"], words(job.payload["action"])),
                "status": status_of(job.execution),
                "is_done": job.execution.status == Execution.Status.SUCCEEDED,
                "at": moment(job.execution.created_at),
            }
            for job in jobs
        ]


def analytics_urls() -> list[URLPattern]:
    """The page, behind the admin's own fences."""
    return [path("graph/analytics/", site.admin_view(analytics_page), name="graph_analytics")]


register_page(
    OperatorPage(
        group="Graph",
        title="Analytics",
        icon="insights",
        name="admin:graph_analytics",
        may_open=may_ask,
        urls=analytics_urls,
    )
)
