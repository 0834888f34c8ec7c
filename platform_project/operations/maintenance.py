"""What the maintenance jobs share: the owner's login."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from platform_project.operations.errors import OwnerLoginMissing

OWNER: Final = "owner"


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
