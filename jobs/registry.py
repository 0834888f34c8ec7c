"""Job types: what may be asked of ``POST /v1/jobs``."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery.canvas import _chain
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from jsonschema import Draft202012Validator

from jobs.engine.flows import BATCH, Flow, register_flow
from jobs.errors import UnknownJobType
from jobs.models import Execution, Job
from security.principal import Principal
from security.scopes import Scope
from security.tenancy import acts_platform_wide

# Called within the transaction that has just made a job: it may refuse, and make what belongs to the job.
Preparation = Callable[[Principal, Job], None]
# Told a payload: whether a job with it need not wait for the others of its type's group.
Exemption = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True)
class JobType:
    """A kind of job: what its payload looks like, who may start it, and the chain that does it.

    Attributes:
        scope: what a principal needs to start one.
        platform_only: it reaches beyond a tenant, so only administrators of the platform's own may start it.
        prepare: makes what belongs to the job from the beginning.
        exclusive_group: jobs of the types of a group run one after another in each tenant; what they start
            as children belongs to their turn.
        exempt: which of its jobs run beside those of the group; only with one.
    """

    name: str
    description: str
    payload: Draft202012Validator
    scope: Scope
    flow: Flow
    platform_only: bool = False
    prepare: Preparation | None = None
    exclusive_group: str = ""
    exempt: Exemption | None = None

    def group_for(self, payload: dict[str, Any]) -> str:
        """The group in which a job with this payload waits for its turn; empty for none."""
        return "" if self.exempt is not None and self.exempt(payload) else self.exclusive_group

    @property
    def stages(self) -> tuple[str, ...]:
        """The names of its phases, in order."""
        return tuple(str(link.name).rsplit(".", 1)[-1] for link in self.flow.links)

    def is_for(self, principal: Principal) -> bool:
        """Whether the principal may start one."""
        return principal.can(self.scope) and (not self.platform_only or acts_platform_wide(principal))

    @property
    def is_enabled(self) -> bool:
        """Whether this deployment runs it."""
        return not settings.JOB_TYPES or self.name in settings.JOB_TYPES


_types: dict[str, JobType] = {}


def register_job_type(
    name: str,
    *,
    description: str,
    payload_schema: dict[str, Any],
    stages: _chain,
    scope: Scope = Scope.JOBS_WRITE,
    queues: str = BATCH,
    deadline: timedelta = timedelta(hours=1),
    platform_only: bool = False,
    prepare: Preparation | None = None,
    exclusive_group: str = "",
    exempt: Exemption | None = None,
) -> JobType:
    """Register a job type; a module of ``jobs.types`` (or of a higher room) does so when it is imported.

    Args:
        queues: the class of work that its workers belong to.
        deadline: how long a job may take in all once its turn has come.
        platform_only, prepare, exclusive_group, exempt: see ``JobType``.

    Raises:
        ValueError: the name is taken, or some are exempt from waiting for a group that there is not.
        jsonschema.SchemaError: the payload's schema is no JSON Schema.
    """
    if exempt is not None and not exclusive_group:
        raise ValueError(f"{name} exempts jobs from an exclusive group, and names none.")
    Draft202012Validator.check_schema(payload_schema)
    flow = register_flow(
        f"jobs.{name}", kind=Execution.Kind.JOB, declaration=stages, queues=queues, deadline=deadline
    )
    validator = Draft202012Validator(payload_schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    _types[name] = JobType(
        name, description, validator, scope, flow, platform_only, prepare, exclusive_group, exempt
    )
    return _types[name]


def get_job_type(name: str) -> JobType:
    """The job type of this name, when this deployment runs it.

    Raises:
        UnknownJobType: there is none.
    """
    found = _types.get(name)
    if found is None or not found.is_enabled:
        known = [job_type.name for job_type in job_types()]
        raise UnknownJobType(f"There is no job type {name!r}.", extensions={"known": known})
    return found


@register("jobs")
def check_enabled_types(**_: Any) -> list[CheckMessage]:
    """A misspelt type in ``JOB_TYPES`` would silently be one that nobody can start."""
    unknown = sorted(set(settings.JOB_TYPES) - set(_types))
    return (
        [Error(f"JOB_TYPES names types that do not exist: {', '.join(unknown)}.", id="jobs.E001")]
        if unknown
        else []
    )


def job_types() -> list[JobType]:
    """The job types that this deployment runs, by name."""
    return [_types[name] for name in sorted(_types) if _types[name].is_enabled]


def import_job_types() -> None:
    """Import every module of ``jobs.types``; a broken one stops the start."""
    package = importlib.import_module("jobs.types")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"jobs.types.{module.name}")
