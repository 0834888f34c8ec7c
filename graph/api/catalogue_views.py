"""``/v1/graph/catalog``."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from graph.api.catalogue_filters import PatternFilters
from graph.api.catalogue_serializers import (
    ExportSerializer,
    ImportRequestSerializer,
    ImportSerializer,
    PatternChangeSerializer,
    PatternRequestSerializer,
    PatternSerializer,
    TrialRequestSerializer,
    TrialSerializer,
)
from graph.errors import (
    GraphQueryFailed,
    GraphTimeout,
    GraphUnavailable,
    PatternExists,
    PatternNotFound,
)
from graph.models import CataloguePattern
from graph.nl.catalogue import services
from graph.nl.catalogue.files import export_catalogue, import_catalogue
from graph.nl.catalogue.proposal import answered_by, propose
from graph.nl.catalogue.selectors import pattern_visible, patterns_visible
from graph.nl.catalogue.trial import pattern_try
from graph.schema import schema_of
from platform_project.http.errors import InvalidRequest, NotFound, PermissionRefused
from platform_project.http.openapi_problems import problems
from security.api.views import PlatformAPIView
from security.permissions import Need
from security.scopes import Scope
from tenants.configuration import invalid

PATH = "/v1/graph/catalog"


@extend_schema(tags=["graph-catalog"])
@extend_schema_view(
    get=extend_schema(
        operation_id="graph_catalog_list", summary="List patterns", responses=PatternSerializer(many=True)
    ),
    post=extend_schema(
        operation_id="graph_catalog_create",
        summary="Add a pattern",
        extensions=problems(
            PatternExists, PermissionRefused, NotFound, GraphUnavailable, GraphTimeout, GraphQueryFailed
        ),
        request=PatternRequestSerializer,
        responses={201: PatternSerializer},
    ),
)
class CatalogueView(PlatformAPIView, GenericAPIView[CataloguePattern]):
    """Known questions: those of the tenant, and those of all."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.GRAPH_READ, "POST": Scope.GRAPH_WRITE}
    serializer_class = PatternRequestSerializer
    filterset_class = PatternFilters
    queryset = CataloguePattern.unscoped.none()

    def get(self, request: Request) -> Response:
        """Those that the tenant sees, the newest first. Its own hides the one of all that has its name."""
        page = self.paginate_queryset(self.filter_queryset(patterns_visible()))
        return self.get_paginated_response(PatternSerializer(page, many=True).data)

    def post(self, request: Request) -> Response:
        """Add a pattern, from its fields or from the answer of a run or of a question asked of the graph.

        With `from_run`, the id of either, the question's values that the query compares with become
        parameters; what is given beside it counts instead of what is proposed.
        """
        asked = PatternRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        fields, source = asked.fields_of_pattern(), CataloguePattern.Source.OPERATOR
        if answer_id := asked.validated_data.get("from_run"):
            answered = answered_by(answer_id, principal=self.principal)
            fields = {**propose(answered, schema=schema_of(self.principal.tenant_id)), **fields}
            source = CataloguePattern.Source.ANSWER
        row = services.pattern_create(
            by=self.principal,
            tenant_id=None if asked.validated_data["shared"] else self.principal.tenant_id,
            fields=fields,
            source=source,
        )
        return Response(
            PatternSerializer(row).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": f"{PATH}/{row.pk}"},
        )


