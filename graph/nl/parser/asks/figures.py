"""Averages, sums, extremes: of a property, or of how many nodes hang on each node of another kind."""

from dataclasses import replace
from typing import Final

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, amount_alias, by
from graph.nl.parser.asks.keys import Key, key_columns, take_keys
from graph.nl.parser.asks.roles import ASKING, owner_of_asked
from graph.nl.parser.asks.tally import tally
from graph.nl.parser.conditions.operands import NUMERIC
from graph.nl.parser.conditions.relationships import requested_of_relationship
from graph.nl.parser.conditions.units import (
    asks_how_much,
    converted_figure,
    in_unit,
    measured_by,
    unit_behind,
)
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.nouns.nearness import noun_after, nouns_by_nearness
from graph.nl.parser.nouns.owners import owned_properties, owner_of_property
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import pattern_of
from graph.nl.parser.query.tree import Call, Column, Expression, Number, Property, Query, Stage, Variable
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import (
    GradableMeaning,
    Item,
    LabelMeaning,
    PropertyMeaning,
    RelationshipMeaning,
    UnitMeaning,
)
from graph.nl.stems import singular, spoken, words_of
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
    if not asked and (answer := _total_in_unit(reader)):
        return answer
    added_up = None if asked else _added_up(reader)
    asked = [added_up] if added_up else asked
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
    functions = functions or [_FIGURES[Operator.SUM]]
    reader.take(*asked)
    _take_doer(reader, noun)
    for item in asked[1:]:
        if joint := reader.operator_left_of(item.start, Operator.AND):
            reader.take(joint)
    keys = [key for key in take_keys(reader) if key.info or key.noun is not noun]
    keyed = [key.noun for key in keys if key.info is None]
    counts = _counts_too(reader, noun, [key.noun for key in keys])
    reader.take_all(*ASKING, Operator.WHEN)
    related = next((link for link in reader.links if link.variable == noun.variable), None)
    target = related.parent if related else noun
    root = keyed[0] if keyed else target
    connect(reader, root)
    values = [in_unit(reader, _call(f, Property(noun.variable, info.name)), info) for f, _ in functions]
    unit = next((unit for _, unit in values if unit), "")
    columns = tuple(
        Column(value, f"{word}_{info.name}{'_' if unit else ''}{unit}")
        for (value, _), (_, word) in zip(values, functions, strict=True)
    )
    words = " and ".join(word for _, word in functions)
    measured = f"{spoken(info.name)} in {unit}" if unit else spoken(info.name)
    said = f"{words} {measured} of"
    if keys:
        query = _grouped(reader, keys, root, noun, (*counts, *columns))
        return Answer("groups", said, query, target=target)
    query = _plain(reader, root, noun, (*counts, *columns))
    if counts:
        return Answer("table", f"number, and {said}", query, target=target)
    return Answer("figure", said, query, target=target, hints={"figure": words, "property": measured})


def _total_in_unit(reader: Reader) -> Answer | None:
    """ "How many GB do the files take up": the sum of what is measured so."""
    counting = reader.first(Operator.COUNT)
    asked = unit_behind(reader, counting) if counting else None
    unit = asked.as_a(UnitMeaning) if asked else None
    if counting is None or asked is None or unit is None:
        return None
    found = measured_by(reader, list(nouns_by_nearness(reader, asked.end)), unit.unit)
    if found is None:
        return None
    noun, info = found
    value = converted_figure(Call("sum", (Property(noun.variable, info.name),)), info, unit.unit)
    if value is None:
        return None
    reader.take(counting, asked)
    reader.take_all(*ASKING, Operator.YES_NO)
    connect(reader, noun)
    word = reader.said(asked.start, asked.end)
    query = _plain(reader, noun, noun, (Column(value, f"total_{info.name}_{word}"),))
    name = spoken(info.name)
    measured = name if word == name else f"{name} in {word}"
    hints = {"figure": "total", "property": measured}
    return Answer("figure", f"total {measured} of", query, target=noun, hints=hints)


def _counts_too(reader: Reader, noun: Noun, keyed: list[Noun]) -> tuple[Column, ...]:
    """ "Number of files and their total size": a count beside the figures of the same nodes."""
    counting = reader.first(Operator.COUNT)
    joints = [each for each in reader.items if each.asks(Operator.AND) and not reader.taken(each)]
    others = [each for each in reader.nouns if each is not noun and each not in keyed]
    if counting is None or others or noun not in reader.nouns:
        return ()
    reader.take(counting, *joints[:1])
    reader.take_all(Operator.POSSESSIVE)
    return (Column(Call("count", (Variable(noun.variable),)), amount_alias(reader, noun)),)


