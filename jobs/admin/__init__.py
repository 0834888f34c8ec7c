"""Jobs in the admin, and what other rooms show their own kinds of executions with."""

from jobs.admin.executions import ExecutionAdmin, StatusFilter, page_of
from jobs.admin.jobs import JobAdmin
from jobs.admin.reading import ReadOnlyAdmin

__all__ = ["ExecutionAdmin", "JobAdmin", "ReadOnlyAdmin", "StatusFilter", "page_of"]
