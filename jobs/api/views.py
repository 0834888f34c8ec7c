"""``/v1/jobs``."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import selectors, services
from jobs.api.serializers import JobRequestSerializer, JobSerializer
from jobs.models import Job
from security.api.views import PlatformAPIView
from security.permissions import Need
from security.scopes import Scope

MOVING = {"Cache-Control": "private, no-cache"}


@extend_schema(tags=["jobs"])
@extend_schema_view(
    get=extend_schema(operation_id="jobs_list", responses=JobSerializer(many=True)),
    post=extend_schema(
        operation_id="jobs_create", request=JobRequestSerializer, responses={202: JobSerializer}
    ),
)
class JobListView(PlatformAPIView, GenericAPIView[Job]):
    """Jobs: work of a registered type, done in the background."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.READ, "POST": Scope.JOBS_WRITE}
    serializer_class = JobRequestSerializer
    queryset = Job.unscoped.none()

    def get(self, request: Request) -> Response:
        """The jobs that you may see, newest first."""
        page = self.paginate_queryset(selectors.visible(Job.objects.all(), self.principal))
        return self.get_paginated_response(JobSerializer(page, many=True).data)

    def post(self, request: Request) -> Response:
        """Queue a job and answer at once."""
        asked = JobRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        job = services.job_create(
            principal=self.principal,
            type_name=asked.validated_data["type"],
            payload=asked.validated_data["payload"],
        )
        return Response(
            JobSerializer(job).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": f"/v1/jobs/{job.pk}", **MOVING},
        )


@extend_schema(tags=["jobs"])
class JobView(PlatformAPIView):
    """One job."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.READ, "DELETE": Scope.JOBS_WRITE}

    @extend_schema(operation_id="jobs_get", responses=JobSerializer)
    def get(self, request: Request, job_id: UUID) -> Response:
        """How far it has come."""
        job = selectors.job_visible(principal=self.principal, job_id=job_id)
        return Response(JobSerializer(job).data, headers=MOVING)

    @extend_schema(operation_id="jobs_cancel", responses={200: JobSerializer, 202: JobSerializer})
    def delete(self, request: Request, job_id: UUID) -> Response:
        """Cancel it: 202 while its worker is being stopped, 200 once it has ended."""
        job = selectors.job_visible(principal=self.principal, job_id=job_id)
        job.execution = services.execution_cancel(execution=job.execution)
        return Response(
            JobSerializer(job).data, status=cancel_status(job.execution.is_terminal), headers=MOVING
        )


def cancel_status(is_terminal: bool) -> int:
    """The status of the answer to a DELETE."""
    return status.HTTP_200_OK if is_terminal else status.HTTP_202_ACCEPTED


EVENT_STREAM: dict[Any, Any] = {(200, "text/event-stream"): OpenApiTypes.STR}
