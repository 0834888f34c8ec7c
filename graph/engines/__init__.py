"""One file per graph server; ``dialect_of`` chooses by what the server says it is."""

from graph.engines import arcadedb, memgraph, neo4j
from graph.engines.dialect import Dialect

# ArcadeDB and Memgraph also claim to be Neo4j, for the sake of its drivers: the more specific first.
DIALECTS = (arcadedb.DIALECT, memgraph.DIALECT, neo4j.DIALECT)


def dialect_of(agent: str) -> Dialect:
    """The dialect of the server whose Bolt handshake names ``agent``.

    Raises:
        LookupError: no dialect recognises it.
    """
    for dialect in DIALECTS:
        if dialect.recognises(agent):
            return dialect
    raise LookupError(f"No dialect for a graph server that calls itself {agent!r}.")


__all__ = ["DIALECTS", "Dialect", "dialect_of"]
