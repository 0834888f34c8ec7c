"""Reject what the graph server cannot have: each has rules of its own for the names of labels and types."""

import json
from collections.abc import Callable
from typing import Final

from graph.etl.staging.store import Staging
from graph.etl.staging.taking import Action

_MOST_SAID: Final = 500
"""Characters of the server's reason that are kept."""


def reject_refused_labels(staging: Staging, refused: Callable[[list[str]], str | None]) -> None:
    """Reject nodes whose labels the server refuses; one that is in the graph already stays as it is.

    Called before the graph is looked at, and again when labels of the file have met labels of the graph.

    Raises:
        GraphUnavailable, GraphTimeout, Overtaken
    """
    tried = set(staging.fact("tried_sets", []))
    wanted = staging.run(
        "SELECT id, labels FROM label_sets WHERE id IN "
        f"(SELECT labels FROM nodes WHERE action IN ({Action.CREATE}, {Action.CHANGE}))"
    ).fetchall()
    for number, labels in wanted:
        if number in tried:
            continue
        why = refused(json.loads(labels))
        tried.add(number)
        with staging.transaction():
            staging.keep(tried_sets=sorted(tried))
            if why is not None:
                _reject(staging, "nodes", "labels", number, f"the graph server refuses these labels: {why}")


def reject_refused_types(staging: Staging, refused: Callable[[str], str | None]) -> None:
    """Reject relationships whose type the server refuses.

    Raises:
        GraphUnavailable, GraphTimeout, Overtaken
    """
    for number, name in staging.run("SELECT id, name FROM types").fetchall():
        if (why := refused(name)) is not None:
            with staging.transaction():
                reason = f"the graph server refuses this type: {why}"
                _reject(staging, "relationships", "type", number, reason)


def _reject(staging: Staging, table: str, column: str, number: int, reason: str) -> None:
    of_these = f"FROM {table} WHERE {column} = ? AND action IN ({Action.CREATE}, {Action.CHANGE})"
    staging.run(
        f"INSERT INTO dead_letters (line, reason, text) SELECT line, ?, orig_id {of_these}",
        (reason[:_MOST_SAID], number),
    )
    if table == "nodes":
        staging.run(
            f"UPDATE nodes SET action = {Action.MEANT}, labels = was "
            f"WHERE labels = ? AND action = {Action.CHANGE}",
            (number,),
        )
    staging.run(
        f"UPDATE {table} SET action = {Action.DROP} WHERE {column} = ? AND action = {Action.CREATE}",
        (number,),
    )
