"""``/v1/admin/db``: what the databases hold, and work on them."""

from dataclasses import asdict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from graph.errors import GraphQueryFailed, GraphTimeout, GraphUnavailable
from jobs.api.views import MOVING, freshness
from jobs.errors import PlatformTenantOnly
from jobs.services import execution_cancel, job_create
from platform_project.http.errors import NotFound
from platform_project.http.openapi_problems import problems
from platform_project.operations import databases
from platform_project.operations.api.serializers import (
    AcceptedSerializer,
    CountsSerializer,
    DatabaseJobRequestSerializer,
    DatabaseJobSerializer,
)
from platform_project.operations.kinds import job_type_of
from platform_project.operations.selectors import database_job
from security.api.views import PlatformAPIView
from security.scopes import Scope
from security.tenancy import acts_platform_wide
from tenants.context import activate_across_for_request


@extend_schema(tags=["admin-db"])
class CountsView(PlatformAPIView):
    """How much the databases hold."""

    scope = Scope.ADMIN_ALL

    @extend_schema(
        operation_id="admin_db_counts",
        summary="Count what the databases hold",
        extensions=problems(GraphUnavailable, GraphTimeout, GraphQueryFailed),
        responses=CountsSerializer,
    )
    def get(self, request: Request) -> Response:
        """Nodes, relationships and rows: of your tenant, or of all of them in the platform's own."""
        across = acts_platform_wide(self.principal)
        if across:
            activate_across_for_request()
        tables = databases.table_counts(across=across)
        graph = databases.graph_counts(tenant_id=None if across else self.principal.tenant_id)
        return Response({"ok": True, **asdict(graph), "tables": tables}, headers=MOVING)


@extend_schema(tags=["admin-db"])
class DatabaseJobListView(PlatformAPIView):
    """Work on the databases."""

    scope = Scope.ADMIN_ALL

    @extend_schema(
        operation_id="admin_db_jobs_create",
        summary="Queue work on a database",
        extensions=problems(PlatformTenantOnly),
        request=DatabaseJobRequestSerializer,
        responses={202: AcceptedSerializer},
    )
    def post(self, request: Request) -> Response:
        """Queue it as a job. What reaches beyond a tenant is for administrators of the platform's own."""
        asked = DatabaseJobRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        type_name = job_type_of(asked.validated_data["kind"], asked.validated_data.get("target"))
        job = job_create(principal=self.principal, type_name=type_name, payload={})
        return Response(
            {"ok": True, "job_id": job.pk},
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": f"/v1/admin/db/jobs/{job.pk}", **MOVING},
        )


@extend_schema(tags=["admin-db"])
class DatabaseJobView(PlatformAPIView):
    """One piece of work on a database."""

    scope = Scope.ADMIN_ALL

    @extend_schema(
        operation_id="admin_db_jobs_get", summary="Read work on a database", responses=DatabaseJobSerializer
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        """How far it has come."""
        job = database_job(job_id)
        if job is None:
            raise NotFound(f"There is no work on the databases with the id {job_id}.")
        return Response(DatabaseJobSerializer(job).data, headers=freshness(job.execution))

    @extend_schema(
        operation_id="admin_db_jobs_cancel", summary="Cancel work on a database", responses={204: None}
    )
    def delete(self, request: Request, job_id: UUID) -> Response:
        """Let it stop; the answer is the same when it has ended, or is not there."""
        job = database_job(job_id)
        if job is not None:
            execution_cancel(execution=job.execution)
        return Response(status=status.HTTP_204_NO_CONTENT)
