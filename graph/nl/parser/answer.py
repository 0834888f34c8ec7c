"""What an operation makes of a question: a query, or rows of the schema, and what its summary needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graph.nl.generate import Table
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.tree import (
    Call,
    Column,
    Expression,
    Order,
    Pattern,
    Property,
    Query,
    Stage,
    Variable,
)
from graph.nl.parser.state import Reader
from graph.nl.parser.words.names import display_properties, is_identifier, name_property
from graph.nl.stems import plural, spoken


@dataclass(slots=True)
class Answer:
    """One way to answer. ``kind`` is one of those that ``graph.nl.summarise`` knows."""

    kind: str
    said: str
    """The operation, for the line that says how the question was understood: "number of", "list of"."""
    query: Query | None = None
    table: Table | None = None
    target: Noun | None = None
    measure: Noun | None = None
    subject: tuple[str, str] | None = None
    """What was asked for in the singular and the plural, where it is not the target."""
    hints: dict[str, Any] = field(default_factory=dict)


Operation = Callable[[Reader], Answer | None]


def shown(reader: Reader, noun: Noun) -> Column:
    """The column that shows a node: its name, under the name of what it is."""
    alias = spoken(reader.widest(noun.kind) or "node").replace(" ", "_")
    return Column(name_of(reader, noun), alias)


def name_of(reader: Reader, noun: Noun) -> Expression:
    """What a node is called; of nodes of any kind the first name that one has."""
    kinds = [frozenset({name}) for name in noun.kind.any_of] or [noun.kind.labels]
    if not noun.kind.names:
        kinds = [frozenset({info.name}) for info in reader.schema.labels]
    names = sorted(
        {name_property(reader.schema, labels) for labels in kinds} - {"orig_id"}, key=is_identifier
    )
    if len(names) == 1 and noun.kind.names:
        return Property(noun.variable, names[0])
    return Call("coalesce", tuple(Property(noun.variable, name) for name in (*names, "orig_id")))


def displayed(reader: Reader, noun: Noun) -> tuple[Column, ...]:
    """The columns that show a node in a list."""
    names = display_properties(reader.schema, noun.kind.names) if noun.kind.names else ()
    return tuple(Column(Property(noun.variable, name), name) for name in names or ("orig_id",))


def amount_alias(reader: Reader, noun: Noun) -> str:
    """The name of a column that counts nodes of a noun."""
    return plural(spoken(reader.widest(noun.kind) or "node")).replace(" ", "_")


def once(pattern: Pattern, noun: Noun) -> tuple[Stage, ...]:
    """A stage that leaves each node of a noun once, where joins could repeat it."""
    if not pattern.edges:
        return ()
    return (Stage((Column(Variable(noun.variable), noun.variable),), distinct=True),)


def by(*columns: Column, descending: bool = False) -> tuple[Order, ...]:
    """Sorted by columns."""
    return tuple(Order(Variable(column.alias), descending) for column in columns)
