"""Operators: the people who log in to the admin and the browsable API."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from security.roles import Role, validate_roles
from tenants.ids import new_id
from tenants.models import Tenant


class OperatorManager(UserManager["User"]):
    """Makes operators."""

    use_in_migrations = False

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra_fields: Any
    ) -> "User":
        """An operator who may do everything in the admin, and so in the API."""
        extra_fields.setdefault("roles", [Role.ADMIN.value])
        return super().create_superuser(username, email, password, **extra_fields)


class User(AbstractUser):
    """An operator with a password. Callers of the API bring tokens and have no row here.

    Not fenced by row-level security: a login is looked up before its tenant is known.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        Tenant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: acts in the platform tenant.",
    )
    roles = models.JSONField(default=list, blank=True, validators=[validate_roles])

    objects: ClassVar[OperatorManager] = OperatorManager()

    class Meta:
        db_table = "users"
        ordering = ("username",)
