"""How a name is written so that no server takes it for anything else."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Final

from graph.cypher.errors import CypherRefused, Layer
from graph.names import MAX_NAME, can_be_named

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Words that some server reserves, or reads as more than a name; they are quoted.
# fmt: off
_RESERVED: Final = frozenset({
    "ADD", "ALL", "ALLSHORTESTPATHS", "AND", "ANY", "AS", "ASC", "ASCENDING", "BY", "CALL", "CASE",
    "COLLECT", "CONSTRAINT", "CONTAINS", "COUNT", "CREATE", "CSV", "DELETE", "DESC", "DESCENDING",
    "DETACH", "DISTINCT", "DO", "DROP", "ELSE", "END", "ENDS", "EXISTS", "EXPLAIN", "EXTRACT",
    "FALSE", "FILTER", "FINISH", "FOR", "FOREACH", "FROM", "IN", "INDEX", "INSERT", "IS", "KEY",
    "LET", "LIMIT", "LOAD", "MANDATORY", "MATCH", "MERGE", "NEXT", "NODETACH", "NONE", "NOT",
    "NULL", "OF", "OFFSET", "ON", "OPTIONAL", "OR", "ORDER", "PROFILE", "REDUCE", "REMOVE",
    "REQUIRE", "RETURN", "SCALAR", "SET", "SHORTESTPATH", "SHOW", "SINGLE", "SKIP", "STARTS",
    "THEN", "TRUE", "UNION", "UNIQUE", "UNWIND", "USE", "USING", "WHEN", "WHERE", "WITH", "XOR",
    "YIELD",
})
# fmt: on


def name(value: str) -> str:
    """The name, in back-quotes unless it is plain and no word of the language.

    Raises:
        CypherRefused: no query can hold it.
    """
    if not can_be_named(value):
        reason = f"a name has 1 to {MAX_NAME} visible characters, and no back-quote or backslash"
        raise CypherRefused(Layer.SYNTAX, (reason,))
    is_plain = _PLAIN.fullmatch(value) and value.upper() not in _RESERVED
    return value if is_plain else f"`{value}`"


def fresh(stem: str, taken: set[str]) -> Iterator[str]:
    """Names of our own that are none of those that a query uses already."""
    return (made for number in count(1) if (made := f"{stem}_{number}") not in taken)
