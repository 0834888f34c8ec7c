"""What lies above or below the average: "files larger than the average", "elevation below average"."""

from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by, displayed
from graph.nl.parser.asks.roles import take_asking
from graph.nl.parser.conditions.comparisons import SIGNS, implied_property, sign_of
from graph.nl.parser.conditions.operands import NUMERIC
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.query.build import node_of
from graph.nl.parser.query.tree import (
    Call,
    Column,
    Comparison,
    IsNull,
    Pattern,
    Property,
    Query,
    Stage,
    Unwind,
    Variable,
)
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import GradableMeaning, Item, PropertyMeaning
from graph.nl.stems import spoken
from graph.schema import PropertyInfo

_BETWEEN: Final = (Operator.THAN, Operator.DEFINITE, Operator.INDEFINITE)


def beyond_average(reader: Reader) -> Answer | None:
    """Nodes of one kind whose property is above or below what all of that kind have on average."""
    average = reader.first(Operator.AVERAGE)
    compared = _compared(reader, average) if average else None
    if average is None or compared is None or not reader.nouns:
        return None
    target = reader.nouns[0]
    again = [n for n in reader.nouns[1:] if n.start >= average.end and n.kind == target.kind]
    own = _present(reader, target, compared)
    said = any(each is not own for noun in reader.nouns for each in reader.modifiers_of(noun))
    if len(reader.nouns) != 1 + len(again) or said or reader.links or target.start >= compared.start:
        return None  # whose average is meant would not be sure
    info = _property(reader, compared, average, own)
    if info is None:
        return None
    reader.nouns = [target]
    if own:
        reader.modifiers.remove(own)
    reader.take(average, compared)
    reader.take_all(*_BETWEEN, Operator.WITH, Operator.YES_NO)
    sign = _sign(compared)
    words = f"{spoken(info.name)} {sign} average"
    counting = bool(reader.take_all(Operator.COUNT))
    take_asking(reader)
    query = _query(reader, target, info, sign, counting=counting)
    condition = Comparison(Property(target.variable, info.name), sign, Variable("average"))
    reader.modifiers.append(Modifier(target, compared.start, average.end, condition, words))
    kind, many = ("count", "number of") if counting else ("list", "list of")
    return Answer(kind, many, query, target=target)


def _compared(reader: Reader, average: Item) -> Item | None:
    """The comparison right before the average."""
    before = [item for item in reader.items if item.end <= average.start and not item.asks(*_BETWEEN)]
    item = before[-1] if before else None
    if item is None or reader.taken(item):
        return None
    between = {p for i in reader.items if i.asks(*_BETWEEN) for p in range(i.start, i.end)}
    near = all(p in between or reader.is_filler(p) for p in range(item.end, average.start))
    gradable = item.as_a(GradableMeaning)
    by_adjective = gradable and not gradable.superlative
    if gradable and gradable.gradable.of_time and not gradable.gradable.properties:
        return None  # times have no average
    return item if near and (item.asks(*SIGNS) or by_adjective) else None


def _sign(compared: Item) -> str:
    gradable = compared.as_a(GradableMeaning)
    if gradable and not gradable.superlative:
        adjective = gradable.gradable
        return ">" if adjective.upwards is not adjective.of_time else "<"  # who is older has more years
    return sign_of(compared)


def _present(reader: Reader, target: Noun, compared: Item) -> Modifier | None:
    """ "With a budget below the average": that there is one is said again by the comparison."""
    return next(
        (
            each
            for each in reader.modifiers_of(target)
            if isinstance(each.condition, IsNull)
            and each.condition.negated
            and each.property
            and reader.adjacent(each.end, compared.start)
        ),
        None,
    )


def _property(reader: Reader, compared: Item, average: Item, own: Modifier | None) -> PropertyInfo | None:
    """The property that is named beside them, else the one that the adjective speaks of."""
    target = reader.nouns[0]
    if own:
        info = reader.property_of(target.kind, own.property)
        return info if info and info.type in NUMERIC else None
    named = [i for i in reader.items if i.as_a(PropertyMeaning) and i not in (compared, average)]
    gradable = compared.as_a(GradableMeaning)
    found = None
    if len(named) == 1:
        found = owner_of_property(reader, named[0], types=NUMERIC)
        reader.take(*(named if found else ()))
    elif not named and gradable:
        found = implied_property(reader, compared.start, gradable.gradable)
    return found[1] if found and found[0] in reader.nouns else None


def _query(reader: Reader, target: Noun, info: PropertyInfo, sign: str, *, counting: bool) -> Query:
    value, node = Property(target.variable, info.name), Variable(target.variable)
    pattern = Pattern((node_of(target),), (), IsNull(value, negated=True))
    nodes = Column(Call("collect", (node,)), "nodes")
    average = Column(Call("avg", (value,)), "average")
    carried = Column(Variable(average.alias), average.alias)
    beyond = Comparison(value, sign, Variable(average.alias))
    stages = (
        Stage((nodes, average)),
        Unwind(Variable(nodes.alias), target.variable),
        Stage((Column(node, target.variable), carried), condition=beyond),
    )
    if counting:
        return Query(pattern, (Column(Call("count", (node,)), "total"),), stages=stages)
    columns = displayed(reader, target)
    if info.name not in {column.alias for column in columns}:
        columns = (*columns, Column(value, info.name))
    return Query(pattern, columns, stages=stages, order=by(columns[0]))
