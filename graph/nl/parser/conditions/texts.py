"""Conditions on text and plain equality: "name starts with a", "status Failed", "chromosome 99"."""

from typing import Any, Final

from graph.nl.languages.small_words import AT, IN_THEM
from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.comparisons import add_condition, token_at
from graph.nl.parser.conditions.negation import NEGATIONS, take_negation
from graph.nl.parser.conditions.operands import NUMERIC, equals, text_matches
from graph.nl.parser.nouns.nearness import nouns_by_nearness
from graph.nl.parser.nouns.owners import owned_properties, owner_of_property
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.query.tree import AllOf, Condition, Not, any_of
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning, OperatorMeaning, PropertyMeaning, ValueMeaning
from graph.nl.parser.words.names import name_property
from graph.nl.stems import spoken
from graph.schema import PropertyInfo

_TEXT: Final = {
    Operator.CONTAINS: "CONTAINS",
    Operator.STARTS_WITH: "STARTS WITH",
    Operator.ENDS_WITH: "ENDS WITH",
}
_EQUAL: Final = (Operator.EQUAL, Operator.EXACTLY)


def find_texts(reader: Reader) -> None:
    """Every text condition, and every property that has its value right behind it."""
    for item in list(reader.items):
        if not reader.taken(item) and item.asks(*_TEXT):
            _text(reader, item)
    _find_quoted_parts(reader)
    for item in list(reader.properties()):
        sign = reader.right_of(item.end, lambda each: each.asks(*_EQUAL) and not reader.taken(each))
        _equality(reader, item, sign)


def _text(reader: Reader, item: Item) -> None:
    """ "whose name contains bio", "emails ending with .org", "files starting with reads"."""
    following = reader.right_of(item.end, lambda each: each.as_a(LabelMeaning) is not None)
    named_behind = reader.right_of(item.end, lambda each: each.as_a(PropertyMeaning) is not None)
    if named_behind and named_behind.start > item.end:
        return  # "that include the step X"
    start = _behind_article(reader, item.end)
    operand = token_at(reader, start, TokenKind.QUOTED, TokenKind.WORD, TokenKind.NUMBER)
    at_an_end = item.asks(Operator.STARTS_WITH, Operator.ENDS_WITH)
    if operand is None or (following and following.start == item.end and not at_an_end):
        return
    if operand.kind is TokenKind.WORD and operand.key in reader.prepositions - {"a"}:
        return  # "the starts of tasks"
    operator = next(
        _TEXT[m.operator] for m in item.meanings if isinstance(m, OperatorMeaning) and m.operator in _TEXT
    )
    denial = reader.operator_left_of(item.start, *NEGATIONS)
    named = reader.left_of(
        denial.start if denial else item.start,
        lambda each: each.as_a(PropertyMeaning) is not None and not reader.taken(each),
    )
    if named:
        found = owner_of_property(reader, named, types=("text", "list", "mixed", "datetime"))
    else:
        found = _named_text(reader, item)
    if found is None:
        return
    noun, info = found
    texts, any_is_enough, end = _alternatives(reader, start)
    parts = [text_matches(noun.variable, info, operator, text) for text in texts]
    condition = _joined(parts, any_is_enough)
    if take_negation(reader, item.start):
        condition = Not(condition)
    reader.read.update(range(item.end, end))
    start = named.start if named else item.start
    said = f"{spoken(info.name)} {operator.lower()} {' or '.join(texts)}"
    add_condition(reader, noun, info, condition, start, end, [item, *([named] if named else [])], said)


def _behind_article(reader: Reader, position: int) -> int:
    """Where the text begins: "contains a 'us'" has an article before it."""
    article = any(
        i.start == position and i.asks(Operator.INDEFINITE, Operator.DEFINITE) for i in reader.items
    )
    return position + 1 if article and token_at(reader, position + 1, TokenKind.QUOTED) else position


