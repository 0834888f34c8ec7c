"""Changes that wait for somebody's word, and what became of them."""

from typing import Any

from django.db import models
from django.db.models import Q

from graph.writes.statements import Statement, from_json
from jobs.models import Execution
from tenants.ids import new_id
from tenants.models import TenantOwned


class WriteApproval(TenantOwned):
    """A change that a dry run has proposed.  pending -> approved -> executed, or refused, or expired.

    ``expired`` is also what a pending row is once its time is over, and ``failed`` what an approved one is
    whose execution has ended without it: ``graph.writes.selectors`` says so as ``state``.
    """

    class Status(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        EXECUTED = "executed"
        REFUSED = "refused"
        EXPIRED = "expired"

    FAILED = "failed"
    STATES = (*Status.values, FAILED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(max_length=255, help_text="Who has proposed it.")
    scope = models.CharField(max_length=64, help_text="What whoever approves it has to hold.")
    asked = models.TextField(max_length=20_000, help_text="The words or the Cypher that asked for it.")
    statement = models.JSONField(help_text="What is rendered and run; nothing else is.")
    description = models.TextField(help_text="The statement in words.")
    cypher = models.TextField(help_text="As the dry run rendered it, bound to the tenant.")
    params = models.JSONField(default=dict)
    touched = models.IntegerField(help_text="How many nodes it would have touched at the dry run.")
    preview = models.JSONField(default=dict, help_text="Some of the nodes, and what else would be touched.")

    status = models.CharField(max_length=16, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    decided_by = models.CharField(max_length=255, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    execution = models.OneToOneField(Execution, models.SET_NULL, null=True, related_name="write_approval")
    applied = models.IntegerField(null=True, help_text="How many nodes it has touched.")
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", help_text="The one that touched fewer nodes."
    )

    class Meta:
        db_table = "graph_write_approvals"
        ordering = ("-pk",)
        indexes = [models.Index(name="write_approval_listing", fields=["tenant", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="write_approval_status_is_known",
                condition=Q(status__in=["pending", "approved", "executed", "refused", "expired"]),
            ),
            models.CheckConstraint(
                name="write_approval_is_decided_by_somebody",
                condition=~Q(status__in=["approved", "executed", "refused"])
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="write_approval_says_what_it_did",
                condition=Q(status="executed", applied__isnull=False)
                | (~Q(status="executed") & Q(applied__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.description[:80]

    @property
    def change(self) -> Statement:
        """What it would do."""
        return from_json(self.statement)

    @property
    def columns(self) -> list[str]:
        """The columns of the sample of nodes."""
        return list(self.preview.get("columns", ()))

    @property
    def rows(self) -> list[list[Any]]:
        """Some of the nodes."""
        return list(self.preview.get("rows", ()))