def _added_up(reader: Reader) -> Item | None:
    """ "How many minutes did failed tasks take": how many of a unit, as properties in the plural are."""
    counting = reader.first(Operator.COUNT)
    named = reader.right_of(counting.end) if counting else None
    meaning = named.as_a(PropertyMeaning) if named and not named.as_a(LabelMeaning) else None
    if named is None or meaning is None or reader.first(Operator.DISTINCT):
        return None
    units = all(singular(words_of(name)[-1]) != words_of(name)[-1] for name in meaning.names)
    return counting if units and _is_number(reader, named) else None


def _take_doer(reader: Reader, noun: Noun) -> None:
    """ "The minutes spent by failed tasks": a "by" before those to whom the property belongs."""
    start = min([noun.start, *(each.start for each in reader.modifiers_of(noun) if each.adjective)])
    by_whom = reader.operator_left_of(start, Operator.BY)
    if by_whom:
        reader.take(by_whom)


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
        else reader.right_of(asked[0].end, is_property)
        or reader.left_of(asked[0].start, is_property)
        or next((item for item in reader.properties() if asks_how_much(reader, item)), None)
    )
    if named is None and (verb := reader.right_of(end, lambda i: i.as_a(RelationshipMeaning) is not None)):
        named = reader.right_of(verb.end, is_property)  # "average identification confidence"
    if extreme and _asks_which(reader, last):
        return None
    if named is None or named.as_a(LabelMeaning):
        if last.asks(*_EXTREMES[2:]):
            return None  # "the last user registered" is a user
        noun = next(
            (n for n in reader.nouns if n.start >= last.end and reader.adjacent(last.end, n.start)), None
        )
        behind = reader.right_of(noun.end, lambda i: i.as_a(PropertyMeaning) is not None) if noun else None
        if extreme and behind and behind.as_a(RelationshipMeaning):
            return None  # "the highest plant collected in Italy" is a plant
        named = behind if behind and noun and behind.start == noun.end else None
    if named is None or (extreme and named.start in reader.glossed):
        return None  # "the slowest tasks (minutes)" are tasks
    if extreme and any(noun.start == named.end < noun.end for noun in reader.nouns):
        return None
    if (
        extreme
        and any(n.end <= last.start for n in reader.nouns)
        and reader.operator_left_of(last.start, Operator.WITH)
    ):
        return None
    computed = any(item.asks(Operator.AVERAGE, Operator.MEDIAN, Operator.SUM) for item in asked)
    types = NUMERIC if computed else _ORDERED
    found = owner_of_property(reader, named, types=types) or _of_relationship(reader, named)
    if found is None or found[1].type not in types:
        return None  # moments have no average
    reader.take(
        named, *(i for i in reader.properties() if asks_how_much(reader, i) and _names(reader, found, i))
    )
    again = reader.right_of(named.end, is_property)
    if again and found[1] in owned_properties(reader, found[0], again):
        reader.take(again)  # "runtime in minutes"
    return found


def _names(reader: Reader, found: tuple[Noun, PropertyInfo], item: Item) -> bool:
    """Whether an item names the property, too: "how long", beside "minutes"."""
    return found[1] in owned_properties(reader, found[0], item)


def _of_relationship(reader: Reader, named: Item) -> tuple[Noun, PropertyInfo] | None:
    """A property that relationships have, as that of the relationship itself."""
    related = requested_of_relationship(reader, named)
    if related is None or related[1].type not in _ORDERED:
        return None
    return Noun(Kind(), named.start, named.end, related[0].variable), related[1]


def _asks_which(reader: Reader, superlative: Item) -> bool:
    """ "Which specimen was found at the highest elevation" asks for a node, and for no figure."""
    asked = reader.first(Operator.WHICH, Operator.WHO)
    return asked is not None and any(
        reader.adjacent(asked.end, noun.start) and noun.end <= superlative.start for noun in reader.nouns
    )


def _call(function: str, value: Expression) -> Call:
    arguments: tuple[Expression, ...] = (value,)
    if function == "percentileCont":
        arguments = (value, Number(0.5))
    return Call(function, arguments)


def _plain(reader: Reader, root: Noun, noun: Noun, columns: tuple[Column, ...]) -> Query:
    """Each node, or relationship, counts once, however many ways lead to it."""
    pattern = pattern_of(reader, root)
    if not pattern.edges:
        return Query(pattern, columns)
    stage = Stage((Column(Variable(noun.variable), noun.variable),), distinct=True)
    return Query(pattern, columns, stages=(stage,))


def _grouped(reader: Reader, keys: list[Key], root: Noun, noun: Noun, columns: tuple[Column, ...]) -> Query:
    pattern = pattern_of(reader, root)
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
