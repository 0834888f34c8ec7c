"""Conditions that compare a property: "size larger than 3", "name starts with a", "created after May"."""

from dataclasses import replace
from typing import Final

from graph.nl.languages.measures import UNITS
from graph.nl.normalise import Token, TokenKind
from graph.nl.operators import Gradable, Operator
from graph.nl.parser.conditions.negation import take_negation
from graph.nl.parser.conditions.operands import NUMERIC, compares
from graph.nl.parser.conditions.units import Quantity, converted, measured_by, quantity_at
from graph.nl.parser.nouns.nearness import nouns_by_nearness
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.query.tree import AllOf, Comparison, Condition, Number, Property
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import GradableMeaning, Item, OperatorMeaning, PropertyMeaning
from graph.nl.stems import spoken, words_of
from graph.schema import PropertyInfo

SIGNS: Final = {
    Operator.MORE: ">",
    Operator.LESS: "<",
    Operator.AT_LEAST: ">=",
    Operator.AT_MOST: "<=",
    Operator.EXACTLY: "=",
    Operator.EQUAL: "=",
}
_UNIT_LENGTH: Final = 3
_SIZES: Final = frozenset({"size", "bytes", "length", "volume"})


def number_at(reader: Reader, position: int) -> int | float | None:
    """The number at a position, if one is there that has not been understood otherwise."""
    token = token_at(reader, position, TokenKind.NUMBER)
    return token.value if token and isinstance(token.value, int | float) else None


def find_comparisons(reader: Reader) -> None:
    """Every comparison with an operand behind it."""
    for item in list(reader.items):
        if reader.taken(item):
            continue
        gradable = item.as_a(GradableMeaning)
        if gradable and not gradable.superlative and _gradable(reader, item, gradable.gradable):
            continue
        if item.asks(Operator.BETWEEN):
            _between(reader, item)
        elif item.asks(*SIGNS):
            _number(reader, item)
    for item in list(reader.properties()):
        _signed(reader, item)


def _signed(reader: Reader, item: Item) -> None:
    """ "A negative elevation"."""
    for operator, sign in ((Operator.NEGATIVE, "<"), (Operator.POSITIVE, ">")):
        said = reader.operator_left_of(item.start, operator) or reader.operator_right_of(item.end, operator)
        found = owner_of_property(reader, item, types=NUMERIC) if said else None
        if said and found:
            noun, info = found
            condition = Comparison(Property(noun.variable, info.name), sign, Number(0))
            add_condition(
                reader,
                noun,
                info,
                condition,
                item.start,
                item.end,
                [said, item],
                f"{spoken(info.name)} {sign} 0",
            )
            return


def sign_of(item: Item) -> str:
    """The sign of a comparing operator."""
    return next(
        SIGNS[m.operator] for m in item.meanings if isinstance(m, OperatorMeaning) and m.operator in SIGNS
    )


def token_at(reader: Reader, position: int, *kinds: TokenKind) -> Token | None:
    """The token at a position, if it is there, is one of ``kinds``, and has not been understood otherwise."""
    if position >= len(reader.tokens) or position in reader.read:
        return None
    token = reader.tokens[position]
    return token if not kinds or token.kind in kinds else None


def _property_of(
    reader: Reader, item: Item, end: int, types: frozenset[str]
) -> tuple[Noun, PropertyInfo, list[Item]] | None:
    """The property that a comparison speaks of: named before it, or behind its operand."""

    def names_one(each: Item) -> bool:
        return each.as_a(PropertyMeaning) is not None and not reader.taken(each)

    unit = _unit_at(reader, end)
    for named in (reader.left_of(item.start, names_one), reader.right_of(end + unit, names_one)):
        if named and (found := owner_of_property(reader, named, types=types)):
            if unit and named.start >= end:
                reader.read.add(end)
            return *found, [named]
    return None


def _measured_in(
    reader: Reader, item: Item, quantity: Quantity
) -> tuple[Noun, PropertyInfo, list[Item]] | None:
    """ "Files of more than 50 MB", "that took over half an hour": the unit says what is meant."""
    nouns = list(nouns_by_nearness(reader, item.start))
    if quantity.unit:
        found = measured_by(reader, nouns, quantity.unit)
        return (*found, []) if found else None
    written = reader.tokens[quantity.end - 1].text.casefold()
    in_digits = written[0].isdigit() and any(map(str.isalpha, written))
    if not in_digits and written.split()[-1] not in UNITS:
        return None
    for noun in nouns:
        for info in reader.properties_of(noun.kind):
            if info.type in NUMERIC and _SIZES & set(words_of(info.name)):
                return noun, info, []
    return None


def _unit_at(reader: Reader, position: int) -> int:
    """1 where a short unknown word follows a number, as in "2000 m elevation"; otherwise 0."""
    token = token_at(reader, position, TokenKind.WORD)
    known = token is None or reader.is_filler(position) or position in reader.known_positions()
    return 0 if known or token is None or len(token.text) > _UNIT_LENGTH else 1


