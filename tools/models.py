"""Tool invocations."""

from django.db import models

from jobs.models import Execution
from tenants.models import TenantOwned


class ToolInvocation(TenantOwned):
    """One execution of a tool: what was asked, and what it answered. Its status is its execution's."""

    execution = models.OneToOneField(
        Execution, models.CASCADE, primary_key=True, related_name="tool_invocation"
    )
    tool = models.CharField(max_length=128)
    version = models.CharField(max_length=16)
    action = models.CharField(max_length=64)
    arguments = models.JSONField(default=dict)
    data = models.JSONField(null=True)
    stages = models.JSONField(default=list, help_text="What it went through, for people to follow.")
    warnings = models.JSONField(default=list)
    duration_ms = models.FloatField(null=True)

    class Meta:
        db_table = "tool_invocations"

    def __str__(self) -> str:
        return f"{self.tool} {self.action}"
