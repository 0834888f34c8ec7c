"""A small API whose views go wrong in every way."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django_filters import CharFilter, MultipleChoiceFilter
from django_filters.rest_framework import FilterSet
from rest_framework import exceptions, serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from platform_project.http import converters as converters
from platform_project.http.deprecation import Deprecation
from platform_project.http.errors import Conflict, NotFound, TransientError
from platform_project.http.filters import MomentFilter, OrderingFilter
from platform_project.http.serializers import StrictSerializer
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
    "database": OperationalError("secret address"),
    "unhandled": RuntimeError("secret state"),
}


class PartSerializer(StrictSerializer):
    name = serializers.CharField(max_length=5)


class ThingSerializer(StrictSerializer):
    count = serializers.IntegerField(min_value=1)
    part = PartSerializer(required=False)
    parts = PartSerializer(many=True, required=False)
    seen = serializers.BooleanField(read_only=True, default=True)
    title = serializers.CharField(required=False, allow_null=True)
    loud = serializers.BooleanField(required=False, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    names = serializers.DictField(child=serializers.CharField(), required=False)

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


class TenantFilters(FilterSet):
    name = CharFilter()
    status = MultipleChoiceFilter(choices=Tenant.Status.choices)
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    ordering = OrderingFilter(name="name", created_at="created_at")


class TenantListView(PlatformAPIView, GenericAPIView[Tenant]):
    scope = PUBLIC
    serializer_class = TenantSerializer
    filterset_class = TenantFilters

    def get(self, request: Request, prefix: str) -> Response:
        rows = Tenant.objects.filter(slug__startswith=prefix)
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class TenantView(PlatformAPIView):
    """A resource that is read, changed and deleted."""

    scope = PUBLIC

    def get(self, request: Request, tenant_id: UUID) -> Response:
        return Response(TenantSerializer(self._find(tenant_id)).data)

    def patch(self, request: Request, tenant_id: UUID) -> Response:
        tenant = self._find(tenant_id)
        tenant.slug = request.data["slug"]
        tenant.save()
        return Response(TenantSerializer(tenant).data)

    def delete(self, request: Request, tenant_id: UUID) -> Response:
        self._find(tenant_id).delete()
        return Response(status=204)

    def _find(self, tenant_id: UUID) -> Tenant:
        if (tenant := Tenant.objects.filter(pk=tenant_id).first()) is None:
            raise NotFound
        return tenant


class OutgoingView(PlatformAPIView):
    """Will not be there for ever."""

    scope = PUBLIC
    deprecation = Deprecation(since=datetime(2026, 1, 1, tzinfo=UTC), sunset=datetime(2027, 1, 1, tzinfo=UTC))

    def get(self, request: Request) -> Response:
        return Response({}, headers={"Link": '</v1/next>; rel="next"'})

    def delete(self, request: Request) -> Response:
        raise ERRORS["conflict"]


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
    path("v1/tenant/<id:tenant_id>", TenantView.as_view()),
    path("v1/outgoing", OutgoingView.as_view()),
    path("v1/plain/<str:error>", plain),
    path("v1/plain-async/<str:error>", transaction.non_atomic_requests(plain_async)),
    path("v1/context", own_context),
    path("page/<str:error>", plain),
    path("v1/", include("platform_project.http.urls")),
]