def _number(reader: Reader, item: Item) -> None:
    """ "size over 3", "more than 100 pages", "year >= 2010"; "more than 3 tasks" is for the links."""
    quantity = quantity_at(reader, item.end)
    if quantity is None:
        _number_before(reader, item)
        return
    end = quantity.end
    if quantity.unit is None and any(
        noun.start >= end and reader.adjacent(end, noun.start) for noun in reader.nouns
    ):
        return
    found = _property_of(reader, item, end, NUMERIC | {"mixed"}) or _measured_in(reader, item, quantity)
    number = converted(quantity, found[1]) if found else None
    if found is None or number is None:
        return
    noun, info, named = found
    first = min([item.start, *(each.start for each in named)])
    negated = take_negation(reader, first, item.start)
    reader.read.update(range(item.start, end))
    condition = compares(noun.variable, info, sign_of(item), number, negated=negated)
    said = f"{spoken(info.name)} {sign_of(item)} {number}"
    end = max([end, *(each.end for each in named)])
    add_condition(reader, noun, info, condition, first, end, [item, *named], said)


def _number_before(reader: Reader, item: Item) -> None:
    """ "Elevation of 1500 or more": the property, the number, and then how it is compared."""
    start = item.start - 1
    named = reader.left_of(
        start, lambda each: each.as_a(PropertyMeaning) is not None and not reader.taken(each)
    )
    number = number_at(reader, start) if named and item.asks(Operator.AT_LEAST, Operator.AT_MOST) else None
    found = owner_of_property(reader, named, types=NUMERIC) if named and number is not None else None
    if named is None or number is None or found is None:
        return
    if any(noun.start >= item.end and reader.adjacent(item.end, noun.start) for noun in reader.nouns):
        return  # "tasks with status failed and 2 or more inputs"
    noun, info = found
    condition = compares(noun.variable, info, sign_of(item), number)
    reader.read.add(start)
    said = f"{spoken(info.name)} {sign_of(item)} {number}"
    add_condition(reader, noun, info, condition, named.start, item.end, [named, item], said)


def _between(reader: Reader, item: Item) -> None:
    """ "year between 2010 and 2015"."""
    first, second = number_at(reader, item.end), quantity_at(reader, item.end + 2)
    if first is None or second is None:
        return
    end = second.end
    found = _property_of(reader, item, end, NUMERIC) or _measured_in(reader, item, second)
    lowest = converted(replace(second, number=first), found[1]) if found else None
    last = converted(second, found[1]) if found else None
    if found is None or lowest is None or last is None:
        return
    noun, info, named = found
    both: list[Condition] = [
        compares(noun.variable, info, ">=", lowest),
        compares(noun.variable, info, "<=", last),
    ]
    reader.read.update(range(item.start, end))
    said = f"{spoken(info.name)} between {lowest} and {last}"
    start = min([item.start, *(each.start for each in named)])
    add_condition(reader, noun, info, AllOf(tuple(both)), start, end, named, said)


def _gradable(reader: Reader, item: Item, gradable: Gradable) -> bool:
    """ "larger than 5 MB": the adjective says which property, where none is named."""
    quantity = quantity_at(reader, item.end)
    if quantity is None or (gradable.of_time and not gradable.properties):
        return False
    sign = ">" if gradable.upwards is not gradable.of_time else "<"  # who is older has more years
    named = None
    if not gradable.of_time:
        named = reader.left_of(
            item.start, lambda each: each.as_a(PropertyMeaning) is not None and not reader.taken(each)
        )
    if named:
        found = owner_of_property(reader, named, types=NUMERIC)
    elif quantity.unit:
        found = measured_by(reader, list(nouns_by_nearness(reader, item.start)), quantity.unit)
    else:
        found = implied_property(reader, item.start, gradable)
    number = converted(quantity, found[1]) if found else None
    if found is None or number is None:
        return False
    noun, info = found
    end = quantity.end
    condition = compares(noun.variable, info, sign, number, negated=take_negation(reader, item.start))
    reader.read.update(range(item.start, end))
    said = f"{spoken(info.name)} {sign} {number}"
    add_condition(reader, noun, info, condition, item.start, end, [named] if named else [], said)
    return True


def implied_property(reader: Reader, position: int, gradable: Gradable) -> tuple[Noun, PropertyInfo] | None:
    """The property that an adjective speaks of, of the nearest noun that has one."""
    for noun in nouns_by_nearness(reader, position):
        for word in gradable.properties:
            for info in reader.properties_of(noun.kind):
                if info.type in NUMERIC and word in words_of(info.name):
                    return noun, info
    return None


def add_condition(
    reader: Reader,
    noun: Noun,
    info: PropertyInfo,
    condition: Condition,
    start: int,
    end: int,
    items: list[Item],
    said: str,
) -> None:
    """A condition on a noun's property, said by the tokens ``start`` to ``end``; the items are then read."""
    reader.take(*items)
    reader.modifiers.append(Modifier(noun, start, end, condition, said, property=info.name))
