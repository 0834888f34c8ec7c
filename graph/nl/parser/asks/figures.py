"""Averages, sums, extremes: of a property, or of how many nodes hang on each node of another kind."""

from dataclasses import replace
from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, amount_alias, by
from graph.nl.parser.asks.keys import Key, key_columns, take_keys
from graph.nl.parser.asks.roles import ASKING, owner_of_asked
from graph.nl.parser.asks.tally import tally
from graph.nl.parser.build import pattern_of
from graph.nl.parser.links import connect
from graph.nl.parser.meanings import GradableMeaning, Item, LabelMeaning, PropertyMeaning
from graph.nl.parser.nouns import noun_after
from graph.nl.parser.operands import NUMERIC
from graph.nl.parser.owners import owned_properties, owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.tree import Call, Column, Expression, Number, Property, Query, Stage, Variable
from graph.nl.stems import spoken
from graph.schema import PropertyInfo

_FIGURES: Final = {
    Operator.AVERAGE: ("avg", "average"),
    Operator.MEDIAN: ("percentileCont", "median"),
    Operator.SUM: ("sum", "total"),
    Operator.MINIMUM: ("min", "minimum"),
    Operator.MAXIMUM: ("max", "maximum"),
    Operator.HIGHEST: ("max", "maximum"),
    Operator.LOWEST: ("min", "minimum"),
    Operator.LATEST: ("max", "maximum"),
    Operator.EARLIEST: ("min", "minimum"),
}
_EXTREMES: Final = (Operator.HIGHEST, Operator.LOWEST, Operator.LATEST, Operator.EARLIEST)
_ORDERED: Final = NUMERIC | {"datetime"}


def figures(reader: Reader) -> Answer | None:
    """ "The average size of files per extension", "average number of tasks per user", "min and max year"."""
    asked = [item for item in reader.items if not reader.taken(item) and _figure_of(item)]
    if not asked or not (reader.nouns or owner_of_asked(reader)):
        return None
    if counting := reader.operator_right_of(asked[0].end, Operator.COUNT):
        if not reader.right_of(counting.end, lambda item: _is_number(reader, item)):
            return _of_numbers(reader, asked[0], counting)
        reader.take(counting)  # "average number of pages"
    found = _measured(reader, asked, counting.end if counting else asked[-1].end)
    if found is None:
        return None
    noun, info = found
    functions = list(dict.fromkeys(figure for item in asked for figure in _figures_of(item)))
    reader.take(*asked)
    for item in asked[1:]:
        if joint := reader.operator_left_of(item.start, Operator.AND):
            reader.take(joint)
    keys = take_keys(reader)
    reader.take_all(*ASKING, Operator.WHEN)
    keyed = [key.noun for key in keys if key.info is None]
    connect(reader, keyed[0] if keyed else noun)
    columns = tuple(
        Column(_call(function, Property(noun.variable, info.name)), f"{word}_{info.name}")
        for function, word in functions
    )
    words = " and ".join(word for _, word in functions)
    said = f"{words} {spoken(info.name)} of"
    if keys:
        return Answer("groups", said, _grouped(reader, keys, keyed, noun, columns), target=noun)
    query = _plain(reader, noun, info, columns)
    return Answer("figure", said, query, target=noun, hints={"figure": words, "property": spoken(info.name)})


def _is_number(reader: Reader, item: Item) -> bool:
    """Whether an item names a property that is a number itself."""
    return any(i.type in NUMERIC for noun in reader.nouns for i in owned_properties(reader, noun, item))


def _figure_of(item: Item) -> tuple[str, str] | None:
    return next(iter(_figures_of(item)), None)


def _figures_of(item: Item) -> list[tuple[str, str]]:
    """The figures that a phrase asks for; a range is both ends of it."""
    if found := list(dict.fromkeys(figure for operator, figure in _FIGURES.items() if item.asks(operator))):
        return found
    gradable = item.as_a(GradableMeaning)
    if gradable and gradable.superlative:
        return [("max", "maximum") if gradable.gradable.upwards else ("min", "minimum")]
    return []


