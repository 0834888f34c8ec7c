"""What can go wrong with tools."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import NotFound, PermissionRefused, PlatformError, ValidationFailed


class ToolNotFound(NotFound):
    """There is no such tool, or it is not yours to see."""


class ToolForbidden(PermissionRefused):
    """You lack the role or scope that this tool or action needs."""


class ToolArgumentsInvalid(ValidationFailed):
    """The arguments do not fit the action's schema."""


class ToolTimeout(PlatformError):
    """The tool did not answer in the time that it is given."""

    code = ErrorCode.TOOL_TIMEOUT
    status = 504
