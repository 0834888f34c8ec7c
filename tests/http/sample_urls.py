"""A small API whose views go wrong in every way."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from rest_framework import exceptions, serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from platform_project.http import converters as converters
from platform_project.http.errors import Conflict, TransientError
from security.api.views import PlatformAPIView
from security.permissions import PUBLIC
from tenants.models import Tenant

handler400 = "platform_project.http.problems.bad_request"
handler403 = "platform_project.http.problems.permission_denied"
handler404 = "platform_project.http.problems.page_not_found"
handler500 = "platform_project.http.problems.server_error"

ERRORS: dict[str, Exception] = {
    "conflict": Conflict("It is already running.", extensions={"blockers": ["run-1"]}),
    "transient": TransientError(extensions={"retry_after": 7}),
    "throttled": exceptions.Throttled(wait=2.2),
    "not-found": exceptions.NotFound(),
    "django-not-found": Http404("No Tenant matches the given query."),
    "django-permission": PermissionDenied("secret reason"),
    "suspicious": SuspiciousOperation("secret path"),
    "unhandled": RuntimeError("secret state"),
}


class PartSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=5)


class ThingSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(min_value=1)
    parts = PartSerializer(many=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["count"] == 13:
            raise serializers.ValidationError("Thirteen is unlucky.", code="unlucky")
        return attrs


class EchoView(PlatformAPIView):
    scope = PUBLIC

    def post(self, request: Request) -> Response:
        serializer = ThingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response(serializer.data)


class FailingView(PlatformAPIView):
    """Writes a tenant and then fails."""

    scope = PUBLIC

    def get(self, request: Request, error: str) -> Response:
        if slug := request.query_params.get("slug"):
            Tenant.objects.create(slug=slug, name=slug)
        if error in ERRORS:
            raise ERRORS[error]
        return Response({})


class TenantSerializer(serializers.ModelSerializer[Tenant]):
    class Meta:
        model = Tenant
        fields = ("id", "slug")


class TenantListView(PlatformAPIView, GenericAPIView[Tenant]):
    scope = PUBLIC
    serializer_class = TenantSerializer

    def get(self, request: Request, prefix: str) -> Response:
        page = self.paginate_queryset(Tenant.objects.filter(slug__startswith=prefix))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class ThingView(PlatformAPIView):
    scope = PUBLIC

    def get(self, request: Request, thing_id: UUID) -> Response:
        return Response({"id": thing_id})


def plain(request: HttpRequest, error: str) -> HttpResponse:
    raise ERRORS[error]


async def plain_async(request: HttpRequest, error: str) -> HttpResponse:
    raise ERRORS[error]


def own_context(request: HttpRequest) -> HttpResponse:
    """What the log lines of this request carry."""
    import structlog

    return JsonResponse(structlog.contextvars.get_contextvars())


urlpatterns = [
    path("admin/", admin.site.urls),
    path("v1/echo", EchoView.as_view()),
    path("v1/fails/<str:error>", FailingView.as_view()),
    path("v1/tenants/<str:prefix>", TenantListView.as_view()),
    path("v1/things/<id:thing_id>", ThingView.as_view()),
    path("v1/plain/<str:error>", plain),
    path("v1/plain-async/<str:error>", transaction.non_atomic_requests(plain_async)),
    path("v1/context", own_context),
    path("page/<str:error>", plain),
    path("v1/", include("platform_project.http.urls")),
]
