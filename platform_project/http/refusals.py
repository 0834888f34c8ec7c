"""Errors of the HTTP layer itself, whatever the request was about."""

from rest_framework.exceptions import APIException

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError, TransientError


class FrameworkError(APIException):
    """One of our errors where DRF must see its own: in authentication and permissions.

    The browsable API and OPTIONS try permissions, and take only ``APIException`` for a no.
    """

    def __init__(self, error: PlatformError) -> None:
        super().__init__(error.detail, code=error.code)
        self.error = error
        self.status_code = error.status


class Unauthenticated(PlatformError):
    """This needs a bearer token, or the login of an operator."""

    code = ErrorCode.UNAUTHENTICATED
    status = 401


class MethodNotAllowed(PlatformError):
    """The resource does not know this method."""

    code = ErrorCode.METHOD_NOT_ALLOWED
    status = 405


class NotAcceptable(PlatformError):
    """The resource has no representation of the kind that the header Accept asks for."""

    code = ErrorCode.NOT_ACCEPTABLE
    status = 406


class LengthRequired(PlatformError):
    """A body needs the header Content-Length."""

    code = ErrorCode.LENGTH_REQUIRED
    status = 411


class PayloadTooLarge(PlatformError):
    """The body of the request is too long."""

    code = ErrorCode.PAYLOAD_TOO_LARGE
    status = 413


class UnsupportedMediaType(PlatformError):
    """The resource cannot read a body of this content type."""

    code = ErrorCode.UNSUPPORTED_MEDIA_TYPE
    status = 415


class RateLimited(PlatformError):
    """That was too many requests; the header Retry-After says when to come back."""

    code = ErrorCode.RATE_LIMITED
    status = 429


class InternalError(PlatformError):
    """Something went wrong on our side. The trace_id finds it in the logs."""

    code = ErrorCode.INTERNAL_ERROR
    status = 500


class DatabaseUnavailable(TransientError):
    """The database did not answer in time; the same request may succeed if it is sent again."""

    def __init__(self) -> None:
        super().__init__(extensions={"retry_after": 1})


class InsufficientStorage(PlatformError):
    """There is no room for this on our side at the moment."""

    code = ErrorCode.INSUFFICIENT_STORAGE
    status = 507


class RangeNotSatisfiable(PlatformError):
    """The header Range asks for what lies beyond the end."""

    code = ErrorCode.RANGE_NOT_SATISFIABLE
    status = 416


class RequestTimeout(PlatformError):
    """The body of the request did not arrive in time."""

    code = ErrorCode.REQUEST_TIMEOUT
    status = 408
