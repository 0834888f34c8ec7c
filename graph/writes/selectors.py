"""Read approvals."""

from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Now

from graph.writes.models import WriteApproval
from jobs.models import Execution
from platform_project.http.errors import NotFound
from security.principal import Principal
from security.scopes import Scope

_ENDED_WITHOUT_IT = Q(
    status=WriteApproval.Status.APPROVED,
    execution__status__in=[Execution.Status.FAILED, Execution.Status.CANCELLED],
)
_OVERDUE = Q(status=WriteApproval.Status.PENDING, expires_at__lte=Now())


def with_state(approvals: QuerySet[WriteApproval]) -> QuerySet[WriteApproval]:
    """The approvals with ``state``: their status as it is now, one of ``WriteApproval.STATES``."""
    state = Case(
        When(_OVERDUE, then=Value(WriteApproval.Status.EXPIRED.value)),
        When(_ENDED_WITHOUT_IT, then=Value(WriteApproval.FAILED)),
        default=F("status"),
        output_field=CharField(),
    )
    return approvals.annotate(state=state)


def approvals_visible(principal: Principal) -> QuerySet[WriteApproval]:
    """The tenant's approvals that the principal may decide, and their own."""
    scopes = [scope for scope in (Scope.GRAPH_WRITE, Scope.ADMIN_ALL) if principal.can(scope)]
    rows = WriteApproval.objects.filter(Q(scope__in=scopes) | Q(subject=principal.sub))
    return with_state(rows)


def approval_visible(*, principal: Principal, approval_id: UUID) -> WriteApproval:
    """One approval.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
    """
    approval = approvals_visible(principal).filter(pk=approval_id).first()
    if approval is None:
        raise NotFound(f"There is no approval {approval_id}.")
    return approval
