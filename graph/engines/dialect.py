"""What differs between graph servers that speak Bolt and openCypher."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ConstraintKind(StrEnum):
    """What a constraint demands of the nodes of its label."""

    UNIQUE = "unique"
    EXISTS = "exists"
    KEY = "key"
    """Unique and existing."""
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """An index that the server has, for all tenants alike."""

    name: str | None
    """None on servers whose indexes have no names."""
    kind: str
    """The server's own word: ``range``, ``text``, ``label+property`` ..."""
    label: str
    """The label, or the relationship type."""
    properties: tuple[str, ...]
    constraint: str | None = None
    """The constraint that owns it, and with which alone it goes."""


@dataclass(frozen=True, slots=True)
class ConstraintInfo:
    """A constraint that the server keeps, for all tenants alike."""

    name: str | None
    kind: ConstraintKind
    label: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One server's way to say what openCypher leaves open."""

    name: str
    recognises: Callable[[str], bool]
    """Whether the agent string of the Bolt handshake is this server's."""

    unique_constraint: Callable[[str, tuple[str, ...]], str]
    """DDL that makes the properties together unique within a label. It may be repeated, as all DDL here."""
    exists_constraint: Callable[[str, str], str]
    """DDL that makes one property of a label compulsory."""
    index: Callable[[str, str], str]
    """DDL that indexes one property of a label."""
    drop_index: Callable[[IndexInfo], str]
    drop_constraint: Callable[[ConstraintInfo], str]

    show_indexes: str
    index_of: Callable[[Mapping[str, Any]], IndexInfo]
    """An index out of a row of ``show_indexes``."""
    show_constraints: str
    constraint_of: Callable[[Mapping[str, Any]], ConstraintInfo]
    """A constraint out of a row of ``show_constraints``."""

    unlabelled: str | None = None
    """What a pattern and a constraint call the nodes that have no label, where the server lets them."""
    running_queries: str = "SHOW TRANSACTIONS"
    """Lists the queries that the login may see; ``running_id`` and ``running_text`` are columns of it."""
    running_id: str = "transactionId"
    running_text: str = "currentQuery"
    mixed_lists: bool = True
    """It keeps lists in lists, and lists of several types."""
    repeat_is_error: bool = False
    """The server has no IF NOT EXISTS: "already exists" is an answer and not a failure."""
    overdue_phrases: tuple[str, ...] = ()
    """What the server says of a query that was ended, where its code does not say it."""
    unreachable_phrases: tuple[str, ...] = ()
    """The same of a database that this login cannot open."""
    conflict_phrases: tuple[str, ...] = ()
    """The same of a constraint that the data violates."""

    def terminate(self, running_id: str) -> str:
        """The statement that ends one of the running queries."""
        escaped = running_id.replace("\\", "\\\\").replace('"', '\\"')
        return f'TERMINATE TRANSACTIONS "{escaped}"'


def quoted(name: str) -> str:
    """An identifier as Cypher writes it, whatever characters it has."""
    return "`" + name.replace("`", "``") + "`"
