"""Proposed changes of the graph in the admin: what they would do, and two levers, approve and refuse."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from graph.writes.models import WriteApproval
from graph.writes.selectors import with_state
from graph.writes.services import approval_approve, approval_refuse
from graph.writes.statements import KINDS
from jobs import presentation
from jobs.admin import ReadOnlyAdmin
from jobs.admin.creation import principal_of
from jobs.admin.executions import page_of
from jobs.presentation import NOTHING, Fact
from platform_project.http.errors import PlatformError
from security.operators import TenantFilter, coloured, operator_of
from security.principal import Principal
from security.roles import Role
from tenants.context import tenant_scope

STATE_COLOURS = {
    "pending": "warning",
    "approved": "info",
    "executed": "success",
    "refused": "default",
    "expired": "default",
    "failed": "danger",
}


class StateFilter(admin.SimpleListFilter):
    """Changes by their status as it is now."""

    title = "status"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All of them."""
        return [(state, state.capitalize()) for state in WriteApproval.STATES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the chosen status."""
        return queryset if self.value() is None else queryset.filter(state=self.value())


class KindFilter(admin.SimpleListFilter):
    """Changes by what they do."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The five kinds."""
        return [(kind, presentation.words(kind)) for kind in KINDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the chosen kind."""
        return queryset if self.value() is None else queryset.filter(statement__kind=self.value())


@admin.register(WriteApproval)
class WriteApprovalAdmin(ReadOnlyAdmin):
    """What people want to be changed, and what became of it. Who may decide it is said by the scopes."""

    viewers = frozenset({Role.ADMIN, Role.OPERATOR, Role.CURATOR, Role.DATA_ENGINEER, Role.AUDITOR})
    list_display = ("in_words", "status_now", "nodes", "proposed_by", "decided_by", "created", "expires")
    list_filter = (StateFilter, KindFilter, TenantFilter)
    list_select_related = ("tenant",)
    search_fields = ("asked", "description", "subject", "decided_by")
    search_help_text = "Words of the change, who has proposed or decided it, or its id"
    deferred = ("asked", "statement", "cypher", "params", "preview")
    ordering = ("-pk",)
    actions = ("approve_selected", "refuse_selected")
    change_form_outer_before_template = "operators/write_approval.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[WriteApproval]:
        """Approvals with their status as it is now."""
        return with_state(super().get_queryset(request))

    @coloured("Status", ordering="status", colours=STATE_COLOURS)
    def status_now(self, approval: Any) -> str:
        """The status as a coloured label."""
        return str(approval.state)

    @admin.display(description="Change", ordering="description")
    def in_words(self, approval: WriteApproval) -> str:
        """What would be done, in words."""
        return sentence(approval.description)

    @admin.display(description="Nodes", ordering="touched")
    def nodes(self, approval: WriteApproval) -> str:
        """How many it would touch, or has touched."""
        return f"{approval.touched if approval.applied is None else approval.applied:,}"

    @admin.display(description="Proposed by", ordering="subject")
    def proposed_by(self, approval: WriteApproval) -> str:
        """Who has asked for it."""
        return approval.subject

    @admin.display(description="Proposed (UTC)", ordering="pk")
    def created(self, approval: WriteApproval) -> str:
        """When the dry run was."""
        return presentation.moment(approval.created_at)

    @admin.display(description="Expires (UTC)", ordering="expires_at")
    def expires(self, approval: WriteApproval) -> str:
        """Until when it can be approved."""
        return presentation.moment(approval.expires_at)

    def has_decide_permission(self, request: HttpRequest, approval: WriteApproval | None = None) -> bool:
        """Whether the operator holds the scope of this change, or of some."""
        user = operator_of(request)
        if user is None:
            return False
        return principal_of(user).can(approval.scope if approval else "graph:write")

    @admin.action(description="Approve", permissions=["decide"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[WriteApproval]) -> None:
        """Let the chosen changes be made."""
        self._decide_each(request, queryset, self._approve)

    @admin.action(description="Refuse", permissions=["decide"])
    def refuse_selected(self, request: HttpRequest, queryset: QuerySet[WriteApproval]) -> None:
        """Let the chosen changes not be made."""
        self._decide_each(request, queryset, self._refuse)

    def approve_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Approve one, from the button of its page."""
        return self._decide(request, object_id, self._approve)

    def refuse_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Refuse one, from the button of its page."""
        return self._decide(request, object_id, self._refuse)

    def _decide(
        self, request: HttpRequest, object_id: UUID, decide: Callable[[Principal, UUID], str]
    ) -> HttpResponse:
        approval = self.row_or_404(request, object_id)
        if not self.has_decide_permission(request, approval):
            raise PermissionDenied
        self._decide_each(request, [approval], decide)
        return HttpResponseRedirect(reverse("admin:graph_writeapproval_change", args=[object_id]))

    def _decide_each(
        self,
        request: HttpRequest,
        approvals: Iterable[WriteApproval],
        decide: Callable[[Principal, UUID], str],
    ) -> None:
        user = operator_of(request)
        if user is None:
            raise PermissionDenied
        for approval in approvals:
            try:
                with tenant_scope(approval.tenant_id):
                    said = decide(principal_of(user, approval.tenant_id), approval.pk)
            except PlatformError as error:
                self.message_user(request, f"“{approval}”: {error.detail}", messages.WARNING)
                continue
            self.log_change(request, approval, said)
            self.message_user(request, f"“{approval}”: {said}", messages.SUCCESS)

    def _approve(self, by: Principal, approval_id: UUID) -> str:
        decision = approval_approve(by=by, approval_id=approval_id)
        if decision.job is not None:
            return "Approved."
        return f"It would touch {decision.approval.touched:,} nodes by now; approve it as it is listed anew."

    def _refuse(self, by: Principal, approval_id: UUID) -> str:
        approval_refuse(by=by, approval_id=approval_id)
        return "Refused."

    def get_urls(self) -> list[URLPattern]:
        """The model's pages, and where the buttons of a change's page post to."""
        views = {"approve": self.approve_view, "refuse": self.refuse_view}
        urls: list[URLPattern] = super().get_urls()
        return [
            *(
                path(f"<uuid:object_id>/{word}/", self.admin_site.admin_view(require_POST(view)),
                     name=f"{word}_write")
                for word, view in views.items()
            ),
            *urls,
        ]  # fmt: skip

    def page(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """The change, the Cypher, what it would touch, and who has said what."""
        may_decide = row.state == WriteApproval.Status.PENDING and self.has_decide_permission(request, row)
        return {
            "approval": row,
            "heading": sentence(row.description),
            "is_under_way": row.state == WriteApproval.Status.APPROVED,
            "status": row.state,
            "status_colour": STATE_COLOURS[row.state],
            "facts": list(_facts(row)),
            "params": presentation.parameters_of(row.params),
            "table": presentation.table_of({"type": "table", "columns": row.columns, "rows": row.rows}),
            "may_decide": may_decide,
            "approve_url": reverse("admin:approve_write", args=[row.pk]) if may_decide else None,
            "refuse_url": reverse("admin:refuse_write", args=[row.pk]) if may_decide else None,
        }


def sentence(description: str) -> str:
    """A statement in words, as it begins a line. The names within it keep their spelling."""
    return description[:1].upper() + description[1:]


def _end(approval: Any) -> str:
    """When it can be approved no longer, and how long that is from now while it can."""
    left = (approval.expires_at - timezone.now()).total_seconds()
    end = presentation.moment(approval.expires_at)
    is_open = approval.state == WriteApproval.Status.PENDING and left > 0
    return f"{end}, in {presentation.span(left)}" if is_open else end


def _facts(approval: WriteApproval) -> Iterable[Fact]:
    yield Fact("Asked for in these words", approval.asked)
    yield Fact("Nodes that it would touch", f"{approval.touched:,}")
    if linked := approval.preview.get("relationships"):
        yield Fact("Relationships that would go", f"{linked:,}")
    if approval.applied is not None:
        yield Fact("Nodes that it has touched", f"{approval.applied:,}")
    yield Fact("Proposed by", approval.subject)
    yield Fact("Tenant", approval.tenant.name)
    yield Fact("Needs the scope", approval.scope)
    yield Fact("Proposed (UTC)", presentation.moment(approval.created_at))
    yield Fact("Expires (UTC)", _end(approval))
    yield Fact("Decided by", approval.decided_by or NOTHING)
    if approval.decided_at:
        yield Fact("Decided (UTC)", presentation.moment(approval.decided_at))
    if approval.execution:
        yield Fact("Made by job", str(approval.execution.pk), href=page_of(approval.execution) or "")
    if approval.replaces_id:
        before = reverse("admin:graph_writeapproval_change", args=[approval.replaces_id])
        yield Fact("In place of", str(approval.replaces_id), href=before)
    yield Fact("Id", str(approval.pk), is_code=True)