@extend_schema(tags=["graph-catalog"])
class PatternView(PlatformAPIView):
    """One pattern."""

    scopes: ClassVar[dict[str, Need]] = {
        "GET": Scope.GRAPH_READ,
        "PATCH": Scope.GRAPH_WRITE,
        "DELETE": Scope.GRAPH_WRITE,
    }

    def resource_to_change(self, **kwargs: Any) -> str:
        """The pattern, whichever tenant it is read from: one of all is changed from the platform's."""
        return f"catalogue pattern {kwargs['pattern_id']}"

    @extend_schema(
        operation_id="graph_catalog_get",
        summary="Read a pattern",
        extensions=problems(PatternNotFound),
        responses=PatternSerializer,
    )
    def get(self, request: Request, pattern_id: UUID) -> Response:
        """What is asked, and what answers it."""
        return Response(PatternSerializer(pattern_visible(pattern_id)).data)

    @extend_schema(
        operation_id="graph_catalog_change",
        summary="Change a pattern",
        extensions=problems(PatternNotFound, PatternExists, PermissionRefused),
        request=PatternChangeSerializer,
        responses=PatternSerializer,
    )
    def patch(self, request: Request, pattern_id: UUID) -> Response:
        """Change what is given; its version goes up by one when anything differs."""
        row = pattern_visible(pattern_id)
        asked = PatternChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if not asked.validated_data:
            raise InvalidRequest("Name at least one field to change.")
        row = services.pattern_update(by=self.principal, row=row, changes=asked.validated_data)
        return Response(PatternSerializer(row).data)

    @extend_schema(
        operation_id="graph_catalog_delete",
        summary="Delete a pattern",
        extensions=problems(PatternNotFound, PermissionRefused),
        responses={204: None},
    )
    def delete(self, request: Request, pattern_id: UUID) -> Response:
        """Delete it. What ships comes back with the next release: switch it off instead."""
        services.pattern_delete(by=self.principal, row=pattern_visible(pattern_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["graph-catalog"])
class TrialView(PlatformAPIView):
    """A question for one pattern."""

    scope = Scope.GRAPH_READ

    @extend_schema(
        operation_id="graph_catalog_try",
        summary="Try a pattern",
        extensions=problems(PatternNotFound, GraphUnavailable, GraphTimeout, GraphQueryFailed),
        request=TrialRequestSerializer,
        responses=TrialSerializer,
    )
    def post(self, request: Request, pattern_id: UUID) -> Response:
        """Whether it matches, with which parameters, what would run, and the first rows. Nothing is kept."""
        pattern = pattern_visible(pattern_id)
        asked = TrialRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        trial = pattern_try(
            pattern=pattern, question=asked.validated_data["question"], tenant_id=self.principal.tenant_id
        )
        return Response(TrialSerializer(trial.as_json()).data)


@extend_schema(tags=["graph-catalog"])
class ExportView(PlatformAPIView):
    """The catalogue as a file."""

    scope = Scope.GRAPH_READ

    @extend_schema(
        operation_id="graph_catalog_export",
        summary="Export the catalogue",
        parameters=[
            OpenApiParameter("shared", bool, description="The catalogue of all tenants.", default=False)
        ],
        responses=ExportSerializer,
    )
    def get(self, request: Request) -> Response:
        """The tenant's own patterns and synonyms as YAML, or with `shared` those of all."""
        shared = request.query_params.get("shared", "false")
        if shared not in ("true", "false"):
            raise invalid("/shared", "invalid", "`true` or `false`.")
        tenant_id = None if shared == "true" else self.principal.tenant_id
        return Response({"content": export_catalogue(tenant_id)})


@extend_schema(tags=["graph-catalog"])
class ImportView(PlatformAPIView):
    """A file to be taken over."""

    scope = Scope.GRAPH_WRITE

    @extend_schema(
        operation_id="graph_catalog_import",
        summary="Import a catalogue",
        extensions=problems(PermissionRefused, PatternExists),
        request=ImportRequestSerializer,
        responses=ImportSerializer,
    )
    def post(self, request: Request) -> Response:
        """Take over all of a file, or nothing when something in it is not valid: 422 points to each fault."""
        asked = ImportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        entries = import_catalogue(
            said["content"],
            by=self.principal,
            tenant_id=None if said["shared"] else self.principal.tenant_id,
            dry_run=said["dry_run"],
            replace=said["replace"],
        )
        report = {"dry_run": said["dry_run"], "entries": [each.as_json() for each in entries]}
        return Response(ImportSerializer(report).data)
