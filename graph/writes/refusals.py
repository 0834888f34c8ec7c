"""Why a change is not even proposed."""

from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Everything that can be wrong with a change; ``graph.writes.words`` says each in people's languages."""

    NOT_TAKEN = "not_taken"
    UNREAD = "unread"
    AMBIGUOUS = "ambiguous"
    UNCONDITIONED = "unconditioned"
    TAKES_ALL = "takes_all"
    TOO_MANY = "too_many"
    OVERWRITES = "overwrites"
    RESERVED = "reserved"
    UNKNOWN_LABEL = "unknown_label"
    UNKNOWN_PROPERTY = "unknown_property"
    BAD_NAME = "bad_name"
    WRONG_TYPE = "wrong_type"
    NAME_TAKEN = "name_taken"
    INDEX_EXISTS = "index_exists"
    NO_INDEX = "no_index"
    SCOPE_MISSING = "scope_missing"
    INVALID = "invalid"

    @property
    def is_dangerous(self) -> bool:
        """Whether it is refused to everybody, whatever they may do."""
        return self in (Reason.UNCONDITIONED, Reason.TAKES_ALL, Reason.TOO_MANY)

    @property
    def is_unknown(self) -> bool:
        """Whether the request was not understood, or is about what the graph does not hold."""
        return self in (Reason.UNREAD, Reason.AMBIGUOUS, Reason.UNKNOWN_LABEL, Reason.UNKNOWN_PROPERTY)


class StatementRefused(Exception):
    """The change cannot be proposed; ``facts`` fill the sentence that says so."""

    def __init__(self, reason: Reason, **facts: Any) -> None:
        self.reason = reason
        self.facts = facts
        super().__init__(f"{reason}: {facts}")