def _alternatives(reader: Reader, position: int) -> tuple[list[str], bool, int]:
    """The texts that begin at a position, whether any of them is enough, and where they end."""
    texts, any_is_enough, end = [reader.tokens[position].text], True, position + 1
    while joint := next(
        (i for i in reader.items if i.start == end and i.asks(Operator.OR, Operator.AND)), None
    ):
        following = token_at(reader, joint.end, TokenKind.QUOTED)
        if following is None or (len(texts) > 1 and joint.asks(Operator.OR) is not any_is_enough):
            break
        any_is_enough = joint.asks(Operator.OR)
        texts.append(following.text)
        end = joint.end + 1
    return texts, any_is_enough, end


def _joined(conditions: list[Condition], any_is_enough: bool) -> Condition:
    return any_of(conditions) if any_is_enough else AllOf(tuple(conditions))


def _in_it(reader: Reader, position: int) -> Item | None:
    """The property before "that have 'x' in them"."""
    having = reader.operator_left_of(position, Operator.WITH)
    named = reader.left_of(having.start, lambda i: i.as_a(PropertyMeaning) is not None) if having else None
    return named if named and not reader.taken(named) else None


def _find_quoted_parts(reader: Reader) -> None:
    """ "Institutions with 'of' in their name", "names that have 'a' or 'b' in them"."""
    for position, token in enumerate(reader.tokens):
        if token.kind is not TokenKind.QUOTED or position in reader.read:
            continue
        texts, any_is_enough, end = _alternatives(reader, position)
        behind = [token.key for token in reader.tokens[end : end + 2]]
        before = _in_it(reader, position)
        if before and len(behind) == 2 and tuple(behind) in IN_THEM:
            if found := owner_of_property(reader, before, types=("text", "list")):
                noun, info = found
                parts = [text_matches(noun.variable, info, "CONTAINS", text) for text in texts]
                reader.read.update(range(position, end))
                said = f"{spoken(info.name)} contains {' or '.join(texts)}"
                condition = _joined(parts, any_is_enough)
                reader.modifiers.append(Modifier(noun, position, end, condition, said, property=info.name))
            continue
        named = reader.right_of(
            end, lambda each: each.as_a(PropertyMeaning) is not None and not reader.taken(each)
        )
        if named is None or named.start == end:
            continue
        if found := owner_of_property(reader, named, types=("text", "list")):
            noun, info = found
            parts = [text_matches(noun.variable, info, "CONTAINS", text) for text in texts]
            condition = _joined(parts, any_is_enough)
            reader.read.update(range(position, named.start))
            add_condition(
                reader,
                noun,
                info,
                condition,
                position,
                named.end,
                [named],
                f"{spoken(info.name)} contains {' or '.join(texts)}",
            )


def _named_text(reader: Reader, item: Item) -> tuple[Noun, PropertyInfo] | None:
    """The name of the noun before, where a text condition names no property."""
    noun = next(nouns_by_nearness(reader, item.start), None)
    info = reader.property_of(noun.kind, name_property(reader.schema, noun.kind.names)) if noun else None
    return (noun, info) if noun and info and info.type == "text" else None


