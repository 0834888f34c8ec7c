"""Tool invocations in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from jobs import presentation
from jobs.admin import ExecutionAdmin, StatusFilter
from jobs.models import Execution
from jobs.presentation import NOTHING, Fact
from security.operators import NOBODY, TenantFilter
from tools.models import ToolInvocation


@admin.register(ToolInvocation)
class ToolInvocationAdmin(ExecutionAdmin):
    """What was asked of tools and what they answered. Who wants to stop one cancels what it is part of."""

    kind = Execution.Kind.INVOCATION
    cancellers = NOBODY
    actions = ()
    list_display = ("tool", "action", "status", "started_by", "created", "duration")
    list_filter = (StatusFilter, "tool", TenantFilter)
    search_fields = ("tool", "action", "execution__subject")
    deferred = ("arguments", "data", "stages", "warnings")
    change_form_outer_before_template = "operators/invocation.html"

    @admin.display(description="Took", ordering="duration_ms")
    def duration(self, invocation: ToolInvocation) -> str:
        """How long the tool itself took."""
        return duration_of(invocation)

    def page(self, request: HttpRequest, row: ToolInvocation) -> dict[str, Any]:
        """Beside what every execution shows: arguments, stages, data and warnings."""
        data = row.data or {}
        table = presentation.table_of(data)
        return {
            **super().page(request, row),
            "arguments": presentation.facts_of(row.arguments),
            "stages": row.stages,
            "table": table,
            "data": presentation.facts_of(data, without=("columns", "rows") if table else ()),
            "warnings": row.warnings,
        }

    def facts(self, row: ToolInvocation) -> list[Fact]:
        """Which tool it was, and how long it took by itself."""
        version = f" (version {row.version})" if row.version else ""
        return [
            Fact("Tool", f"{row.tool}{version}"),
            Fact("Action", row.action),
            Fact("The tool itself took", duration_of(row)),
        ]


def duration_of(invocation: ToolInvocation) -> str:
    """How long the tool itself took, as text."""
    return NOTHING if invocation.duration_ms is None else presentation.span(invocation.duration_ms / 1000)
