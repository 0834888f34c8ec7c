"""What may be wrong with the data: values that come twice, and values that hardly ever come."""

from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by
from graph.nl.parser.asks.keys import number_of_each
from graph.nl.parser.asks.roles import ASKING, owner_of_asked
from graph.nl.parser.conditions.operands import NUMERIC
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import counted, pattern_of
from graph.nl.parser.query.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Column,
    Comparison,
    Condition,
    IsNull,
    Number,
    Order,
    Property,
    Query,
    Stage,
    Variable,
)
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.words.meanings import LabelMeaning
from graph.nl.parser.words.names import name_property
from graph.nl.stems import plural, spoken
from graph.schema import PropertyInfo

RARE: Final = 0.02
"""A value is odd where at most this share of the nodes has it."""
FAR: Final = 3
"""A number is odd where it is this many standard deviations from the mean."""


def duplicates(reader: Reader) -> Answer | None:
    """ "Duplicate emails of users", "users with the same email more than once"."""
    if reader.first(Operator.DUPLICATE) is None:
        return None
    found = _property(reader)
    if found is None:
        return None
    noun, info = found
    asked = reader.first(Operator.COUNT)
    counting = bool(reader.take_all(Operator.COUNT))
    # "How many specimens have a duplicate voucher": the nodes, and not the values.
    of_nodes = asked is not None and reader.adjacent(asked.end, noun.start) and noun.end > noun.start
    reader.take_all(Operator.DUPLICATE, Operator.WITH, Operator.YES_NO, Operator.AMONG, *ASKING)
    connect(reader, noun)
    pattern = pattern_of(reader, noun)
    number = Column(counted(reader, noun, pattern), "nodes")
    value = Column(Property(noun.variable, info.name), info.name)
    several: Condition = AllOf(
        (IsNull(Variable(info.name), negated=True), Comparison(Variable("nodes"), ">", Number(1)))
    )
    stage = Stage((value, number), condition=several)
    subject = (f"duplicate {spoken(info.name)}", f"duplicate {plural(spoken(info.name))}")
    if counting:
        number_of = Call("sum", (Variable("nodes"),)) if of_nodes else Call("count")
        query = Query(pattern, (Column(number_of, "total"),), stages=(stage,))
        return Answer("count", "number of", query, target=noun, subject=subject)
    columns = (Column(Variable(info.name), info.name), Column(Variable("nodes"), "nodes"))
    order = (Order(Variable("nodes"), descending=True), *by(columns[0]))
    return Answer(
        "list", "list of", Query(pattern, columns, stages=(stage,), order=order), target=noun, subject=subject
    )


def _property(reader: Reader) -> tuple[Noun, PropertyInfo] | None:
    """The property that is looked at; the name, where none is named."""
    item = next((each for each in reader.properties() if not each.as_a(LabelMeaning)), None)
    if item and not reader.nouns:
        owner_of_asked(reader)
    if item:
        found = owner_of_property(reader, item)
        if found:
            reader.take(item)
        return found
    if not reader.nouns:
        return None
    noun = reader.nouns[0]
    info = reader.property_of(noun.kind, name_property(reader.schema, noun.kind.names))
    if info:
        reader.doubt(GUESSED, f"by {spoken(info.name)}")
    return (noun, info) if info else None


def odd_values(reader: Reader) -> Answer | None:
    """ "Odd values of size", "outliers in the year of publications": rare, or far from the mean."""
    if reader.first(Operator.ODD) is None:
        return None
    item = next((each for each in reader.properties() if not each.as_a(LabelMeaning)), None)
    found = owner_of_property(reader, item) if item else None
    if item is None or found is None:
        return None
    noun, info = found
    tail = number_of_each(reader, item.end)
    reader.take(item, *tail)
    reader.take_all(Operator.ODD, Operator.DISTINCT, *ASKING, Operator.YES_NO)
    connect(reader, noun)
    pattern = pattern_of(reader, noun)
    subject = (f"odd {spoken(info.name)}", f"odd {plural(spoken(info.name))}")
    if info.type in NUMERIC:
        query = _far(reader, noun, info)
    else:
        query = _rare(reader, noun, info, all_of_them=bool(tail))
    return Answer("list", "list of", query, target=noun, subject=subject) if pattern else None


def _rare(reader: Reader, noun: Noun, info: PropertyInfo, *, all_of_them: bool) -> Query:
    """Values that hardly any node has; ``all_of_them``: the others behind them, to judge by the numbers."""
    pattern = pattern_of(reader, noun)
    bound = max(1, int(RARE * reader.schema.count_of(noun.kind.labels)))
    present: Condition = IsNull(Variable(info.name), negated=True)
    rare = AllOf((present, Comparison(Variable("nodes"), "<=", Number(bound))))
    stage = Stage(
        (
            Column(Property(noun.variable, info.name), info.name),
            Column(counted(reader, noun, pattern), "nodes"),
        ),
        condition=present if all_of_them else rare,
    )
    columns = (Column(Variable(info.name), info.name), Column(Variable("nodes"), "nodes"))
    return Query(pattern, columns, stages=(stage,), order=(Order(Variable("nodes")), *by(columns[0])))


def _far(reader: Reader, noun: Noun, info: PropertyInfo) -> Query:
    """Numbers further from the mean than ``FAR`` standard deviations, with their nodes' names."""
    pattern = pattern_of(reader, noun)
    value = Property(noun.variable, info.name)
    figures = Stage(
        (
            Column(Call("avg", (value,)), "mean"),
            Column(Call("stdev", (value,)), "deviation"),
            Column(Call("collect", (Variable(noun.variable),)), "nodes"),
        )
    )
    from graph.nl.parser.query.tree import Unwind

    band = Arithmetic(Number(FAR), "*", Variable("deviation"))
    far: Condition = AnyOf(
        (
            Comparison(value, ">", Arithmetic(Variable("mean"), "+", band)),
            Comparison(value, "<", Arithmetic(Variable("mean"), "-", band)),
        )
    )
    keep = Stage((Column(Variable(noun.variable), noun.variable),), condition=None)
    filtered = Stage(
        (
            Column(Variable(noun.variable), noun.variable),
            Column(Variable("mean"), "mean"),
            Column(Variable("deviation"), "deviation"),
        ),
        condition=far,
    )
    name = name_property(reader.schema, noun.kind.names)
    columns = (Column(Property(noun.variable, name), name), Column(value, info.name))
    return Query(
        pattern,
        columns,
        stages=(figures, Unwind(Variable("nodes"), noun.variable), filtered, keep),
        order=by(columns[1]),
    )
