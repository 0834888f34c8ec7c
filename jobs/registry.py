"""Job types: what may be asked of ``POST /v1/jobs``."""

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery.canvas import _chain
from jsonschema import Draft202012Validator

from jobs.engine.flows import DEFAULT_CLASS, Flow, register_flow
from jobs.errors import UnknownJobType
from jobs.models import Execution
from security.scopes import Scope


@dataclass(frozen=True)
class JobType:
    """A kind of job: what its payload looks like, who may start it, and the chain that does it."""

    name: str
    description: str
    payload: Draft202012Validator
    scope: Scope
    flow: Flow


_types: dict[str, JobType] = {}


def register_job_type(
    name: str,
    *,
    description: str,
    payload_schema: dict[str, Any],
    stages: _chain,
    scope: Scope = Scope.JOBS_WRITE,
    queues: str = DEFAULT_CLASS,
    deadline: timedelta = timedelta(hours=1),
) -> JobType:
    """Register a job type; a module of ``jobs.types`` (or of a higher room) does so when it is imported.

    Raises:
        ValueError: the name is taken.
        jsonschema.SchemaError: the payload's schema is no JSON Schema.
    """
    Draft202012Validator.check_schema(payload_schema)
    flow = register_flow(
        f"jobs.{name}", kind=Execution.Kind.JOB, declaration=stages, queues=queues, deadline=deadline
    )
    _types[name] = JobType(name, description, Draft202012Validator(payload_schema), scope, flow)
    return _types[name]


def get_job_type(name: str) -> JobType:
    """The job type of this name.

    Raises:
        UnknownJobType: there is none.
    """
    if name not in _types:
        raise UnknownJobType(f"There is no job type {name!r}.", extensions={"known": sorted(_types)})
    return _types[name]


def import_job_types() -> None:
    """Import every module of ``jobs.types``; a broken one stops the start."""
    package = importlib.import_module("jobs.types")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"jobs.types.{module.name}")
