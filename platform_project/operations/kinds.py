"""The kinds of work on the databases that may be asked for, and the job types that do it.

A kind out of this list is all that comes over HTTP: neither SQL nor a shell does.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from platform_project.http.errors import ValidationFailed

PREFIX: Final = "maintenance."


class Target(StrEnum):
    """Which of the databases."""

    POSTGRES = "postgres"
    GRAPH = "graph"


class Kind(StrEnum):
    """What is to be done."""

    CREATE = "create"
    MIGRATE = "migrate"
    VACUUM = "vacuum"
    CLEANUP = "cleanup"
    CHECK_INTEGRITY = "check_integrity"
    GRAPH_INDEXES = "graph_indexes"


# The first target of a kind is meant when none is given.
JOB_TYPES: Final[Mapping[Kind, Mapping[Target, str]]] = {
    Kind.CREATE: {Target.POSTGRES: f"{PREFIX}migrate", Target.GRAPH: f"{PREFIX}graph_indexes"},
    Kind.MIGRATE: {Target.POSTGRES: f"{PREFIX}migrate"},
    Kind.VACUUM: {Target.POSTGRES: f"{PREFIX}vacuum"},
    Kind.CLEANUP: {Target.POSTGRES: f"{PREFIX}cleanup"},
    Kind.CHECK_INTEGRITY: {Target.POSTGRES: f"{PREFIX}check_integrity"},
    Kind.GRAPH_INDEXES: {Target.GRAPH: f"{PREFIX}graph_indexes"},
}


def job_type_of(kind: Kind, target: Target | None) -> str:
    """The type of the job that does this.

    Raises:
        ValidationFailed: this kind of work is not for that database.
    """
    types = JOB_TYPES[kind]
    if target is None:
        return next(iter(types.values()))
    if target not in types:
        detail = f"{kind} is for {' and '.join(types)}."
        errors = [{"pointer": "/target", "code": "invalid_choice", "detail": detail}]
        raise ValidationFailed(detail, extensions={"errors": errors})
    return types[target]
