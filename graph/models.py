"""What the graph room keeps in PostgreSQL."""

from typing import Any, ClassVar, Final, Self

from django.db import models
from django.db.models import Q

from tenants.context import require_tenant
from tenants.ids import new_id
from tenants.models import Tenant

LANGUAGES: Final = {"en": "English", "it": "Italian"}
"""In which a pattern may have questions and a subject: code and name."""


class SharedManager(models.Manager[Any]):
    """The active tenant's rows and those of all; raises ``TenantMissing`` without a tenant."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Own rows and those of all."""
        own_or_global = Q(tenant_id=require_tenant()) | Q(tenant_id__isnull=True)
        return super().get_queryset().filter(own_or_global)


class TenantOrGlobal(models.Model):
    """A row of one tenant, or of all when it names none.

    ``unscoped`` comes first: Django's own machinery takes the first manager.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, models.CASCADE, null=True, blank=True, related_name="+")
    created_by = models.CharField(max_length=255, blank=True, default="", help_text="Whose idea it was.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    unscoped: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[models.Manager[Self]] = SharedManager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"


class CataloguePattern(TenantOrGlobal):
    """A known question with its Cypher. Without a tenant it holds for all, until a tenant names its own.

    ``graph.nl.catalogue.services`` writes these rows: it validates them, and raises ``version`` with each
    change, by which readers notice.
    """

    class Source(models.TextChoices):
        """Where it comes from. What ships is updated with the platform until an operator changes it."""

        SHIPPED = "shipped"
        OPERATOR = "operator"
        ANSWER = "answer"

    name = models.SlugField(
        max_length=80, help_text="What it is called; a tenant's own hides the one of all."
    )
    description = models.TextField(blank=True, default="", max_length=1_000)
    category = models.SlugField(max_length=40, default="general", help_text="A word to find it by.")
    questions = models.JSONField(
        default=dict, help_text='Templates by language: {"en": ["which files come from {file:text}"]}.'
    )
    cypher = models.TextField(help_text="A reading query; each {name:type} of a template is its $name.")
    kind = models.CharField(max_length=16, default="table", help_text="What its rows are, for the summary.")
    subject = models.JSONField(
        default=dict,
        blank=True,
        help_text='What is asked for, one and many, by language: {"en": ["task", "tasks"]}.',
    )
    hints = models.JSONField(
        default=dict,
        blank=True,
        help_text='Further facts for the summary, by language: {"en": {"measure": ["task", "tasks"]}}.',
    )
    enabled = models.BooleanField(default=True)
    source = models.CharField(max_length=16, choices=Source, default=Source.OPERATOR)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(TenantOrGlobal.Meta):
        db_table = "graph_catalogue_patterns"
        verbose_name = "known question"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("tenant", "name"), name="catalogue_name_once_per_tenant", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="catalogue_source_is_known",
                condition=Q(source__in=["shipped", "operator", "answer"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def first_question(self) -> str:
        """One of its questions, to be shown in a list."""
        return next((text for language in LANGUAGES for text in self.questions.get(language, ())), "")


class Synonym(TenantOrGlobal):
    """Another word for what a graph holds. A tenant's own counts before one of all, and both before ours."""

    class Kind(models.TextChoices):
        """What the word stands for."""

        LABEL = "label"
        RELATIONSHIP = "relationship"
        PROPERTY = "property"
        VALUE = "value"

    phrase = models.CharField(max_length=80, help_text="The word or words, in small letters, singular.")
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=200, help_text="What it stands for, spelt as in the graph.")

    class Meta(TenantOrGlobal.Meta):
        db_table = "graph_synonyms"
        ordering = ("kind", "phrase")
        constraints = [
            models.UniqueConstraint(
                fields=("tenant", "kind", "phrase"), name="synonym_once_per_tenant", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="synonym_kind_is_known",
                condition=Q(kind__in=["label", "relationship", "property", "value"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phrase} → {self.name}"
