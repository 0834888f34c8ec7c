"""How callers identify themselves and what they are refused with, for the API's description."""

from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from platform_project.http.openapi import operations
from platform_project.http.openapi_problems import add_refusals
from security.authentication import TENANT_HEADER
from security.errors import (
    IdentityProviderUnavailable,
    InvalidToken,
    ScopeMissing,
    TenantMismatch,
    Unauthenticated,
)
from security.permissions import PUBLIC, declared_need
from tenants.errors import TenantSuspended

Requirements = list[dict[str, list[str]]]

_TENANT: Final[dict[str, Any]] = {
    "name": TENANT_HEADER,
    "in": "header",
    "description": "The id or slug of the tenant that the request is for: that of the token. Administrators "
    "of the platform's own tenant choose one with it.",
    "schema": {"type": "string"},
    "example": "demo",
}


class _NamesScopes:
    """What is needed is named as the scopes, one requirement for each that suffices (OpenAPI 3.1)."""

    name: str

    def get_security_requirement(self, auto_schema: AutoSchema) -> Requirements:
        """The requirements that an operation is met by; `{}` where nobody has to be known."""
        need = declared_need(auto_schema.view, auto_schema.method)
        if need is PUBLIC:
            known: Requirements = [{self.name: []}]
            return [{}, *known] if self.name == BearerScheme.name else known
        scopes = need if isinstance(need, tuple) else ()
        return [{self.name: [str(scope)]} for scope in scopes] or [{self.name: []}]


class BearerScheme(_NamesScopes, OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A JWT in the header Authorization."""

    target_class = "security.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The OpenAPI object of the scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class OperatorSessionScheme(_NamesScopes, OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session cookie of the admin."""

    target_class = "security.authentication.OperatorSessionAuthentication"
    name = "operator_session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The OpenAPI object of the scheme."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


def add_identity(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook: the tenant's header, and the refusals of who may not do this."""
    result.setdefault("components", {}).setdefault("parameters", {})["XTenantId"] = _TENANT
    for _, _, operation in operations(result):
        if "security" not in operation:
            continue
        reference = {"$ref": "#/components/parameters/XTenantId"}
        operation["parameters"] = [*operation.get("parameters", []), reference]
        add_refusals(operation, InvalidToken, TenantMismatch, TenantSuspended, IdentityProviderUnavailable)
        if {} not in operation["security"]:
            add_refusals(operation, Unauthenticated, ScopeMissing)
    return result
