"""``/v1/jobs``."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import selectors, services
from jobs.api.filters import JobFilters
from jobs.api.serializers import JobRequestSerializer, JobSerializer, JobTypesSerializer
from jobs.errors import UnknownJobType
from jobs.models import Execution, Job
from jobs.registry import job_types
from platform_project.http import conditional
from platform_project.http.errors import PermissionRefused
from platform_project.http.openapi_problems import problems
from security.api.views import PlatformAPIView
from security.permissions import Need
from security.principal import Principal
from security.scopes import Scope

MOVING = {"Cache-Control": conditional.MOVING}


@extend_schema(tags=["jobs"])
@extend_schema_view(
    get=extend_schema(operation_id="jobs_list", summary="List jobs", responses=JobSerializer(many=True)),
    post=extend_schema(
        operation_id="jobs_create",
        summary="Queue a job",
        extensions=problems(UnknownJobType, PermissionRefused),
        request=JobRequestSerializer,
        responses={202: JobSerializer},
    ),
)
class JobListView(PlatformAPIView, GenericAPIView[Job]):
    """Jobs: work of a registered type, done in the background."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.READ, "POST": Scope.JOBS_WRITE}
    serializer_class = JobRequestSerializer
    queryset = Job.unscoped.none()
    filterset_class = JobFilters

    def get(self, request: Request) -> Response:
        """The jobs that you may see, newest first."""
        rows = selectors.visible(selectors.with_progress(Job.objects.all()), self.principal)
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(JobSerializer(page, many=True).data)

    def post(self, request: Request) -> Response:
        """Queue a job and answer at once."""
        return accepted(job_requested(request, self.principal))


@extend_schema(tags=["jobs"])
class JobView(PlatformAPIView):
    """One job."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.READ, "DELETE": Scope.JOBS_WRITE}

    @extend_schema(operation_id="jobs_get", summary="Read a job", responses=JobSerializer)
    def get(self, request: Request, job_id: UUID) -> Response:
        """How far it has come."""
        job = selectors.job_visible(principal=self.principal, job_id=job_id)
        return Response(JobSerializer(job).data, headers=freshness(job.execution))

    @extend_schema(
        operation_id="jobs_cancel", summary="Cancel a job", responses={200: JobSerializer, 202: JobSerializer}
    )
    def delete(self, request: Request, job_id: UUID) -> Response:
        """Cancel it: 202 while its worker is being stopped, 200 once it has ended."""
        job = selectors.job_visible(principal=self.principal, job_id=job_id)
        job.execution = services.execution_cancel(execution=job.execution)
        return Response(
            JobSerializer(job).data, status=cancel_status(job.execution.is_terminal), headers=MOVING
        )


@extend_schema(tags=["jobs"])
class JobTypeListView(PlatformAPIView):
    """The types of jobs."""

    scope = Scope.READ

    @extend_schema(operation_id="jobs_types", summary="List the types of jobs", responses=JobTypesSerializer)
    def get(self, request: Request) -> Response:
        """Those that you may start, with the schemas of their payloads."""
        mine = [job_type for job_type in job_types() if job_type.is_for(self.principal)]
        return Response(JobTypesSerializer({"items": mine, "next_page_token": None}).data)


def job_requested(request: Request, principal: Principal) -> Job:
    """Queue the job that the body of a request describes."""
    asked = JobRequestSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return services.job_create(
        principal=principal,
        type_name=asked.validated_data["type"],
        payload=asked.validated_data["payload"],
        priority=asked.validated_data["priority"],
    )


def accepted(job: Job, *, below: str = "/v1/jobs") -> Response:
    """The answer to who has queued a job, with the place where they can read it."""
    return Response(
        JobSerializer(job).data,
        status=status.HTTP_202_ACCEPTED,
        headers={"Location": f"{below}/{job.pk}", **MOVING},
    )


def freshness(execution: Execution) -> dict[str, str]:
    """How long the answer to a GET may be kept."""
    return {"Cache-Control": conditional.SETTLED if execution.is_terminal else conditional.MOVING}


def cancel_status(is_terminal: bool) -> int:
    """The status of the answer to a DELETE."""
    return status.HTTP_200_OK if is_terminal else status.HTTP_202_ACCEPTED
