"""Tenants, and what every row of a tenant has."""

import re
from typing import Any, ClassVar, Final, Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from tenants.context import current_tenant_id, require_tenant
from tenants.ids import new_id

MAX_CONCURRENT_JOBS: Final = 10_000
SLUG: Final = re.compile(r"^[a-z][a-z0-9-]*$")


class Tenant(models.Model):
    """The isolation boundary: whose data, limits, settings and people these are.

    active <-> suspended, and from either to deleting, from where nothing leads back. Only an active tenant is
    let in. ``tenants.services`` writes these rows and drops what is cached of them.
    """

    class Status(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"
        DELETING = "deleting"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.CharField(
        max_length=63,
        unique=True,
        validators=[RegexValidator(SLUG.pattern, "Lower-case letters, digits and hyphens.")],
    )
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    admin_email = models.EmailField(default="", help_text="Whom to write to about this tenant.")
    metadata = models.JSONField(default=dict, blank=True, help_text="What onboarding wants to remember.")
    concurrent_jobs = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_CONCURRENT_JOBS)],
        help_text="How many jobs may run at once; empty: as the deployment says.",
    )
    role_limits = models.JSONField(
        default=dict, blank=True, help_text="Limits of its roles where they differ from the table of roles."
    )
    features = models.JSONField(default=dict, blank=True, help_text="Flags that differ from their default.")
    settings = models.JSONField(default=dict, blank=True, help_text="Those that differ from their default.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "tenants"
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(
                name="tenant_status_is_known",
                condition=models.Q(status__in=["active", "suspended", "deleting"]),
            ),
            models.CheckConstraint(
                name="tenant_concurrent_jobs_is_sensible",
                condition=models.Q(concurrent_jobs__isnull=True)
                | models.Q(concurrent_jobs__range=(1, MAX_CONCURRENT_JOBS)),
            ),
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
