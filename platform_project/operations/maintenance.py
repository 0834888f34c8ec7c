"""What the maintenance jobs share: who may start them, and the owner's login."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from jobs.models import Job
from platform_project.operations.errors import OwnerLoginMissing, PlatformTenantOnly
from security.principal import Principal
from security.tenancy import acts_platform_wide

OWNER: Final = "owner"


def platform_only(principal: Principal, job: Job) -> None:
    """What a job type that reaches beyond a tenant is prepared with.

    Raises:
        PlatformTenantOnly: the principal acts in another tenant than the platform's.
    """
    if not acts_platform_wide(principal):
        raise PlatformTenantOnly


@contextmanager
def owner_connection() -> Iterator[BaseDatabaseWrapper]:
    """The connection of the tables' owner, closed afterwards: workers need it once in a while.

    Raises:
        OwnerLoginMissing: this process has not been given that login.
    """
    if OWNER not in connections:
        raise OwnerLoginMissing
    connection = connections[OWNER]
    try:
        yield connection
    finally:
        connection.close()
