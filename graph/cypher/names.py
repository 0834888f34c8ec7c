"""How a name is written so that no server takes it for anything else."""

import re
from typing import Final

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
    """The name, in back-quotes unless it is plain and no word of the language."""
    if _PLAIN.fullmatch(value) and value.upper() not in _RESERVED:
        return value
    if not value or "`" in value or "\\" in value or not value.isprintable():
        raise ValueError("a name may not hold a back-quote, a backslash or an invisible character")
    return f"`{value}`"
