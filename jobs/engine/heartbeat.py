"""Keep the lease of the phase that this process works on."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
import structlog
from django.conf import settings
from django.db import connections

from jobs.engine.claims import renew
from jobs.engine.context import Lease

logger: Final = structlog.get_logger(__name__)


class Heartbeat:
    """A daemon thread with a connection of its own, so that a phase that blocks keeps its lease.

    A prefork child works on one phase at a time. The thread looks once per interval and is told of nothing:
    waking it for every phase would cost more than the statement that it sometimes saves.
    """

    def __init__(self) -> None:
        self._lease: Lease | None = None
        self._thread: threading.Thread | None = None

    @contextmanager
    def holding(self, lease: Lease) -> Iterator[None]:
        """Keep this lease while the block runs."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
            self._thread.start()
        self._lease = lease
        try:
            yield
        finally:
            self._lease = None

    def _beat(self) -> None:
        connection: psycopg.Connection[Any] | None = None
        while True:
            time.sleep(settings.ENGINE_HEARTBEAT.total_seconds())
            if (current := self._lease) is None:
                continue
            try:
                connection = connection or _connect()
                renew(current, connection=connection)
            except psycopg.Error as error:
                logger.warning("heartbeat_missed", error=str(error))
                if connection is not None:
                    connection.close()
                connection = None


def _connect() -> psycopg.Connection[Any]:
    parameters = connections["engine"].get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    parameters["application_name"] = "platform-heartbeat"
    return psycopg.connect(**parameters, autocommit=True)


heartbeat: Final = Heartbeat()