def _measured(reader: Reader, asked: list[Item], end: int) -> tuple[Noun, PropertyInfo] | None:
    """The property that is averaged and so on; an extreme only where the property itself is asked for."""
    last = asked[-1]
    extreme = last.asks(*_EXTREMES) or last.as_a(GradableMeaning) is not None

    def is_property(item: Item) -> bool:
        return item.as_a(PropertyMeaning) is not None and not reader.taken(item)

    named = reader.right_of(end, is_property) or (
        None
        if extreme
        else reader.right_of(asked[0].end, is_property) or reader.left_of(asked[0].start, is_property)
    )
    if named is None or named.as_a(LabelMeaning):
        noun = next(
            (n for n in reader.nouns if n.start >= last.end and reader.adjacent(last.end, n.start)), None
        )
        behind = reader.right_of(noun.end, lambda i: i.as_a(PropertyMeaning) is not None) if noun else None
        named = behind if behind and noun and behind.start == noun.end else None
    if named is None:
        return None
    if extreme and any(noun.start == named.end for noun in reader.nouns):
        return None
    if (
        extreme
        and any(n.end <= last.start for n in reader.nouns)
        and reader.operator_left_of(last.start, Operator.WITH)
    ):
        return None
    found = owner_of_property(reader, named, types=_ORDERED)
    if found:
        reader.take(named)
        again = reader.right_of(named.end, is_property)
        if again and found[1] in owned_properties(reader, found[0], again):
            reader.take(again)  # "runtime in minutes"
    return found


def _call(function: str, value: Expression) -> Call:
    arguments: tuple[Expression, ...] = (value,)
    if function == "percentileCont":
        arguments = (value, Number(0.5))
    return Call(function, arguments)


def _plain(reader: Reader, noun: Noun, info: PropertyInfo, columns: tuple[Column, ...]) -> Query:
    """Each node counts once, however many ways lead to it."""
    pattern = pattern_of(reader, noun)
    if not pattern.edges:
        return Query(pattern, columns)
    stage = Stage((Column(Variable(noun.variable), noun.variable),), distinct=True)
    return Query(pattern, columns, stages=(stage,))


def _grouped(
    reader: Reader, keys: list[Key], keyed: list[Noun], noun: Noun, columns: tuple[Column, ...]
) -> Query:
    pattern = pattern_of(reader, keyed[0] if keyed else noun)
    staged, visible = key_columns(reader, keys)
    if not staged and not pattern.edges:
        return Query(pattern, (*visible, *columns), order=by(*visible))
    key_stage = tuple(staged) or tuple(Column(c.expression, c.alias) for c in visible)
    each_once = Stage((*key_stage, Column(Variable(noun.variable), noun.variable)), distinct=True)
    shown = visible if staged else tuple(Column(Variable(c.alias), c.alias) for c in visible)
    return Query(pattern, (*shown, *columns), stages=(each_once,), order=by(*shown))


def _of_numbers(reader: Reader, asked: Item, counting: Item) -> Answer | None:
    """ "The average number of tasks per user": of how many hang on each; none counts as 0."""
    figure = _figure_of(asked)
    keys = take_keys(reader)
    target = noun_after(reader, counting.end, but=keys[0].noun if keys else None)
    if figure is None or target is None:
        return None
    key = keys[0].noun if len(keys) == 1 and keys[0].info is None else None
    if not keys:
        key = next((n for n in reader.nouns if n is not target), None)
    if key is None:
        return None
    reader.take(asked, counting)
    reader.take_all(*ASKING)
    connect(reader, key)
    found = tally(reader, key, target, keep_empty=True)
    if found is None:
        return None
    query, _, number = found
    column = Column(_call(figure[0], Variable(number.alias)), f"{figure[1]}_{number.alias}")
    words = f"{figure[1]} number of {spoken(amount_alias(reader, target))} of"
    return Answer("figure", words, replace(query, columns=(column,)), target=key, hints={"figure": figure[1]})
