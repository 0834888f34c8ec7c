"""Read the rows of files."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Now

from graph.etl.masking import UNMASKED
from graph.files.models import GraphFile
from jobs.models import Execution, Job
from platform_project.http.errors import NotFound, ValidationFailed
from security.principal import Principal
from security.scopes import Scope
from tenants.context import tenant_scope

# As the index of what lives has it: PostgreSQL does not see that "none of the others" is the same.
_UNDER_WAY = [status for status in Execution.Status if status not in Execution.TERMINAL]


def files_visible(principal: Principal) -> QuerySet[GraphFile]:
    """The tenant's files that the principal may read."""
    held = [scope for scope in Scope if principal.can(scope)]
    return GraphFile.objects.filter(scope__in=held, expires_at__gt=Now())


def file_visible(*, principal: Principal, file_id: UUID, lock: bool = False) -> GraphFile:
    """One file; within the tenant's scope.

    Args:
        lock: nobody deletes it, or begins a job with it, until the transaction ends.

    Raises:
        NotFound: there is none, or it is not the principal's to see.
    """
    rows = files_visible(principal)
    file = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=file_id).first()
    if file is None:
        raise NotFound(f"There is no file {file_id}.")
    return file


def may_read_content(principal: Principal, file: GraphFile) -> bool:
    """Whether the principal may read what is in a file of the tenant.

    Nobody has masked what was uploaded: it is for those who may have personal data, and for who has sent it.
    """
    if file.is_own:
        return principal.can(file.scope)
    return file.created_by == principal.sub or principal.can(UNMASKED)


def require_content(principal: Principal, file: GraphFile) -> None:
    """Go on with a file of which the principal may read what is in it.

    Raises:
        ScopeMissing: it is for others.
    """
    if not may_read_content(principal, file):
        principal.require(file.scope if file.is_own else UNMASKED)


def file_to_use(*, principal: Principal, file_id: UUID, pointer: str = "/payload/file_id") -> GraphFile:
    """The file that a new job is to use, for the ``prepare`` of its type: from here on it is in use.

    Raises:
        ValidationFailed: there is none, or it is not the principal's to see.
    """
    try:
        return file_visible(principal=principal, file_id=file_id, lock=True)
    except NotFound as error:
        errors = [{"pointer": pointer, "code": "does_not_exist", "detail": error.detail}]
        raise ValidationFailed(extensions={"errors": errors}) from error


def file_of(*, tenant_id: UUID, file_id: UUID) -> GraphFile:
    """One file of a tenant, for work in the background, in a transaction of its own.

    Raises:
        NotFound: there is none.
    """
    with tenant_scope(tenant_id):
        file = GraphFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NotFound(f"There is no file {file_id}.")
    return file


def jobs_using(file: GraphFile) -> QuerySet[Job]:
    """The jobs under way that have made the file or name it anywhere in their payload."""
    named = Q(payload_text__icontains=str(file.pk)) | Q(execution=file.made_by_id)
    return _jobs_under_way().filter(named, tenant_id=file.tenant_id)


def not_in_use(files: QuerySet[GraphFile]) -> QuerySet[GraphFile]:
    """Those files that no job under way uses."""
    named = Q(payload_text__icontains=Cast(OuterRef("pk"), TextField())) | Q(execution=OuterRef("made_by"))
    return files.exclude(Exists(_jobs_under_way().filter(named, tenant=OuterRef("tenant"))))


def _jobs_under_way() -> QuerySet[Job]:
    jobs: QuerySet[Job] = Job.unscoped.filter(execution__status__in=_UNDER_WAY)
    return jobs.annotate(payload_text=Cast("payload", TextField()))
