"""``/v1/graph/approvals``."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from graph.errors import GraphTimeout, GraphUnavailable
from graph.writes import selectors, services
from graph.writes.api.filters import ApprovalFilters
from graph.writes.api.serializers import ApprovalSerializer
from graph.writes.errors import ApprovalDecided, ApprovalExpired, ChangeRefused
from graph.writes.models import WriteApproval
from platform_project.http import conditional
from platform_project.http.openapi_problems import problems
from security.api.views import PlatformAPIView
from security.permissions import Need
from security.scopes import Scope

MOVING = {"Cache-Control": conditional.MOVING}


@extend_schema(tags=["graph-approvals"])
@extend_schema_view(
    get=extend_schema(
        operation_id="graph_approvals_list",
        summary="List changes that were proposed",
        responses=ApprovalSerializer(many=True),
    )
)
class ApprovalListView(PlatformAPIView, GenericAPIView[WriteApproval]):
    """Changes of the graph that a dry run has proposed."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.GRAPH_WRITE}
    serializer_class = ApprovalSerializer
    queryset = WriteApproval.unscoped.none()
    filterset_class = ApprovalFilters

    def get(self, request: Request) -> Response:
        """Those that you may decide, newest first."""
        page = self.paginate_queryset(self.filter_queryset(selectors.approvals_visible(self.principal)))
        return self.get_paginated_response(ApprovalSerializer(page, many=True).data)


@extend_schema(tags=["graph-approvals"])
class ApprovalView(PlatformAPIView):
    """One proposed change."""

    scope = Scope.GRAPH_WRITE

    @extend_schema(
        operation_id="graph_approvals_get",
        summary="Read a change that was proposed",
        responses=ApprovalSerializer,
    )
    def get(self, request: Request, approval_id: UUID) -> Response:
        """What it would do, and what has become of it."""
        approval = selectors.approval_visible(principal=self.principal, approval_id=approval_id)
        return Response(ApprovalSerializer(approval).data, headers=MOVING)


@extend_schema(tags=["graph-approvals"])
class ApprovalApproveView(PlatformAPIView):
    """Letting a change be made."""

    scope = Scope.GRAPH_WRITE

    @extend_schema(
        operation_id="graph_approvals_approve",
        summary="Approve a change",
        extensions=problems(ApprovalDecided, ApprovalExpired, ChangeRefused, GraphUnavailable, GraphTimeout),
        request=None,
        responses={200: ApprovalSerializer, 202: ApprovalSerializer},
    )
    def post(self, request: Request, approval_id: UUID) -> Response:
        """Let it be made, once: 202 with the job that makes it.

        When it would touch more nodes than the dry run said, nothing is done: 200 with a new approval, which
        says how many, and can be approved in its turn.
        """
        decision = services.approval_approve(by=self.principal, approval_id=approval_id)
        body = ApprovalSerializer(decision.approval).data
        if decision.job is None:
            return Response(body, headers=MOVING)
        location = {"Location": f"/v1/jobs/{decision.job.pk}"}
        return Response(body, status=status.HTTP_202_ACCEPTED, headers={**location, **MOVING})


@extend_schema(tags=["graph-approvals"])
class ApprovalRefuseView(PlatformAPIView):
    """Not letting a change be made."""

    scope = Scope.GRAPH_WRITE

    @extend_schema(
        operation_id="graph_approvals_refuse",
        summary="Refuse a change",
        extensions=problems(ApprovalDecided, ApprovalExpired),
        request=None,
        responses={200: ApprovalSerializer},
    )
    def post(self, request: Request, approval_id: UUID) -> Response:
        """Let it not be made, whoever has proposed it."""
        approval = services.approval_refuse(by=self.principal, approval_id=approval_id)
        return Response(ApprovalSerializer(approval).data, headers=MOVING)
