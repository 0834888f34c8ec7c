"""``/v1/graph/files``."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from graph.api.file_filters import FileFilters
from graph.api.file_serializers import FileRequestSerializer, FileSerializer
from graph.api.file_uploads import ReceivedFile, Receiver, idle_while_copying
from graph.files.errors import FileDamaged, FileInUse, FileRefused, FileUnfoldsTooFar
from graph.files.models import GraphFile
from graph.files.selectors import file_visible, files_visible
from graph.files.services import file_delete, file_keep
from platform_project.http.openapi_problems import problems
from platform_project.http.refusals import InsufficientStorage
from security.api.views import PlatformAPIView
from security.permissions import Need
from security.scopes import Scope

PATH = "/v1/graph/files"


@extend_schema(tags=["graph-files"])
@extend_schema_view(
    get=extend_schema(
        operation_id="graph_files_list", summary="List files", responses=FileSerializer(many=True)
    ),
    post=extend_schema(
        operation_id="graph_files_create",
        summary="Upload a file",
        extensions=problems(FileRefused, FileDamaged, FileUnfoldsTooFar, InsufficientStorage),
        request=FileRequestSerializer,
        responses={201: FileSerializer},
    ),
)
class FileListView(PlatformAPIView, GenericAPIView[GraphFile]):
    """Files of the tenant: uploads, and what jobs have written."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.GRAPH_READ, "POST": Scope.GRAPH_WRITE}
    parser_classes = (MultiPartParser,)
    serializer_class = FileRequestSerializer
    filterset_class = FileFilters
    queryset = GraphFile.unscoped.none()
    _receiver: Receiver | None = None

    def get(self, request: Request) -> Response:
        """Those that you may read, newest first."""
        page = self.paginate_queryset(self.filter_queryset(files_visible(self.principal)))
        return self.get_paginated_response(
            FileSerializer(page, many=True, context={"principal": self.principal}).data
        )

    def post(self, request: Request) -> Response:
        """Upload one file, in the field `file` of a form (`multipart/form-data`).

        What it is, is looked up in its content: JSON lines, CSV, Cypher, GraphML, also compressed (gzip,
        bzip2, xz, zip). The answer's `id` is the `file_id` of jobs.
        """
        asked = FileRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        received = cast(ReceivedFile, asked.validated_data["file"])
        file = file_keep(
            received.incoming,
            tenant_id=self.principal.tenant_id,
            created_by=self.principal.sub,
            name=received.name or "",
            kind=GraphFile.Kind.UPLOAD,
        )
        return Response(
            FileSerializer(file, context={"principal": self.principal}).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": f"{PATH}/{file.pk}"},
        )

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Say where files go, before anything looks into the body."""
        if request.method == "POST":
            self._receiver = Receiver(request)
            request.upload_handlers = [self._receiver]
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in who may do this, and then take in the file."""
        super().initial(request, *args, **kwargs)
        if self._receiver is not None:
            with idle_while_copying():
                request.data  # noqa: B018  (it is parsed when it is first looked at)
            self._receiver.require_one()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and leave nothing of a file that was not kept."""
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            if self._receiver is not None:
                self._receiver.discard()


@extend_schema(tags=["graph-files"])
class FileView(PlatformAPIView):
    """One file."""

    scopes: ClassVar[dict[str, Need]] = {"GET": Scope.GRAPH_READ, "DELETE": Scope.GRAPH_WRITE}

    @extend_schema(operation_id="graph_files_get", summary="Read about a file", responses=FileSerializer)
    def get(self, request: Request, file_id: UUID) -> Response:
        """What it is, and until when it is kept."""
        file = file_visible(principal=self.principal, file_id=file_id)
        return Response(FileSerializer(file, context={"principal": self.principal}).data)

    @extend_schema(
        operation_id="graph_files_delete",
        summary="Delete a file",
        extensions=problems(FileInUse),
        responses={204: None},
    )
    def delete(self, request: Request, file_id: UUID) -> Response:
        """Delete it, unless a job that has not ended uses it."""
        file_delete(by=self.principal, file_id=file_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
