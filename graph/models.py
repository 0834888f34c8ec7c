"""What the graph room keeps in PostgreSQL."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from graph.nl.templates import TemplateError, read_template
from tenants.context import require_tenant
from tenants.ids import new_id
from tenants.models import Tenant


class CatalogueManager(models.Manager[Any]):
    """The active tenant's patterns and the global ones; raises ``TenantMissing`` without a tenant."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Own rows and those of all."""
        own_or_global = Q(tenant_id=require_tenant()) | Q(tenant_id__isnull=True)
        return super().get_queryset().filter(own_or_global)


class CataloguePattern(models.Model):
    """A known question with its Cypher. Without a tenant it holds for all, until a tenant names its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.SlugField(max_length=80)
    questions = models.JSONField(help_text='Templates, e.g. ["which files come from {file:text}"].')
    cypher = models.TextField(help_text="A reading query; each {name:type} of a template is its $name.")
    kind = models.CharField(
        max_length=16, default="table", help_text="count, ranking, groups, list or table."
    )
    subject = models.CharField(max_length=120, blank=True, help_text="What is asked for, in the singular.")
    subject_plural = models.CharField(max_length=120, blank=True)
    enabled = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    unscoped: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[models.Manager[Self]] = CatalogueManager()

    class Meta:
        db_table = "graph_catalogue_patterns"
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("tenant", "name"), name="catalogue_name_once_per_tenant", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse templates that cannot be read, or that name other parameters than the others."""
        try:
            templates = [read_template(question) for question in self.questions]
        except (TemplateError, TypeError) as error:
            raise ValidationError({"questions": str(error)}) from error
        if not templates or len({frozenset(each.parameters) for each in templates}) > 1:
            raise ValidationError({"questions": "All templates of a pattern have the same parameters."})
