"""Access to views: a view declares the scope that it needs in one line, and one that declares none is shut.

``scope = Scope.GRAPH_READ`` stands for all its methods, and
``scopes = {"GET": Scope.READ, "DELETE": Scope.JOBS_WRITE}`` for each. A tuple means any of its scopes.
``AUTHENTICATED`` asks for a caller who is known, ``PUBLIC`` for nothing.
"""

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Final

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from platform_project.http.errors import PlatformError
from platform_project.http.refusals import FrameworkError
from security.errors import ScopeMissing, Unauthenticated
from security.principal import Principal
from security.scopes import Scope

if TYPE_CHECKING:
    # DRF loads this module for its settings while its views are being imported.
    from rest_framework.views import APIView


class Access(Enum):
    """What a view may declare instead of a scope."""

    PUBLIC = "public"
    AUTHENTICATED = "authenticated"


PUBLIC: Final = Access.PUBLIC
AUTHENTICATED: Final = Access.AUTHENTICATED

Need = Access | Scope | tuple[Scope, ...]


class HasScope(BasePermission):
    """The default permission of every DRF view."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """True, or an error that says what is missing.

        Raises:
            FrameworkError: of ``Unauthenticated`` when nobody is known and the view is not public; of
                ``ScopeMissing`` when the caller holds none of the scopes, or the view declares none.
        """
        try:
            self._check(request, view)
        except PlatformError as error:
            raise FrameworkError(error) from error
        return True

    def _check(self, request: Request, view: "APIView") -> None:
        method = request.method or ""
        if not hasattr(view, method.lower()):
            return  # DRF goes on to answer 405
        need = declared_need(view, method)
        if need is PUBLIC:
            return
        principal: Principal | None = getattr(request, "principal", None)
        if principal is None:
            raise Unauthenticated
        if need is None:
            raise ScopeMissing("This view declares no scope and is shut.")
        if isinstance(need, tuple):
            principal.require(*need)


def declared_need(view: "APIView | type[APIView]", method: str) -> Access | tuple[Scope, ...] | None:
    """What a view asks of the callers of a method; None when it declares nothing for it."""
    by_method: Mapping[str, Need] = getattr(view, "scopes", None) or {}
    if method == "HEAD":
        method = "GET"
    if method == "OPTIONS" and by_method:
        return AUTHENTICATED  # it tells what the methods take, and not what they would answer
    need = by_method.get(method, getattr(view, "scope", None))
    return (need,) if isinstance(need, Scope) else need
