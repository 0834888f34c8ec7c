"""``/v1/graph/schema``, ``/v1/graph/query`` and ``/v1/graph/ask``."""

from typing import ClassVar, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from graph.api.serializers import (
    AskRequestSerializer,
    GraphSchemaSerializer,
    QueryRequestSerializer,
    QuerySerializer,
    QuestionSerializer,
    SchemaQuerySerializer,
)
from graph.ask import typed
from graph.ask.selectors import question_visible
from graph.ask.services import question_ask
from graph.cypher import CypherRefused
from graph.errors import GraphQueryFailed, GraphTimeout, GraphUnavailable
from graph.schema import describe, schema_of
from jobs.api.views import MOVING, cancel_status, freshness
from jobs.errors import UnknownJobType
from jobs.models import Job
from jobs.selectors import oversees
from jobs.services import execution_cancel
from platform_project.http.errors import PermissionRefused
from platform_project.http.openapi_problems import problems
from security.api.views import PlatformAPIView
from security.permissions import Need
from security.scopes import Scope

ASK_PATH: Final = "/v1/graph/ask"
_GRAPH_FAILURES: Final = (GraphUnavailable, GraphTimeout, GraphQueryFailed)


@extend_schema(tags=["graph"])
class SchemaView(PlatformAPIView):
    """The shape of the tenant's graph."""

    scope = Scope.GRAPH_SCHEMA

    @extend_schema(
        operation_id="graph_schema_get",
        summary="Read the schema",
        extensions=problems(PermissionRefused, *_GRAPH_FAILURES),
        parameters=[SchemaQuerySerializer],
        responses=GraphSchemaSerializer,
    )
    def get(self, request: Request) -> Response:
        """Labels, relationship types and properties as they are: a quarter of an hour old at most.

        What the platform itself writes to the graph counts at once; `refresh` is for who has written to it by
        other ways. The entity tag is that of the schema's version.
        """
        asked = SchemaQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        refresh = asked.validated_data["refresh"]
        if refresh and not (self.principal.can(Scope.GRAPH_WRITE) or oversees(self.principal)):
            raise PermissionRefused("To have the schema read anew needs the scope graph:write.")
        schema = schema_of(self.principal.tenant_id, refresh=refresh)
        body = GraphSchemaSerializer(describe(schema)).data
        return Response(body, headers={"ETag": f'"{schema.version}"'})


@extend_schema(tags=["graph"])
class QueryView(PlatformAPIView):
    """Typed Cypher."""

    scope = Scope.GRAPH_READ

    @extend_schema(
        operation_id="graph_query",
        summary="Run a query",
        extensions=problems(CypherRefused, *_GRAPH_FAILURES),
        request=QueryRequestSerializer,
        responses=QuerySerializer,
    )
    def post(self, request: Request) -> Response:
        """Run a reading query within the tenant, and answer with its rows.

        It passes every layer of validation; what does not is refused with the layer and its reasons, and
        nothing has run then. A label or property that the graph does not have is no refusal but a notice.
        """
        asked = QueryRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        prepared = typed.check(
            asked.validated_data["cypher"],
            params=asked.validated_data["params"],
            tenant_id=self.principal.tenant_id,
            plan="EXPLAIN" if asked.validated_data["explain"] else None,
            limits=asked.limits(),
        )
        return Response(QuerySerializer(typed.run(prepared).as_json()).data)


@extend_schema(tags=["graph"])
class AskView(PlatformAPIView):
    """Questions in plain language."""

    scope = Scope.GRAPH_READ

    @extend_schema(
        operation_id="graph_ask",
        summary="Ask the graph a question",
        extensions=problems(UnknownJobType),
        request=AskRequestSerializer,
        responses={202: QuestionSerializer},
    )
    def post(self, request: Request) -> Response:
        """Ask; the answer comes later, at the Location.

        A change that is asked for is only proposed: the outcome is `confirmation`, and it is made once its
        approval is given.
        """
        asked = AskRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        job = question_ask(principal=self.principal, **asked.validated_data)
        headers = {"Location": f"{ASK_PATH}/{job.pk}", **MOVING}
        return Response(QuestionSerializer(job).data, status=status.HTTP_202_ACCEPTED, headers=headers)


@extend_schema(tags=["graph"])
class QuestionView(PlatformAPIView):
    """One question."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.GRAPH_READ, "DELETE": Scope.GRAPH_READ}

    def _found(self, question_id: UUID) -> Job:
        return question_visible(principal=self.principal, question_id=question_id)

    @extend_schema(
        operation_id="graph_ask_get", summary="Read a question's answer", responses=QuestionSerializer
    )
    def get(self, request: Request, question_id: UUID) -> Response:
        """How far it has come, and its answer once there is one."""
        job = self._found(question_id)
        return Response(QuestionSerializer(job).data, headers=freshness(job.execution))

    @extend_schema(
        operation_id="graph_ask_cancel",
        summary="Cancel a question",
        responses={200: QuestionSerializer, 202: QuestionSerializer},
    )
    def delete(self, request: Request, question_id: UUID) -> Response:
        """Cancel it: 202 while its query is being ended, 200 once it has ended."""
        job = self._found(question_id)
        job.execution = execution_cancel(execution=job.execution)
        code = cancel_status(job.execution.is_terminal)
        return Response(QuestionSerializer(job).data, status=code, headers=MOVING)
