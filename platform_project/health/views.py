"""Liveness, readiness, and the front door of the API."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.health.checks import Health, Report, check, overall
from platform_project.health.registry import components
from platform_project.health.serializers import HealthSerializer, RootSerializer
from security.api.views import PlatformAPIView
from security.permissions import PUBLIC

SERVICE = "agentic-platform"


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; it touches nothing else, so that a broken database restarts no web process."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


class ReadyView(APIView):
    """Whether this process can do its work."""

    scope = PUBLIC
    # Who asks does not matter, and finding out would need the database that may be down.
    authentication_classes = ()

    @extend_schema(
        tags=["health"],
        operation_id="health_ready",
        responses={200: HealthSerializer, 503: HealthSerializer},
    )
    def get(self, request: Request) -> Response:
        """All components at once: 200 when ok or degraded, 503 when an essential one is missing."""
        reports = check(components())
        status = overall(reports)
        return Response(
            {
                "service": SERVICE,
                "version": settings.SPECTACULAR_SETTINGS["VERSION"],
                "status": status,
                "time": timezone.now(),
                "checks": {report.component.name: _as_json(report) for report in reports},
            },
            status=503 if status is Health.UNAVAILABLE else 200,
            headers={"Cache-Control": "no-store"},
        )


def _as_json(report: Report) -> dict[str, Any]:
    body: dict[str, Any] = {
        "ok": report.status is Health.OK,
        "status": report.status,
        "latency_ms": report.latency_ms,
    }
    if report.reason:
        body["details"] = {"reason": report.reason}
    return body


class RootView(PlatformAPIView):
    """Where to go from here."""

    scope = PUBLIC

    @extend_schema(responses=RootSerializer, tags=["health"], operation_id="root")
    def get(self, request: Request) -> Response:
        """The name and version of the service, and its first addresses."""
        return Response(
            {
                "service": SERVICE,
                "version": settings.SPECTACULAR_SETTINGS["VERSION"],
                "links": {
                    "docs": "/v1/docs",
                    "openapi": "/v1/openapi.json",
                    "ready": "/v1/health/ready",
                    "me": "/v1/auth/me",
                },
            }
        )
