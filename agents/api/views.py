"""``/v1/agent-runs``."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agents import selectors, services
from agents.api.filters import RunFilters
from agents.api.serializers import (
    RunCreatedSerializer,
    RunQuerySerializer,
    RunRequestSerializer,
    RunSerializer,
    RunSummarySerializer,
    StepSerializer,
    links_of,
)
from agents.errors import SessionNotActive, SessionNotFound, UnknownModel
from agents.models import AgentRun, Step
from jobs.api.views import MOVING, cancel_status, freshness
from jobs.errors import UnknownJobType
from platform_project.http.openapi_problems import problems
from security.api.views import PlatformAPIView
from security.permissions import Need
from security.scopes import Scope

READERS = (Scope.READ, Scope.AGENTS_RUN)


@extend_schema(tags=["agents"])
@extend_schema_view(
    get=extend_schema(
        operation_id="runs_list", summary="List runs", responses=RunSummarySerializer(many=True)
    ),
    post=extend_schema(
        operation_id="runs_create",
        summary="Ask a question",
        extensions=problems(SessionNotFound, SessionNotActive, UnknownModel, UnknownJobType),
        parameters=[RunQuerySerializer],
        request=RunRequestSerializer,
        responses={202: RunCreatedSerializer},
    ),
)
class RunListView(PlatformAPIView, GenericAPIView[AgentRun]):
    """Runs: questions in plain language, and what became of them."""

    scopes: ClassVar[dict[str, Need]] = {"GET": READERS, "POST": Scope.AGENTS_RUN}
    serializer_class = RunRequestSerializer
    queryset = AgentRun.unscoped.none()
    filterset_class = RunFilters

    def get(self, request: Request) -> Response:
        """The runs that you may see, newest first."""
        page = self.paginate_queryset(self.filter_queryset(selectors.runs_visible(principal=self.principal)))
        return self.get_paginated_response(RunSummarySerializer(page, many=True).data)

    def post(self, request: Request) -> Response:
        """Ask a question; the answer comes later, at the links."""
        asked = RunRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted = RunQuerySerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        create = services.run_create_by_job if wanted.validated_data["use_jobs"] else services.run_create
        run = create(principal=self.principal, question=services.Question(**asked.validated_data))
        return Response(
            RunCreatedSerializer(run).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": links_of(run)["self"], **MOVING},
        )


@extend_schema(tags=["agents"])
class RunView(PlatformAPIView):
    """One run."""

    scopes: ClassVar[dict[str, Need]] = {"GET": READERS, "DELETE": Scope.AGENTS_RUN}

    @extend_schema(operation_id="runs_get", summary="Read a run", responses=RunSerializer)
    def get(self, request: Request, run_id: UUID) -> Response:
        """How far it has come, and its answer once there is one."""
        run = selectors.run_visible(principal=self.principal, run_id=run_id)
        return Response(RunSerializer(run).data, headers=freshness(run.execution))

    @extend_schema(
        operation_id="runs_cancel", summary="Cancel a run", responses={200: RunSerializer, 202: RunSerializer}
    )
    def delete(self, request: Request, run_id: UUID) -> Response:
        """Cancel it: 202 while its worker is being stopped, 200 once it has ended."""
        run = services.run_cancel(run=selectors.run_visible(principal=self.principal, run_id=run_id))
        return Response(
            RunSerializer(run).data, status=cancel_status(run.execution.is_terminal), headers=MOVING
        )


@extend_schema(tags=["agents"])
@extend_schema_view(
    get=extend_schema(
        operation_id="runs_steps", summary="List the steps of a run", responses=StepSerializer(many=True)
    )
)
class RunStepsView(PlatformAPIView, GenericAPIView[Step]):
    """The steps of a run."""

    scope = READERS
    serializer_class = StepSerializer
    queryset = Step.unscoped.none()

    def get(self, request: Request, run_id: UUID) -> Response:
        """Its steps, in their order."""
        run = selectors.run_visible(principal=self.principal, run_id=run_id)
        page = self.paginate_queryset(self.filter_queryset(selectors.steps_of_run(run)))
        return self.get_paginated_response(StepSerializer(page, many=True).data)
