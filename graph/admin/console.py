"""The graph console: ask in plain words or type Cypher, and see all that the answer rests on."""

import json
from typing import Any, Final
from uuid import UUID

import structlog
from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from graph.admin.access import count_question, may_ask
from graph.admin.console_answers import LIMITS, Mode, answer_to, chosen_draft
from graph.admin.console_drawing import neighbours_of
from graph.admin.console_forms import MODES, NodeForm, PatternForm, QuestionForm
from graph.admin.console_keeping import evaluation_entry, pattern_of
from graph.admin.console_page import OUTCOME_COLOURS, shown
from graph.nl.pipeline import Answer
from graph.schema import schema_of
from jobs.admin.creation import principal_of
from jobs.presentation import moment
from platform_project.http.errors import PlatformError
from security.operators import OperatorPage, is_superuser, operator_of, register_page
from security.principal import Principal
from security.scopes import Scope
from tenants.context import tenant_scope

logger: Final = structlog.get_logger(__name__)

REMEMBERED: Final = 15
_HISTORY: Final = "graph_console"


@never_cache
@require_http_methods(["GET", "POST"])
def console_page(request: HttpRequest) -> HttpResponse:
    """The console; what is posted is answered, as a part of the page when its script asks."""
    _require(request)
    user = operator_of(request)
    chooses = is_superuser(request)
    if request.method == "GET":
        initial = {"tenant": getattr(user, "tenant_id", None), **_asked_before(request)}
        return _page(request, {"form": QuestionForm(initial=initial, chooses_tenant=chooses)})
    form = QuestionForm(request.POST, chooses_tenant=chooses)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _answered(request, form)
    else:
        context["failure"] = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return _page(request, context)


@require_POST
def neighbours(request: HttpRequest) -> HttpResponse:
    """A node's neighbours, as JSON for the drawing."""
    _require(request)
    form = NodeForm(request.POST, chooses_tenant=is_superuser(request))
    if not form.is_valid():
        return JsonResponse({"detail": "There is no such node."}, status=400)
    tenant_id = _principal(request, form).tenant_id
    said = form.cleaned_data
    try:
        count_question(request)
        with tenant_scope(tenant_id):
            schema = schema_of(tenant_id)
            found = neighbours_of(said["labels"], said["key"], tenant_id=tenant_id, schema=schema)
    except PlatformError as error:
        return JsonResponse({"detail": error.detail}, status=error.status)
    return JsonResponse(found.as_json(schema))


@require_POST
def keep_pattern(request: HttpRequest) -> HttpResponse:
    """Keep the answer to a question as a known question, and go to its page."""
    _require(request)
    form = PatternForm(request.POST, chooses_tenant=is_superuser(request))
    if not form.is_valid():
        messages.error(request, "Say what the known question is to be asked as.")
        return HttpResponseRedirect(reverse("admin:graph_console"))
    by, said = _principal(request, form), form.cleaned_data
    if not by.can(Scope.GRAPH_WRITE):
        raise PermissionDenied
    try:
        with tenant_scope(by.tenant_id):
            drafted = chosen_draft(said["text"], reading=said["reading"], principal=by)
            row = pattern_of(drafted, question=said["question"], by=by)
    except PlatformError as error:
        messages.error(request, f"It was not kept: {error.detail}")
        return HttpResponseRedirect(reverse("admin:graph_console"))
    messages.success(request, f"“{row.first_question()}” is a known question now.")
    return HttpResponseRedirect(reverse("admin:graph_cataloguepattern_change", args=[row.pk]))


@require_POST
def evaluation_file(request: HttpRequest) -> HttpResponse:
    """A question with its outcome as a file with one entry, for ``manage.py evaluate_nl``.

    An evaluation chooses no reading: where one was chosen, the entry expects to be asked which is meant.
    """
    _require(request)
    form = QuestionForm(request.POST, chooses_tenant=is_superuser(request))
    outcome = request.POST.get("outcome", "")
    if not form.is_valid() or form.cleaned_data["mode"] is not Mode.RUN or outcome not in OUTCOME_COLOURS:
        return HttpResponse("There is no such answer.", status=400)
    by, said = _principal(request, form), form.cleaned_data
    try:
        with tenant_scope(by.tenant_id):
            drafted = chosen_draft(said["text"], reading=None, principal=by)
            if outcome == "answer" and drafted.readings:
                outcome = "clarification"
            entry = evaluation_entry(drafted, outcome=outcome, by=by)
    except PlatformError as error:
        messages.error(request, f"There is no entry: {error.detail}")
        return HttpResponseRedirect(reverse("admin:graph_console"))
    headers = {"Content-Disposition": f'attachment; filename="{entry["id"]}.json"'}
    text = json.dumps([entry], indent=2, ensure_ascii=False) + "\n"
    return HttpResponse(text, content_type="application/json", headers=headers)


