"""Liveness, readiness, start-up, components, and the front door of the API."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.urls import is_valid_path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.health import drain, startup
from platform_project.health.checks import check_all, check_one
from platform_project.health.findings import Health
from platform_project.health.serializers import (
    HealthComponentSerializer,
    HealthSerializer,
    LiveSerializer,
    RootSerializer,
    StartupSerializer,
)
from platform_project.http.errors import NotFound, PlatformError
from platform_project.http.openapi import NEVER_KEPT
from security.api.views import PlatformAPIView
from security.authentication import principal_of
from security.permissions import PUBLIC
from security.scopes import Scope

SERVICE = "agentic-platform"
NEVER_STORED = {"Cache-Control": "no-store"}


class ProbeView(APIView):
    """A view that answers whatever is broken."""

    scope = PUBLIC
    # DRF would find out who asks before it answers, and for that needs the database that may be down.
    authentication_classes = ()


class LiveView(ProbeView):
    """Whether the process answers. It touches nothing else: a broken database must restart no web process."""

    renderer_classes = (JSONRenderer,)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Whatever the prober accepts, it gets the one answer that there is."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        tags=["health"],
        operation_id="health_live",
        summary="Ask whether the process answers",
        extensions=NEVER_KEPT,
        responses={(200, "text/plain"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:
        """It does."""
        return HttpResponse("ok", content_type="text/plain", headers=NEVER_STORED)


class LiveV2View(LiveView):
    """The same in JSON."""

    @extend_schema(
        tags=["health"],
        operation_id="health_live_v2",
        summary="Ask whether the process answers, in JSON",
        extensions=NEVER_KEPT,
        responses=LiveSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        """It does, and says what it is."""
        return Response({"status": str(Health.OK), **_identity()}, headers=NEVER_STORED)


class ReadyView(ProbeView):
    """Whether this process is to be given work."""

    @extend_schema(
        tags=["health"],
        operation_id="health_ready",
        summary="Ask whether it is to be given work",
        extensions=NEVER_KEPT,
        responses={200: HealthSerializer, 503: HealthSerializer},
    )
    def get(self, request: Request) -> Response:
        """All components at once: 200 when ok or degraded, 503 without a critical one or while draining."""
        report = check_all()
        status = Health.UNAVAILABLE if drain.current() else report.status
        return _answer({**_identity(), **report.as_json(detailed=False), "status": str(status)}, status)


class StartupView(ProbeView):
    """Whether this process has come up, and what with."""

    @extend_schema(
        tags=["health"],
        operation_id="health_startup",
        summary="Ask whether it has come up",
        extensions=NEVER_KEPT,
        responses={200: StartupSerializer, 503: StartupSerializer},
    )
    def get(self, request: Request) -> Response:
        """All components, the environment, limits and migrations: 503 while a critical component is missing.

        A drained deployment's processes come up too: that they get no work is the business of ``ready``.
        """
        report = check_all()
        body = {
            **_identity(),
            **report.as_json(detailed=False),
            "environment": startup.environment(),
            "limits": startup.limits(),
            "migrations": startup.migration_state(report),
        }
        return _answer(body, report.status)


class ComponentsView(ProbeView):
    """How every component is."""

    @extend_schema(
        tags=["health"],
        operation_id="health_components",
        summary="Read how all components are",
        extensions=NEVER_KEPT,
        responses=HealthSerializer,
    )
    def get(self, request: Request) -> Response:
        """All components, 200 even when some fail. Holders of ``system:metrics`` see all details."""
        report = check_all()
        body = report.as_json(detailed=_sees_details(request))
        return _answer({**_identity(), **body}, Health.OK)


class ComponentView(ProbeView):
    """How one component is."""

    @extend_schema(
        tags=["health"],
        operation_id="health_component",
        summary="Read how one component is",
        extensions=NEVER_KEPT,
        responses=HealthComponentSerializer,
    )
    def get(self, request: Request, name: str) -> Response:
        """One component, 200 even when it fails. Holders of ``system:metrics`` see all details."""
        if (report := check_one(name)) is None:
            raise NotFound(f"This deployment has no component {name}.")
        return _answer(report.as_json(detailed=_sees_details(request)), Health.OK)


class RootView(PlatformAPIView):
    """Where to go from here."""

    scope = PUBLIC

    @extend_schema(
        responses=RootSerializer,
        tags=["meta"],
        operation_id="root",
        summary="Read where to go from here",
        extensions=NEVER_KEPT,
    )
    def get(self, request: Request) -> Response:
        """The name and version of the service, and its first addresses."""
        body: dict[str, Any] = {
            **_identity(),
            "env": settings.APP_ENV,
            "docs": "/v1/docs",
            "links": {
                "docs": "/v1/docs",
                "openapi": "/v1/openapi.json",
                "ready": "/v1/health/ready",
                "me": "/v1/auth/me",
            },
        }
        if is_valid_path("/metrics"):
            body["metrics"] = "/metrics"
        return Response(body, headers=NEVER_STORED)


def _identity() -> dict[str, Any]:
    return {"service": SERVICE, "version": settings.SPECTACULAR_SETTINGS["VERSION"]}


def _answer(body: dict[str, Any], status: Health) -> Response:
    return Response(body, status=503 if status is Health.UNAVAILABLE else 200, headers=NEVER_STORED)


def _sees_details(request: Request) -> bool:
    """Whether the caller watches over the platform. While the database is away, nobody is known."""
    database = check_one("postgres")
    if database is None or database.status is Health.UNAVAILABLE:
        return False
    try:
        return principal_of(request._request).can(Scope.SYSTEM_METRICS)
    except (PlatformError, DatabaseError):
        return False
