"""Writes and schema statements. Nothing that a question led to comes here unapproved."""

from collections.abc import Callable
from typing import Final, TypeVar

from neo4j import ManagedTransaction, Query, unit_of_work

from graph.client.connections import Login, dialect, session
from graph.client.failures import errors_mapped
from graph.errors import GraphQueryFailed

WRITE_SECONDS: Final = 30.0

_Result = TypeVar("_Result")


def write(
    work: Callable[[ManagedTransaction], _Result], *, timeout_seconds: float = WRITE_SECONDS
) -> _Result:
    """Run ``work`` in one write transaction.

    ``work`` may be called again when the server reports a conflict, so it must have no other effect.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    with errors_mapped(), session(Login.WRITER) as opened:
        return opened.execute_write(unit_of_work(timeout=timeout_seconds)(work))


def define(statement: str) -> None:
    """Run one schema statement (index, constraint) that the dialect made; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    try:
        with errors_mapped(), session(Login.WRITER) as opened:
            opened.run(Query(statement, timeout=WRITE_SECONDS)).consume()
    except GraphQueryFailed as error:
        if not (dialect().repeat_is_error and "already exists" in error.detail):
            raise
