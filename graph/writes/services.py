"""Propose, approve and refuse changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from graph.writes import metrics
from graph.writes.applying import forget
from graph.writes.errors import ApprovalDecided, ApprovalExpired, ChangeRefused
from graph.writes.models import WriteApproval
from graph.writes.proposals import Proposal, examine, examine_statement
from graph.writes.selectors import approval_visible, with_state
from graph.writes.statements import as_json
from graph.writes.words import statement_in_words
from jobs.models import Execution, Job
from jobs.services import job_create
from platform_project.http.errors import NotFound
from security.principal import Principal

logger: Final = structlog.get_logger(__name__)

WRITE_JOB: Final = "graph.write"


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of an approval: the job that makes the change, or a new approval to be asked for first."""

    approval: WriteApproval
    job: Job | None


def propose(*, principal: Principal, text: str, params: Mapping[str, Any] | None = None) -> Proposal:
    """The dry run of a change; what can be approved is kept for ``APPROVAL_LIFETIME``.

    A phase of a flow calls ``examine``, and ``approval_create`` in what it commits.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    proposal = examine(principal=principal, text=text, params=params)
    approval_create(principal=principal, proposal=proposal)
    return proposal


def approval_create(
    *, principal: Principal, proposal: Proposal, replaces: WriteApproval | None = None
) -> WriteApproval | None:
    """Keep a proposal that can be approved; of any other, nothing. Safe to repeat.

    The caller is in the principal's tenant scope.
    """
    metrics.PROPOSED.labels(proposal.outcome).inc()
    statement = proposal.statement
    if statement is None or proposal.approval_id is None or proposal.expires_at is None:
        return None
    approval, created = WriteApproval.objects.get_or_create(
        pk=proposal.approval_id,
        defaults={
            "tenant_id": principal.tenant_id,
            "subject": principal.sub,
            "scope": statement.scope,
            "asked": proposal.asked,
            "statement": as_json(statement),
            "description": statement_in_words(statement, proposal.language),
            "cypher": proposal.cypher,
            "params": dict(proposal.params),
            "touched": proposal.touched,
            "preview": {
                "columns": list(proposal.columns),
                "rows": list(proposal.rows),
                "relationships": proposal.relationships,
                "language": proposal.language,
            },
            "expires_at": proposal.expires_at,
            "replaces": replaces,
        },
    )
    if created:
        _log("graph_write_proposed", approval, by=principal)
    return approval


@transaction.atomic
def approval_approve(*, by: Principal, approval_id: UUID) -> Decision:
    """Let a change be made: queue its job. When it would touch more nodes by now, ask again instead.

    Raises:
        NotFound: there is no such approval, or it is not the principal's to see.
        ScopeMissing: the principal lacks the scope that the change needs.
        ApprovalDecided, ApprovalExpired: it is not pending.
        ChangeRefused: it cannot be made any more, as by now it would touch more nodes than may be.
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    approval = approval_visible(principal=by, approval_id=approval_id)
    _require_open(approval, by)
    now = examine_statement(
        principal=by,
        statement=approval.change,
        text=approval.asked,
        language=approval.preview.get("language", "en"),
    )
    if now.outcome in ("refusal", "unknown"):
        raise ChangeRefused(now.text)
    if now.touched > approval.touched:
        locked = _locked(approval_id, by)
        locked.status = WriteApproval.Status.EXPIRED
        locked.save(update_fields=["status"])
        again = approval_create(principal=by, proposal=now, replaces=locked)
        return Decision(approval_visible(principal=by, approval_id=again.pk) if again else locked, None)
    job = job_create(principal=by, type_name=WRITE_JOB, payload={"approval_id": str(approval_id)})
    return Decision(approval_visible(principal=by, approval_id=approval_id), job)


def approve_with_job(principal: Principal, job: Job) -> None:
    """Mark the approval that a job is to carry out as approved by who has started the job.

    Raises:
        NotFound, ScopeMissing, ApprovalDecided, ApprovalExpired: as for ``approval_approve``.
    """
    approval = _locked(UUID(job.payload["approval_id"]), principal)
    approval.status = WriteApproval.Status.APPROVED
    approval.decided_by, approval.decided_at = principal.sub, timezone.now()
    approval.execution_id = job.pk
    approval.save(update_fields=["status", "decided_by", "decided_at", "execution"])
    _log("graph_write_approved", approval, by=principal)


@transaction.atomic
def approval_refuse(*, by: Principal, approval_id: UUID) -> WriteApproval:
    """Let a change not be made.

    Raises:
        NotFound, ScopeMissing, ApprovalDecided, ApprovalExpired: as for ``approval_approve``.
    """
    approval = _locked(approval_id, by)
    approval.status = WriteApproval.Status.REFUSED
    approval.decided_by, approval.decided_at = by.sub, timezone.now()
    approval.save(update_fields=["status", "decided_by", "decided_at"])
    _log("graph_write_refused", approval, by=by)
    return approval_visible(principal=by, approval_id=approval_id)


def approval_record_applied(*, approval: WriteApproval, touched: int) -> None:
    """Keep that a change has been made; safe to repeat.

    It is written as soon as the graph has it and not with the end of the job, which may still be cancelled.
    """
    changed = WriteApproval.objects.filter(pk=approval.pk, status=WriteApproval.Status.APPROVED).update(
        status=WriteApproval.Status.EXECUTED, applied=touched
    )
    if changed:
        kind = approval.statement["kind"]
        metrics.APPLIED.labels(kind).inc()
        metrics.TOUCHED.labels(kind).inc(touched)
        _log("graph_write_applied", approval, applied=touched)


def approvals_old_delete(*, before: datetime, limit: int) -> int:
    """Delete approvals that were made before a time, and the markers of what they changed; safe to repeat.

    Those whose change is still under way stay. It works on the rows that the caller's scope shows.

    Returns:
        How many were deleted; when it is ``limit`` there may be more.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: their markers cannot be deleted, so they stay.
    """
    ended = Q(execution=None) | Q(execution__status__in=Execution.TERMINAL)
    old = WriteApproval.unscoped.filter(ended, created_at__lt=before).order_by("pk")
    chosen = list(old.select_for_update(skip_locked=True, of=("self",))[:limit])
    if any(each.applied for each in chosen):
        forget(chosen)
    WriteApproval.unscoped.filter(pk__in=[each.pk for each in chosen]).delete()
    return len(chosen)


def _locked(approval_id: UUID, by: Principal) -> WriteApproval:
    """A pending approval that the principal may decide; who comes second waits, and sees the first's word."""
    row = WriteApproval.objects.select_for_update().filter(pk=approval_id).first()
    if row is None:
        raise NotFound(f"There is no approval {approval_id}.")
    approval = with_state(WriteApproval.objects.all()).get(pk=approval_id)
    _require_open(approval, by)
    return approval


def _require_open(approval: WriteApproval, by: Principal) -> None:
    by.require(approval.scope)
    state: str = approval.state  # type: ignore[attr-defined]
    if state == WriteApproval.Status.EXPIRED:
        raise ApprovalExpired
    if state != WriteApproval.Status.PENDING:
        raise ApprovalDecided(extensions={"current_status": state})


def _log(event: str, approval: WriteApproval, *, by: Principal | None = None, **facts: Any) -> None:
    """The line of the audit log: what the row keeps of people's words and values is not repeated there."""
    logger.info(
        event,
        approval_id=str(approval.pk),
        tenant_id=str(approval.tenant_id),
        kind=approval.statement["kind"],
        by=by.sub if by else approval.decided_by,
        touched=approval.touched,
        **facts,
    )
