"""What can go wrong with steps, and with one record when they are done."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError


class ExpressionRefused(ValueError):
    """The text is no expression; the message says why and at which character, from 1."""

    def __init__(self, reason: str, *, column: int) -> None:
        self.reason = reason
        self.column = column
        super().__init__(f"{reason} (character {column})")


class RecordRefused(ValueError):
    """A step cannot be done on this record; the message says why, in words for people."""


class TransformRejected(PlatformError):
    """Steps cannot be done on some records, and all of them were asked for; nothing was changed."""

    code = ErrorCode.TRANSFORM_REJECTED
    status = 422
