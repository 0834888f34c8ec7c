"""Operators, who log in to the admin and the browsable API; and the answers kept under idempotency keys."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from security.roles import Role, validate_roles
from tenants.ids import new_id
from tenants.models import Tenant, TenantOwned


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


class IdempotencyKey(TenantOwned):
    """The first answer to a request that brought a key, written with the work that it answers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # What is kept for a day keeps nobody from deleting an otherwise empty tenant.
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64, help_text="Of tenant, subject, method, path and key.")
    subject = models.CharField(max_length=255)
    method = models.CharField(max_length=8)
    path = models.TextField()
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64, help_text="Of the body and the query.")
    status = models.SmallIntegerField()
    headers = models.JSONField()
    body = models.TextField(blank=True, help_text="JSON, as it was sent: jsonb would change it.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(help_text="From then on it counts as absent.")

    class Meta:
        db_table = "idempotency_keys"
        indexes = [models.Index(name="idempotency_key_expiry", fields=["expires_at"])]
        constraints = [
            models.UniqueConstraint(name="idempotency_key_is_used_once", fields=["tenant", "digest"])
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.key}"
