"""``/metrics`` of the web process."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client.exposition import choose_encoder

from jobs.state_metrics import StateCollector
from platform_project.telemetry.exposition import is_admitted
from platform_project.telemetry.multiprocess import registry


@require_safe
@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """What the web processes have counted, and how queues and executions stand.

    To those who may not read it, there is nothing here.
    """
    if not is_admitted(request.META):
        raise Http404
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(
        encode(registry(StateCollector())), content_type=content_type, headers={"Cache-Control": "no-store"}
    )
