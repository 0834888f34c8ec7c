"""``/v1/admin/tenants``."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from platform_project.http.errors import PermissionRefused
from platform_project.http.openapi_problems import problems
from security.api.views import PlatformAPIView
from security.permissions import Need
from security.scopes import Scope
from tenants import selectors, services
from tenants.api.filters import TenantFilters
from tenants.api.serializers import (
    PurgeSerializer,
    TenantChangeSerializer,
    TenantRequestSerializer,
    TenantSerializer,
)
from tenants.configuration import invalid
from tenants.errors import TenantExists, TenantIsDeleting, TenantIsThePlatform, TenantNotEmpty
from tenants.models import Tenant

PATH = "/v1/admin/tenants"


@extend_schema(tags=["admin-tenants"])
@extend_schema_view(
    get=extend_schema(
        operation_id="tenants_list", summary="List tenants", responses=TenantSerializer(many=True)
    ),
    post=extend_schema(
        operation_id="tenants_create",
        summary="Onboard a tenant",
        extensions=problems(TenantExists, PermissionRefused),
        request=TenantRequestSerializer,
        responses={200: TenantSerializer, 201: TenantSerializer},
    ),
)
class TenantListView(PlatformAPIView, GenericAPIView[Tenant]):
    """Tenants: whose data, limits, settings and people are kept apart from all others'."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.TENANTS_READ, "POST": Scope.TENANTS_WRITE}
    serializer_class = TenantRequestSerializer
    filterset_class = TenantFilters
    queryset = Tenant.objects.none()

    def get(self, request: Request) -> Response:
        """All tenants, newest first, to the platform's own people; to others their own."""
        rows = selectors.tenants_visible(self.principal).order_by("-pk")
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(TenantSerializer(page, many=True).data)

    def post(self, request: Request) -> Response:
        """Onboard a tenant in one call: 201; 200 when it is there exactly so, 409 when it differs."""
        asked = TenantRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        recorded = services.tenant_create(by=self.principal, **asked.validated_data)
        return Response(
            TenantSerializer(recorded.tenant).data,
            status=status.HTTP_201_CREATED if recorded.changed else status.HTTP_200_OK,
            headers={"Location": f"{PATH}/{recorded.tenant.pk}", **_recorded_as(recorded.event_id)},
        )


@extend_schema(
    tags=["admin-tenants"],
    parameters=[OpenApiParameter("tenant", str, OpenApiParameter.PATH, description="Its id or slug.")],
)
class TenantView(PlatformAPIView):
    """One tenant."""

    scopes: ClassVar[dict[str, Need]] = {
        "GET": Scope.TENANTS_READ,
        "PATCH": Scope.TENANTS_WRITE,
        "DELETE": Scope.TENANTS_WRITE,
    }

    def resource_to_change(self, **kwargs: Any) -> str:
        """The tenant, which its own people and the platform's call by its slug and by its id."""
        return services.change_of(self._visible(kwargs["tenant"]).pk)

    @extend_schema(operation_id="tenants_get", summary="Read a tenant", responses=TenantSerializer)
    def get(self, request: Request, tenant: str) -> Response:
        """Its configuration."""
        return Response(TenantSerializer(self._visible(tenant)).data)

    @extend_schema(
        operation_id="tenants_change",
        summary="Change a tenant",
        extensions=problems(TenantIsDeleting, TenantIsThePlatform, PermissionRefused),
        request=TenantChangeSerializer,
        responses=TenantSerializer,
    )
    def patch(self, request: Request, tenant: str) -> Response:
        """Change what is given. With `status` it is suspended, which shuts it out at once, and resumed.

        Administrators change of their own tenant its name, address, metadata and settings; limits, features
        and status are changed by those of the platform's own tenant.
        """
        found = self._visible(tenant)
        asked = TenantChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        recorded = services.tenant_update(by=self.principal, tenant_id=found.pk, changes=asked.validated_data)
        return Response(
            TenantSerializer(recorded.tenant).data,
            headers=_recorded_as(recorded.event_id),
        )

    @extend_schema(
        operation_id="tenants_delete",
        summary="Delete a tenant",
        extensions=problems(TenantNotEmpty, TenantIsDeleting, TenantIsThePlatform, PermissionRefused),
        parameters=[
            OpenApiParameter(
                "purge",
                OpenApiTypes.BOOL,
                description="Remove it with all it holds, by a job.",
                default=False,
            )
        ],
        responses={202: PurgeSerializer, 204: None},
    )
    def delete(self, request: Request, tenant: str) -> Response:
        """Delete it: 204 when it holds nothing, else 409 with what it holds; 202 and a job with `purge`."""
        found = self._visible(tenant)
        purge = request.query_params.get("purge", "false")
        if purge not in ("true", "false"):
            raise invalid("/purge", "invalid", "`true` or `false`.")
        if purge == "false":
            event_id = services.tenant_delete(by=self.principal, tenant_id=found.pk)
            return Response(status=status.HTTP_204_NO_CONTENT, headers=_recorded_as(event_id))
        asked = services.tenant_purge(by=self.principal, tenant_id=found.pk)
        job = f"/v1/jobs/{asked.job_id}"
        return Response(
            {"job_id": asked.job_id, "links": {"job": job, "events": f"{job}/events"}},
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": job, **_recorded_as(asked.event_id)},
        )

    def _visible(self, reference: str) -> Tenant:
        return selectors.tenant_visible(principal=self.principal, reference=reference)


def _recorded_as(event_id: UUID) -> dict[str, str]:
    """Under which id the logs have the change."""
    return {"X-Event-Id": str(event_id)}
