"""Tenants, and what every row of a tenant has."""

from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models

from tenants.context import current_tenant_id, require_tenant
from tenants.ids import new_id


class Tenant(models.Model):
    """The isolation boundary: whose data, settings and people these are."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.CharField(
        max_length=63,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", "Lower-case letters, digits and hyphens.")],
    )
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    timezone = models.CharField(max_length=63, default="UTC")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "tenants"
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(
                name="tenant_status_is_known", condition=models.Q(status__in=["active", "suspended"])
            )
        ]

    def __str__(self) -> str:
        return self.slug


class TenantManager(models.Manager[Any]):
    """Rows of the active tenant; raises ``TenantMissing`` when there is none."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """The active tenant's rows."""
        return super().get_queryset().filter(tenant_id=require_tenant())


class TenantOwned(models.Model):
    """A row that belongs to one tenant and is never seen by another."""

    # Each model indexes it with what it is listed by.
    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="+", db_index=False)

    # `unscoped` comes first: Django's own machinery (cascades, refresh_from_db, admin) takes the first
    # manager, and row-level security still stands behind it.
    unscoped: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[models.Manager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save for the active tenant unless the row names one."""
        if not self.tenant_id and (active := current_tenant_id()):
            self.tenant_id = active
        super().save(*args, **kwargs)
