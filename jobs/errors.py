"""What can go wrong with executions and jobs."""

from datetime import timedelta

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PermissionRefused, PlatformError


class Cancelled(PlatformError):
    """It was cancelled."""

    code = ErrorCode.CANCELLED
    status = 409


class Overtaken(Exception):
    """Another worker holds the execution now; what this one did must be thrown away."""


class NotYet(Exception):
    """A phase finds no room to work in, which is nobody's failure: it is to be done again after a delay.

    No attempt is counted, no worker is held until then, and the deadline goes on.
    """

    def __init__(self, delay: timedelta) -> None:
        self.delay = delay
        super().__init__(delay)


class DeadlineExceeded(PlatformError):
    """It did not end in the time that it was given."""

    code = ErrorCode.DEADLINE_EXCEEDED
    status = 504


class AttemptsExhausted(PlatformError):
    """It was tried as often as is allowed, and each worker died or gave up on it."""

    code = ErrorCode.ATTEMPTS_EXHAUSTED
    status = 500


class ExecutionFailed(PlatformError):
    """An unexpected error; the logs have it under the trace id."""

    code = ErrorCode.EXECUTION_FAILED
    status = 500


class NeverStarted(PlatformError):
    """What was to start it has ended without doing so."""

    code = ErrorCode.EXECUTION_FAILED
    status = 500


class UnknownJobType(PlatformError):
    """There is no job type of this name, or you may not run it."""

    code = ErrorCode.UNKNOWN_JOB_TYPE
    status = 422


class PlatformTenantOnly(PermissionRefused):
    """This reaches beyond a tenant: it takes an administrator of the platform's own tenant."""
