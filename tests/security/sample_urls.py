"""Views that declare what they need, and one that forgot."""

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from security.api.views import PlatformAPIView, jwks
from security.authentication import principal_of
from security.models import User
from security.permissions import AUTHENTICATED, PUBLIC
from security.scopes import Scope
from tenants.context import current_tenant_id

handler403 = "platform_project.http.problems.permission_denied"
handler404 = "platform_project.http.problems.page_not_found"


class AnswerView(PlatformAPIView):
    """Answers with the tenant that its database work would be fenced to."""

    def get(self, request: Request) -> Response:
        return Response({"tenant": current_tenant_id()})

    def post(self, request: Request) -> Response:
        return Response({"tenant": current_tenant_id()}, status=201)


class UndeclaredView(AnswerView):
    pass


class PublicView(AnswerView):
    scope = PUBLIC


class KnownView(AnswerView):
    scope = AUTHENTICATED


class SleepingView(PlatformAPIView):
    """Asks the database for something that takes so many seconds."""

    scope = AUTHENTICATED

    def get(self, request: Request, seconds: float) -> Response:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [seconds])
        return Response({})


class OneScopeView(AnswerView):
    scope = Scope.GRAPH_READ


class ByMethodView(AnswerView):
    scopes = {"GET": Scope.READ, "POST": (Scope.GRAPH_WRITE, Scope.JOBS_WRITE)}


class HalfDeclaredView(AnswerView):
    scopes = {"GET": Scope.READ}


class UserSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("username", "tenant")


class FormView(PlatformAPIView):
    """Its page in the browsable API has a form, which asks the permissions and queries rows."""

    scopes = {"GET": Scope.READ, "POST": Scope.GRAPH_WRITE}

    def get_serializer(self, *args: object, **kwargs: object) -> UserSerializer:
        return UserSerializer(*args, **kwargs)

    def get(self, request: Request) -> Response:
        return Response({})

    def post(self, request: Request) -> Response:
        return Response({})


@csrf_exempt
def plain(request: HttpRequest) -> JsonResponse:
    return JsonResponse(principal_of(request).as_json())


urlpatterns = [
    path("admin/", admin.site.urls),
    path("v1/undeclared", UndeclaredView.as_view()),
    path("v1/public", PublicView.as_view()),
    path("v1/known", KnownView.as_view()),
    path("v1/asleep", SleepingView.as_view(), {"seconds": 1.5}),
    path("v1/one-scope", OneScopeView.as_view()),
    path("v1/by-method", ByMethodView.as_view()),
    path("v1/half", HalfDeclaredView.as_view()),
    path("v1/form", FormView.as_view()),
    path("v1/plain", plain),
    path("v1/", include("security.api.urls")),
    path(".well-known/jwks.json", jwks),
]
