"""Clauses, and the queries that they make."""

from dataclasses import dataclass
from typing import Literal

from graph.cypher.ast.base import Expression, Node
from graph.cypher.ast.expressions import Constant, Parameter
from graph.cypher.ast.patterns import PathPattern


@dataclass(frozen=True, slots=True)
class Match(Node):
    """``[OPTIONAL] MATCH paths WHERE condition``."""

    paths: tuple[PathPattern, ...]
    where: Expression | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Unwind(Node):
    """``UNWIND source AS variable``."""

    source: Expression
    variable: str


@dataclass(frozen=True, slots=True)
class Item(Node):
    """``expression AS alias``."""

    expression: Expression
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class SortItem(Node):
    """One key of ORDER BY."""

    expression: Expression
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Projection(Node):
    """What WITH and RETURN have in common; ``star`` stands for every variable in scope."""

    items: tuple[Item, ...] = ()
    star: bool = False
    distinct: bool = False
    order: tuple[SortItem, ...] = ()
    skip: Constant | Parameter | None = None
    limit: Constant | Parameter | None = None


@dataclass(frozen=True, slots=True)
class With(Node):
    """``WITH projection WHERE condition``."""

    projection: Projection
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Return(Node):
    """``RETURN projection``."""

    projection: Projection


@dataclass(frozen=True, slots=True)
class CallSubquery(Node):
    """``CALL (imports) { query }``; ``imports`` is ``None`` without the brackets."""

    query: "Query"
    imports: tuple[str, ...] | None = None


Clause = Match | Unwind | With | Return | CallSubquery


@dataclass(frozen=True, slots=True)
class SingleQuery(Node):
    """Clauses one after another. Only in EXISTS and COUNT may the last be no RETURN."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Query(Node):
    """One single query, or several joined by UNION."""

    parts: tuple[SingleQuery, ...]
    union_all: bool = False


@dataclass(frozen=True, slots=True)
class Statement(Node):
    """The whole text."""

    query: Query
    prefix: Literal["EXPLAIN", "PROFILE"] | None = None
