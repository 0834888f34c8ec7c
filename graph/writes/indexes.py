"""The statements about indexes: what they would run, and running them."""

from graph import client
from graph.engines.inventory import create_index, drop_index, list_indexes
from graph.writes.statements import CreateIndex, IndexStatement


def definition(statement: IndexStatement) -> str | None:
    """The schema statement that makes or drops the index, as the server words it; None when nothing is to do.

    An index that a constraint owns is none to be dropped.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    found = next(
        (
            index
            for index in list_indexes(labels={statement.label})
            if index.properties == (statement.property,)
        ),
        None,
    )
    if isinstance(statement, CreateIndex):
        return None if found else client.dialect().index(statement.label, statement.property)
    return client.dialect().drop_index(found) if found and not found.constraint else None


def define(statement: IndexStatement) -> None:
    """Make or drop the index; safe to repeat.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    if isinstance(statement, CreateIndex):
        create_index(label=statement.label, property_name=statement.property)
    else:
        drop_index(label=statement.label, property_name=statement.property)
