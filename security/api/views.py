"""The base of every view of the API, who am I, and the development issuer's keys."""

from pathlib import Path
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from platform_project.http import conditional, deprecation, idempotency
from platform_project.http.deprecation import Deprecation
from platform_project.http.errors import NotFound
from platform_project.http.openapi import NEVER_KEPT
from security import issuer
from security.api.serializers import UserInfoSerializer
from security.authentication import TENANT_HEADER
from security.errors import Unauthenticated
from security.permissions import AUTHENTICATED
from security.principal import Principal
from tenants.context import activate_for_request, deactivate

# The middleware adds Origin, and Cookie where a login was looked at.
VARIES_BY: Final = ("Accept", "Authorization", TENANT_HEADER)


class PlatformAPIView(APIView):
    """A view whose database work is fenced to the caller's tenant; mix it in before DRF's generic views.

    It declares ``scope`` or ``scopes``; see ``security.permissions``. Answers to GET get an entity tag, and
    are asked for anew each time unless the view sends another ``Cache-Control``. PUT, PATCH and DELETE honour
    ``If-Match``: what it is compared with is the view's own answer to GET.
    """

    # For a view that is to go away as a whole.
    deprecation: ClassVar[Deprecation | None] = None

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

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in who may do this now, to the resource that they know.

        From here on, a POST with an ``Idempotency-Key`` is done once.
        """
        super().initial(request, *args, **kwargs)
        principal: Principal | None = getattr(request, "principal", None)
        if request.method in conditional.CHANGING_METHODS and hasattr(self, request.method.lower()):
            conditional.one_change_at_a_time(self.resource_to_change(**kwargs))
            if "If-Match" in request.headers:
                read = getattr(self, "get", None)
                conditional.require_expected(request, read and read(request, *args, **kwargs))
        if request.method == "POST" and principal is not None and (handler := getattr(self, "post", None)):
            # DRF looks the handler up after this, on a view that lives for one request.
            self.post = idempotency.once(self, handler, tenant_id=principal.tenant_id, subject=principal.sub)

    def resource_to_change(self, **kwargs: Any) -> str:
        """What a change waits for other changes of: one name, whoever asks and by whichever path.

        A view whose resource has several names, or belongs to another tenant than the caller's, overrides it.
        """
        principal: Principal | None = getattr(self.request, "principal", None)
        return f"{principal.tenant_id if principal else None} {type(self).__qualname__} {kwargs}"

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say what the answer depends on, and what of the request will go away."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, VARIES_BY)
        deprecation.add_headers(request, response, self.deprecation)
        return response

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and take the fences down again."""
        try:
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response) and not response.exception:
                # Here, and not after the view: the forms of the browsable API query the tenant's rows.
                # An error's transaction takes no more queries.
                response.render()
                conditional.shorten_if_current(self.request, response)
            return response
        finally:
            deactivate()


class MeView(PlatformAPIView):
    """Who you are to the platform, and what you may do."""

    scope = AUTHENTICATED

    @extend_schema(
        responses=UserInfoSerializer,
        tags=["auth"],
        operation_id="auth_me",
        summary="Read who you are",
        extensions=NEVER_KEPT,
    )
    def get(self, request: Request) -> Response:
        """The principal behind the token or login of this request."""
        return Response(UserInfoSerializer(self.principal).data, headers={"Cache-Control": "no-store"})


@csrf_exempt  # it changes nothing: other methods are to be told so, and not that a token is missing
@transaction.non_atomic_requests
@require_safe
@cache_control(public=True, max_age=600)
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys of the built-in development issuer; 404 where there is none."""
    if not issuer.is_available():
        raise NotFound("The built-in issuer is off: tokens come from the identity provider.")
    return JsonResponse(issuer.DevelopmentKeys.of(Path(settings.STATE_DIR)).document)