def _equality(reader: Reader, item: Item, sign: Item | None = None) -> None:
    """ "status Failed", "year is 2020", "chromosome 99": a property with what it is right behind it."""
    end = sign.end if sign else item.end
    while end < len(reader.tokens) and (reader.is_filler(end) or _is_passed_over(reader, end)):
        end += 1
    token = token_at(reader, end)
    if token is None or reader.taken(item):
        return
    known = next((each for each in reader.items if each.start == end and not reader.taken(each)), None)
    having = any(each.asks(Operator.WITH) and item.end <= each.start < end for each in reader.items)
    if having and not (known and _holds(reader, item, known)):
        return  # "names that have 'x' in them", but "tasks tagged with fungi"
    if known and _describes_another(reader, item, known):
        return
    if known and known.as_a(ValueMeaning):
        _equality_with_value(reader, item, known, sign)
        return
    if token.kind is TokenKind.DATE or (known and token.kind is not TokenKind.QUOTED):
        return
    if any(noun.start == end + 1 for noun in reader.nouns) and token.kind is TokenKind.NUMBER:
        return
    written = token.kind in (TokenKind.NUMBER, TokenKind.QUOTED)
    name_like = token.text[0].isupper() or not token.text.isalpha()
    if not (written or sign or name_like or _may_be_in_list(reader, item)):
        return
    if found := owner_of_property(reader, item):
        noun, info = found
        is_number = token.kind is TokenKind.NUMBER
        if info.type in ("boolean", "datetime") or (info.type in NUMERIC and not is_number):
            return
        value: Any = token.value if info.type in NUMERIC else token.text
        negated = take_negation(reader, item.start, end)
        condition = equals(noun.variable, info, [value], negated=negated)
        if info.type == "text" and any(t.key in AT for t in reader.tokens[item.end : end]):
            condition = text_matches(noun.variable, info, "ENDS WITH", f"@{token.text}")
            condition = Not(condition) if negated else condition  # "an email at example.org"
        reader.read.update(range(item.start, end + 1))
        words = f"{spoken(info.name)} {'not ' if negated else ''}{token.text}"
        add_condition(reader, noun, info, condition, item.start, end + 1, [sign] if sign else [], words)


def _holds(reader: Reader, item: Item, known: Item) -> bool:
    """Whether the property is a list in which the graph has that value."""
    value = known.as_a(ValueMeaning)
    lists = {i.name for n in reader.nouns for i in owned_properties(reader, n, item) if i.type == "list"}
    return value is not None and any(place.property in lists for place in value.places)


def _describes_another(reader: Reader, item: Item, known: Item) -> bool:
    """ "The tags of failed tasks", "which tags do failed tasks have": the value is the noun's behind it."""
    value = known.as_a(ValueMeaning)
    noun = next((n for n in reader.nouns if n.start == known.end), None)
    return (
        item.end < known.start
        and value is not None
        and noun is not None
        and any(place.owner in noun.kind.names for place in value.places)
    )


def _is_passed_over(reader: Reader, position: int) -> bool:
    """ "Status not Failed", "tagged both fungi and bacteria"."""
    return any(each.start == position and each.asks(Operator.NOT, Operator.BOTH) for each in reader.items)


def _may_be_in_list(reader: Reader, item: Item) -> bool:
    return any(i.type == "list" for n in reader.nouns for i in owned_properties(reader, n, item))


def _equality_with_value(reader: Reader, item: Item, known: Item, sign: Item | None) -> None:
    """A property and a value that the graph has for it; otherwise the value is read on its own."""
    value, meaning = known.as_a(ValueMeaning), item.as_a(PropertyMeaning)
    if value is None or meaning is None:
        return
    held = any(place.property in meaning.names for place in value.places)
    if not held and not _may_be_in_list(reader, item):
        return
    found = owner_of_property(reader, item)
    if found is None:
        return
    noun, info = found
    spellings = sorted(
        {
            s
            for p in value.places
            if p.property == info.name and p.owner in noun.kind.names
            for s in p.spellings
        }
    )
    if (written := reader.said(known.start, known.end)) in spellings:
        spellings = [written]
    if not spellings and info.type == "list":
        spellings = [reader.said(known.start, known.end)]
    if not spellings:
        return
    negated = take_negation(reader, item.start, known.start)
    reader.take(*(b for b in [reader.operator_left_of(known.start, Operator.BOTH)] if b))
    condition = equals(noun.variable, info, spellings, negated=negated)
    words = f"{spoken(info.name)} {'not ' if negated else ''}{spellings[0]}"
    add_condition(
        reader, noun, info, condition, item.start, known.end, [item, known, *([sign] if sign else [])], words
    )
