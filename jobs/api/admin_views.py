"""``/v1/admin/jobs``: everybody's jobs, for those who oversee them.

Operators and administrators see their own tenant; those of the platform's own tenant see all.
"""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import selectors, services
from jobs.api.filters import AdminJobFilters
from jobs.api.serializers import JobRequestSerializer, JobSerializer
from jobs.api.views import MOVING, accepted, cancel_status, freshness, job_requested
from jobs.errors import UnknownJobType
from jobs.models import Job
from platform_project.http.errors import Conflict, ValidationFailed
from platform_project.http.openapi_problems import problems
from security.api.views import PlatformAPIView
from security.permissions import Need
from security.scopes import Scope
from security.tenancy import acts_platform_wide
from tenants.context import activate_across_for_request, activate_for_request

PATH = "/v1/admin/jobs"


class OverseersView(PlatformAPIView):
    """A view over the jobs of many owners."""

    scopes: ClassVar[dict[str, Need]] = {
        "GET": Scope.READ,
        "POST": Scope.JOBS_WRITE,
        "DELETE": Scope.JOBS_WRITE,
    }

    def check_permissions(self, request: Request) -> None:
        """Let in who oversees a tenant; the platform's own see across tenants."""
        super().check_permissions(request)
        selectors.require_overseer(self.principal)
        if acts_platform_wide(self.principal):
            activate_across_for_request()


@extend_schema(tags=["jobs"])
@extend_schema_view(
    get=extend_schema(
        operation_id="admin_jobs_list",
        summary="List the jobs of all owners",
        responses=JobSerializer(many=True),
    ),
    post=extend_schema(
        operation_id="admin_jobs_create",
        summary="Queue a job of your own",
        extensions=problems(UnknownJobType),
        request=JobRequestSerializer,
        responses={202: JobSerializer},
    ),
)
class AdminJobListView(OverseersView, GenericAPIView[Job]):
    """Jobs of all owners."""

    serializer_class = JobRequestSerializer
    queryset = Job.unscoped.none()
    filterset_class = AdminJobFilters

    def get(self, request: Request) -> Response:
        """The jobs that you oversee, newest first."""
        rows = selectors.with_progress(Job.unscoped.select_related("execution"))
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(JobSerializer(page, many=True).data)

    def post(self, request: Request) -> Response:
        """Queue a job of your own; its tenant is yours."""
        activate_for_request(self.principal.tenant_id)
        return accepted(job_requested(request, self.principal), below=PATH)


@extend_schema(tags=["jobs"])
class AdminJobView(OverseersView):
    """One job of any owner."""

    @extend_schema(operation_id="admin_jobs_get", summary="Read a job of any owner", responses=JobSerializer)
    def get(self, request: Request, job_id: UUID) -> Response:
        """How far it has come."""
        job = selectors.job_anywhere(job_id)
        return Response(JobSerializer(job).data, headers=freshness(job.execution))

    @extend_schema(
        operation_id="admin_jobs_cancel",
        summary="Cancel a job of any owner",
        responses={200: JobSerializer, 202: JobSerializer},
    )
    def delete(self, request: Request, job_id: UUID) -> Response:
        """Cancel it: 202 while its worker is being stopped, 200 once it has ended."""
        job = selectors.job_anywhere(job_id)
        job.execution = services.execution_cancel(execution=job.execution)
        return Response(
            JobSerializer(job).data, status=cancel_status(job.execution.is_terminal), headers=MOVING
        )


@extend_schema(tags=["jobs"])
class AdminJobRetryView(OverseersView):
    """Doing a job again."""

    @extend_schema(
        operation_id="admin_jobs_retry",
        summary="Do a job again",
        extensions=problems(Conflict, UnknownJobType, ValidationFailed),
        request=None,
        responses={202: JobSerializer},
    )
    def post(self, request: Request, job_id: UUID, **kwargs: Any) -> Response:
        """Do a failed or cancelled job again, as a new job of the same owner."""
        job = selectors.job_anywhere(job_id)
        activate_for_request(job.tenant_id)
        return accepted(services.job_retry(by=self.principal, job=job), below=PATH)
