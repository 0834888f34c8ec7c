"""Everything that has a value."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graph.cypher.ast.base import Expression, Node
from graph.cypher.ast.patterns import LabelExpression, MapEntry, PathPattern

if TYPE_CHECKING:
    from graph.cypher.ast.clauses import Query


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """A string, a number, true, false or null."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Parameter(Expression):
    """``$name``."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable(Expression):
    """A name bound by a pattern or a projection."""

    name: str


@dataclass(frozen=True, slots=True)
class ListLiteral(Expression):
    """``[a, b]``."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapLiteral(Expression):
    """``{key: value}``."""

    entries: tuple[MapEntry, ...]


@dataclass(frozen=True, slots=True)
class Property(Expression):
    """``target.key``."""

    target: Expression
    key: str


@dataclass(frozen=True, slots=True)
class Index(Expression):
    """``target[index]``."""

    target: Expression
    index: Expression


@dataclass(frozen=True, slots=True)
class Slice(Expression):
    """``target[start..end]``."""

    target: Expression
    start: Expression | None
    end: Expression | None


@dataclass(frozen=True, slots=True)
class HasLabels(Expression):
    """``target:Labels``."""

    target: Expression
    labels: LabelExpression


@dataclass(frozen=True, slots=True)
class FunctionCall(Expression):
    """``name(DISTINCT arguments)``; the name as it was written, dots included."""

    name: str
    arguments: tuple[Expression, ...]
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class CountRows(Expression):
    """``count(*)``."""


@dataclass(frozen=True, slots=True)
class Unary(Expression):
    """``NOT``, ``-``, ``+`` before the operand, ``IS NULL`` and ``IS NOT NULL`` behind it."""

    operator: Literal["NOT", "-", "+", "IS NULL", "IS NOT NULL"]
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(Expression):
    """Two operands: arithmetic, comparison, string and list predicates."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Logical(Expression):
    """``AND``, ``OR`` or ``XOR`` over two or more operands."""

    operator: Literal["AND", "OR", "XOR"]
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class When(Node):
    """One alternative of a CASE."""

    condition: Expression
    result: Expression


@dataclass(frozen=True, slots=True)
class Case(Expression):
    """``CASE subject WHEN ... THEN ... ELSE default END``."""

    subject: Expression | None
    alternatives: tuple[When, ...]
    default: Expression | None


@dataclass(frozen=True, slots=True)
class ListComprehension(Expression):
    """``[variable IN source WHERE condition | result]``."""

    variable: str
    source: Expression
    where: Expression | None
    result: Expression | None


@dataclass(frozen=True, slots=True)
class PatternComprehension(Expression):
    """``[path WHERE condition | result]``."""

    path: PathPattern
    where: Expression | None
    result: Expression


@dataclass(frozen=True, slots=True)
class Quantifier(Expression):
    """``all(variable IN source WHERE condition)`` and its kin."""

    kind: Literal["all", "any", "none", "single"]
    variable: str
    source: Expression
    where: Expression


@dataclass(frozen=True, slots=True)
class Reduce(Expression):
    """``reduce(accumulator = initial, variable IN source | step)``."""

    accumulator: str
    initial: Expression
    variable: str
    source: Expression
    step: Expression


@dataclass(frozen=True, slots=True)
class AllProperties(Node):
    """``.*`` in a map projection."""


@dataclass(frozen=True, slots=True)
class OneProperty(Node):
    """``.key`` in a map projection."""

    key: str


@dataclass(frozen=True, slots=True)
class MapProjection(Expression):
    """``variable {.*, .key, key: value, other}``."""

    variable: str
    items: tuple[AllProperties | OneProperty | MapEntry | Variable, ...]


@dataclass(frozen=True, slots=True)
class PatternPredicate(Expression):
    """A path in the place of a condition: true where it exists."""

    path: PathPattern


@dataclass(frozen=True, slots=True)
class Subquery(Expression):
    """``EXISTS``, ``COUNT`` or ``COLLECT`` of a query in braces."""

    kind: Literal["EXISTS", "COUNT", "COLLECT"]
    query: "Query"
