"""The error family that every room's errors belong to."""

from typing import Any, ClassVar

from platform_project.http.codes import ErrorCode


class PlatformError(Exception):
    """Something that was asked for could not be done.

    A subclass states its ``code`` and HTTP ``status``; its docstring is the default detail.
    ``extensions`` are further members of the problem document (RFC 9457, section 3.2).
    """

    code: ClassVar[ErrorCode] = ErrorCode.INTERNAL_ERROR
    status: ClassVar[int] = 500

    def __init__(self, detail: str | None = None, *, extensions: dict[str, Any] | None = None) -> None:
        self.detail = detail or (type(self).__doc__ or "").strip().split("\n\n")[0]
        self.extensions = extensions or {}
        super().__init__(self.detail)

    @property
    def title(self) -> str:
        """The code in words, the same for every occurrence of the problem."""
        return self.code.replace("_", " ").capitalize()

    def as_json(self) -> dict[str, Any]:
        """The error as it is recorded with an execution, a step or an invocation."""
        return {"code": str(self.code), "detail": self.detail, **self.extensions}


class TransientError(PlatformError):
    """The other side may answer if it is asked again."""

    code = ErrorCode.SERVICE_UNAVAILABLE
    status = 503


class NotFound(PlatformError):
    """There is no such resource, or it is not yours to see."""

    code = ErrorCode.NOT_FOUND
    status = 404


class InvalidRequest(PlatformError):
    """The request cannot be understood."""

    code = ErrorCode.INVALID_REQUEST
    status = 400


class ValidationFailed(PlatformError):
    """The request is well formed, and something in it is not valid."""

    code = ErrorCode.VALIDATION_FAILED
    status = 422


class PermissionRefused(PlatformError):
    """You lack the role or scope that this needs."""

    code = ErrorCode.PERMISSION_DENIED
    status = 403


class Conflict(PlatformError):
    """The resource is not in a state that allows this."""

    code = ErrorCode.CONFLICT
    status = 409
