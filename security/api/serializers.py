"""The shape of a caller."""

from rest_framework import serializers

from platform_project.http.openapi_examples import example
from security.principal import Principal

EXAMPLE = {
    "sub": "ada@example.org",
    "username": "ada@example.org",
    "tenant_id": "019ab2c0-1111-7222-8333-444455556666",
    "roles": ["user"],
    "scopes": ["agents:run", "read"],
    "permissions": ["agents:run", "jobs:read", "read"],
}


@example(EXAMPLE)
class UserInfoSerializer(serializers.Serializer[Principal]):
    """Who a token or login stands for, and what it may do."""

    sub = serializers.CharField(help_text="The subject: a person or a machine.")
    username = serializers.CharField(source="sub", help_text="Deprecated: use `sub`.")
    tenant_id = serializers.UUIDField()
    roles = serializers.SerializerMethodField()
    scopes = serializers.SerializerMethodField()
    permissions = serializers.ListField(
        child=serializers.CharField(), help_text="Every scope that the held ones cover."
    )

    def get_roles(self, principal: Principal) -> list[str]:
        """The roles that count here."""
        return sorted(principal.roles)

    def get_scopes(self, principal: Principal) -> list[str]:
        """The scopes that are held, after the token's own narrowing."""
        return sorted(principal.scopes)
