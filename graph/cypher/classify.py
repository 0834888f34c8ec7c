"""What kind of statement a text is, by its tokens: to explain a refusal, never to permit anything.

Only the grammar permits. Strings, comments, quoted names, labels and keys trigger no kind and hide none.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from lark import Token

from graph.cypher.errors import CypherSyntaxError
from graph.cypher.lexer import tokenise
from graph.cypher.parser import parse

_BEGINS_READ: Final = frozenset(
    {"EXPLAIN", "PROFILE", "MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL"}
)
_ANYWHERE: Final = {
    **dict.fromkeys(("CREATE", "MERGE", "SET", "REMOVE", "FOREACH", "INSERT"), "write"),
    **dict.fromkeys(("DELETE", "DETACH", "NODETACH"), "delete"),
    "LOAD": "dangerous",
}
# fmt: off
_DANGEROUS_STATEMENTS: Final = (
    "AUTH", "CLEAR", "COPY", "DENY", "DUMP", "GRANT", "KILL", "LOCK", "REGISTER", "REVOKE", "SET",
    "SHUTDOWN", "STORAGE", "TERMINATE", "TRUNCATE", "USE",
)
# fmt: on
_AT_THE_START: Final = {
    **dict.fromkeys(("ALTER", "DROP", "REINDEX", "SHOW"), "admin"),
    **dict.fromkeys(_DANGEROUS_STATEMENTS, "dangerous"),
}
# What CREATE, DROP and ALTER are about when no pattern follows.
_OBJECTS: Final = {
    **dict.fromkeys(("INDEX", "CONSTRAINT", "TRIGGER"), "admin"),
    **dict.fromkeys(("DATABASE", "GRAPH", "ROLE", "SNAPSHOT", "STREAM", "USER"), "dangerous"),
}
_NAME_BEFORE: Final = frozenset({"DOT", "COLON", "AS"})


def classify(text: str) -> frozenset[str]:
    """Which of read, write, delete, admin and dangerous a text is.

    What the grammar has is ``read``. Of the rest this is approximate, but it never calls a write read: what
    cannot be taken apart into tokens is ``dangerous``, an unknown statement or procedure is ``write``; no
    statement at all is nothing.
    """
    with suppress(CypherSyntaxError):
        parse(text)
        return frozenset({"read"})
    try:
        return kinds_of(tokenise(text))
    except CypherSyntaxError:
        return frozenset({"dangerous"})


def kinds_of(tokens: Sequence[Token]) -> frozenset[str]:
    """``classify`` for a text that is tokens already."""
    kinds: set[str] = set()
    verb = previous = ""
    for index, token in enumerate(tokens):
        following = tokens[index + 1].type if index + 1 < len(tokens) else ""
        if token.type == "SEMICOLON" or previous in ("EXPLAIN", "PROFILE"):
            verb = ""
        if _is_word(token) and previous not in _NAME_BEFORE and following != "COLON":
            word = token.upper()
            kinds |= _kinds_of_word(word, verb=verb, following=following)
            verb = verb or word
        elif token.type != "SEMICOLON":
            verb = verb or token.type
        previous = token.type
    return frozenset(kinds or ({"write"} if tokens else ()))


def _is_word(token: Token) -> bool:
    """Whether this is a bare word: no string, quoted name, parameter or operator."""
    as_written = token.end_pos is not None and token.start_pos is not None and token.end_pos - token.start_pos
    return token.isidentifier() and as_written == len(token)


def _kinds_of_word(word: str, *, verb: str, following: str) -> set[str]:
    kinds = {_ANYWHERE[word]} if word in _ANYWHERE else set()
    if verb in ("CREATE", "DROP", "ALTER") and word in _OBJECTS:
        kinds.add(_OBJECTS[word])
    if word == "CALL" and following not in ("LBRACE", "LPAR"):
        kinds.add("write")
    if not verb and word in _AT_THE_START:
        kinds.add(_AT_THE_START[word])
    if not verb and word in _BEGINS_READ:
        kinds.add("read")
    return kinds or ({"write"} if not verb else set())
