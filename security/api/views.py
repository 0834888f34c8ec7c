"""The base of every view of the API, who am I, and the development issuer's keys."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.http.errors import NotFound
from security import issuer
from security.api.serializers import UserInfoSerializer
from security.errors import Unauthenticated
from security.permissions import AUTHENTICATED
from security.principal import Principal
from tenants.context import activate_for_request, deactivate


class PlatformAPIView(APIView):
    """A view whose database work is fenced to the caller's tenant; mix it in before DRF's generic views.

    It declares ``scope`` or ``scopes``; see ``security.permissions``.
    """

    @property
    def principal(self) -> Principal:
        """Who asks.

        Raises:
            Unauthenticated: nobody is known, which happens in public views only.
        """
        principal: Principal | None = getattr(self.request, "principal", None)
        if principal is None:
            raise Unauthenticated
        return principal

    def perform_authentication(self, request: Request) -> None:
        """Find out who asks, and put up both fences around their tenant."""
        super().perform_authentication(request)
        principal: Principal | None = getattr(request, "principal", None)
        if principal is not None:
            activate_for_request(principal.tenant_id)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and take the fences down again."""
        try:
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response) and not response.exception:
                # Here, and not after the view: the forms of the browsable API query the tenant's rows.
                # An error's transaction takes no more queries.
                response.render()
            return response
        finally:
            deactivate()


class MeView(PlatformAPIView):
    """Who you are to the platform, and what you may do."""

    scope = AUTHENTICATED

    @extend_schema(responses=UserInfoSerializer, tags=["auth"], operation_id="auth_me")
    def get(self, request: Request) -> Response:
        """The principal behind the token or login of this request."""
        return Response(UserInfoSerializer(self.principal).data, headers={"Cache-Control": "no-store"})


@transaction.non_atomic_requests
@require_safe
@cache_control(public=True, max_age=600)
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys of the built-in development issuer; 404 where there is none."""
    if not issuer.is_available():
        raise NotFound("The built-in issuer is off: tokens come from the identity provider.")
    return JsonResponse(issuer.DevelopmentKeys.of(Path(settings.STATE_DIR)).document)
