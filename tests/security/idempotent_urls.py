"""Views whose work can be counted, and which answer as they are told to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import exceptions
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from platform_project.http.errors import Conflict, NotFound, PermissionRefused, TransientError
from security.api.views import PlatformAPIView
from security.permissions import AUTHENTICATED, PUBLIC
from security.scopes import Scope
from tenants.models import Tenant

ERRORS: dict[str, Exception] = {
    "conflict": Conflict(extensions={"blockers": ["é", 1.0]}),
    "not-found": NotFound(),
    "invalid": exceptions.ValidationError({"slug": ["No."]}),
    "not-you": PermissionRefused(),
    "not-now": exceptions.Throttled(wait=2),
    "transient": TransientError(extensions={"retry_after": 7}),
    "unhandled": RuntimeError(),
}
calls: list[Any] = []


class WorkView(PlatformAPIView):
    """Creates a tenant, then answers or fails."""

    scope = AUTHENTICATED

    def post(self, request: Request, name: str = "") -> HttpResponse:
        calls.append(request.data)
        slug, answer = request.data.get("slug"), request.data.get("answer", "created")
        if slug:
            Tenant.objects.create(slug=slug, name=slug)
        if answer in ERRORS:
            raise ERRORS[answer]
        if answer == "stream":
            return HttpResponse("a\nb\n", content_type="text/plain")
        if answer == "nothing":
            return Response(status=204)
        headers = {"Location": f"/v1/things/{len(calls)}", "ETag": '"1"', "X-Event-Id": "e", "X-Other": "x"}
        return Response({"z": len(calls), "a": "é", "f": 1.0}, status=201, headers=headers)


class OpenWorkView(WorkView):
    scope = PUBLIC


class WritersWorkView(WorkView):
    scope = Scope.GRAPH_WRITE


class UploadView(PlatformAPIView):
    scope = AUTHENTICATED
    parser_classes = [MultiPartParser]

    def post(self, request: Request) -> Response:
        calls.append(request.data)
        return Response({"size": len(request.data["file"].read())}, status=201)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


handler500 = server_error
urlpatterns = [
    path("v1/work", WorkView.as_view()),
    path("v1/other-work", WorkView.as_view()),
    path("v1/things/<str:name>", WorkView.as_view()),
    path("v1/open-work", OpenWorkView.as_view()),
    path("v1/writers-work", WritersWorkView.as_view()),
    path("v1/uploads", UploadView.as_view()),
]
