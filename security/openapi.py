"""How callers identify themselves, for the API's description; imported once at start-up."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A JWT in the header Authorization."""

    target_class = "security.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The OpenAPI object of the scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class OperatorSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session cookie of the admin."""

    target_class = "security.authentication.OperatorSessionAuthentication"
    name = "operator_session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The OpenAPI object of the scheme."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