def console_urls() -> list[URLPattern]:
    """The page and what its buttons and its script ask for, behind the admin's own fences."""
    return [
        path("graph/console/", site.admin_view(console_page), name="graph_console"),
        path("graph/console/neighbours/", site.admin_view(neighbours), name="graph_console_neighbours"),
        path("graph/console/pattern/", site.admin_view(keep_pattern), name="graph_console_pattern"),
        path("graph/console/evaluation/", site.admin_view(evaluation_file), name="graph_console_evaluation"),
    ]


def _require(request: HttpRequest) -> None:
    if not may_ask(request):
        raise PermissionDenied


def _principal(request: HttpRequest, form: QuestionForm | NodeForm) -> Principal:
    """For whom the question is asked: in the own tenant, or for superusers in the chosen one."""
    user = operator_of(request)
    if user is None:
        raise PermissionDenied
    chosen = form.cleaned_data.get("tenant")
    return principal_of(user, chosen.pk if chosen else None)


def _answered(request: HttpRequest, form: QuestionForm) -> dict[str, Any]:
    """The answer as the page shows it, or why there is none."""
    said, principal = form.cleaned_data, _principal(request, form)
    outcome = "error"
    found: dict[str, Any] = {}
    try:
        count_question(request)
        with tenant_scope(principal.tenant_id):
            answer = answer_to(said["text"], mode=said["mode"], reading=said["reading"], principal=principal)
            found = shown(answer, tenant_id=principal.tenant_id, schema=schema_of(principal.tenant_id))
        outcome = answer.outcome
        found |= {
            "may_keep": _may_keep(answer, principal),
            "may_compare": said["mode"] is Mode.RUN,
            "tenant_id": principal.tenant_id,
            "said": said,
        }
    except PlatformError as error:
        found = {"failure": error.detail}
    logger.info("graph_console_asked", by=principal.sub, mode=str(said["mode"]), outcome=outcome)
    _remember(request, said, principal.tenant_id, outcome)
    return found


def _may_keep(answer: Answer, principal: Principal) -> bool:
    """Whether the answer can become a known question: made of a query, and not one already."""
    is_new = answer.outcome == "answer" and "pattern" not in answer.provenance
    return is_new and bool(answer.cypher) and principal.can(Scope.GRAPH_WRITE)


def _remember(request: HttpRequest, said: dict[str, Any], tenant_id: UUID, outcome: str) -> None:
    """Keep the operator's last questions with the login; each once, the newest first."""
    entry = {
        "text": said["text"],
        "mode": str(said["mode"]),
        "tenant": str(tenant_id),
        "outcome": outcome,
        "at": moment(timezone.now()),
    }
    others = [each for each in request.session.get(_HISTORY, []) if each["text"] != entry["text"]]
    request.session[_HISTORY] = [entry, *others][:REMEMBERED]


def _asked_before(request: HttpRequest) -> dict[str, str]:
    """What a link into the console fills in. It only fills in: opening a page asks nothing."""
    return {name: request.GET[name] for name in ("text", "mode", "tenant") if name in request.GET}


def _page(request: HttpRequest, shown_now: dict[str, Any]) -> HttpResponse:
    is_part = request.headers.get("HX-Request") == "true"
    history = [
        {**each, "colour": OUTCOME_COLOURS.get(each["outcome"], "danger")}
        for each in request.session.get(_HISTORY, [])
    ]
    context = {
        **({} if is_part else site.each_context(request)),
        "title": "Console",
        "history": history,
        "modes": MODES,
        "max_rows": LIMITS.max_rows,
        "is_part": is_part,
        **shown_now,
    }
    template = "admin/graph/console_answer.html" if is_part else "admin/graph/console.html"
    return TemplateResponse(request, template, context)


register_page(
    OperatorPage(
        group="Graph",
        title="Console",
        icon="terminal",
        name="admin:graph_console",
        may_open=may_ask,
        urls=console_urls,
    )
)
