"""Operators log in with a password, and stay logged in, as long as their tenant is let in."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from security.models import User
from tenants.config import tenant_config


class OperatorBackend(ModelBackend):
    """Django's own, which also asks for the operator's tenant: at the login and at every request after it."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Whether the login counts. A superuser's does without an active tenant: somebody must resume it."""
        if not isinstance(user, User) or not super().user_can_authenticate(user):
            return False
        if user.is_superuser or user.tenant_id is None:
            return True
        tenant = tenant_config(user.tenant_id)
        return tenant is not None and tenant.is_active
