"""The drivers of this process, and which server it is that they talk to.

A driver is made on first use, once per process, so that a forked worker never shares its parent's sockets.
"""

import os
import threading
from enum import StrEnum
from typing import Final

import structlog
from django.conf import settings
from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, Session

from graph.client.failures import errors_mapped
from graph.engines import Dialect, dialect_of

logger: Final = structlog.get_logger(__name__)

CONNECT_SECONDS: Final = 3.0
ACQUIRE_SECONDS: Final = 5.0
POOL_SIZE: Final = 20
STOPPING_POOL_SIZE: Final = 4
WRITE_RETRY_SECONDS: Final = 5.0


class Login(StrEnum):
    """For what a connection is opened, and so as whom."""

    READER = "reader"
    WRITER = "writer"
    STOPPER = "stopper"
    """The reader, with connections of its own: reads that hang must not keep their end from being sent."""


_lock = threading.Lock()
_drivers: dict[tuple[int, str, str, Login], Driver] = {}
_dialects: dict[str, Dialect] = {}


def driver(login: Login = Login.READER) -> Driver:
    """This process's pooled driver for the configured server."""
    user, password = credentials(login)
    key = (os.getpid(), settings.GRAPH["url"], user, login)
    with _lock:
        if key not in _drivers:
            _drivers[key] = GraphDatabase.driver(
                settings.GRAPH["url"],
                auth=(user, password),
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=ACQUIRE_SECONDS,
                max_connection_pool_size=STOPPING_POOL_SIZE if login is Login.STOPPER else POOL_SIZE,
                max_transaction_retry_time=WRITE_RETRY_SECONDS,
                keep_alive=True,
                user_agent="agent-platform/1",
            )
            if login is Login.READER and not has_reader():
                logger.warning("graph_reads_with_the_writers_login", hint="set GRAPH_READ_USER")
        return _drivers[key]


def has_reader() -> bool:
    """Whether reads log in as a user of their own, whom the server itself keeps from writing."""
    return bool(settings.GRAPH["read_user"])


def credentials(login: Login) -> tuple[str, str]:
    """User and password of a login; without a reader everybody is the writer."""
    if login is Login.WRITER or not has_reader():
        return settings.GRAPH["user"], settings.GRAPH["password"]
    return settings.GRAPH["read_user"], settings.GRAPH["read_password"]


def session(login: Login, *, fetch_size: int = 1_000) -> Session:
    """A session in the configured database; use it as a context manager."""
    return driver(login).session(
        database=settings.GRAPH["database"],
        default_access_mode=WRITE_ACCESS if login is Login.WRITER else READ_ACCESS,
        fetch_size=fetch_size,
    )


def dialect() -> Dialect:
    """The dialect of the configured server, probed once.

    Raises:
        GraphUnavailable: the server cannot be reached.
    """
    url = settings.GRAPH["url"]
    if url not in _dialects:
        with errors_mapped(), session(Login.STOPPER) as probe:
            _dialects[url] = dialect_of(probe.run("RETURN 1").consume().server.agent)
    return _dialects[url]


def close() -> None:
    """Close this process's connections, also those in use; the next call opens new ones."""
    with _lock:
        closing = [_drivers.pop(key) for key in list(_drivers) if key[0] == os.getpid()]
        _dialects.clear()
    for each in closing:
        each.close()
