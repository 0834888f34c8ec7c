"""Keep the lease of the phase that this process works on."""

import threading
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

    A prefork child works on one phase at a time; the thread sleeps while there is none.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._lease: Lease | None = None
        self._thread: threading.Thread | None = None

    @contextmanager
    def holding(self, lease: Lease) -> Iterator[None]:
        """Keep this lease while the block runs."""
        self._hold(lease)
        try:
            yield
        finally:
            self._hold(None)

    def _hold(self, lease: Lease | None) -> None:
        with self._changed:
            self._lease = lease
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _beat(self) -> None:
        connection: psycopg.Connection[Any] | None = None
        interval = settings.ENGINE_HEARTBEAT.total_seconds()
        while True:
            with self._changed:
                while self._lease is None:
                    self._changed.wait()
                current = self._lease
                # A phase that ends before the first beat is due never costs a statement.
                self._changed.wait(timeout=interval)
                if self._lease is not current:
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
