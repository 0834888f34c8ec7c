"""Shares, ratios and how complete data is."""

from dataclasses import replace

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, amount_alias, by
from graph.nl.parser.asks.keys import Key, key_columns, take_keys
from graph.nl.parser.asks.roles import ASKING
from graph.nl.parser.asks.wholes import part_of
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.parts import Link, Modifier, Noun
from graph.nl.parser.query.build import link_condition, pattern_of, renamed
from graph.nl.parser.query.tree import (
    Arithmetic,
    Call,
    Choice,
    Column,
    Comparison,
    Condition,
    Expression,
    HasLabels,
    Number,
    Order,
    Property,
    Query,
    Stage,
    Variable,
    all_of,
)
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning
from graph.nl.stems import spoken
from graph.schema import PropertyInfo


def share(reader: Reader) -> Answer | None:
    """ "The percentage of X that C": those for which the last condition holds, of those without it."""
    asked = reader.first(Operator.SHARE)
    if asked is None or not reader.nouns:
        return None
    keys = take_keys(reader)
    keyed = [key.noun for key in keys if key.info is None]
    others = [noun for noun in reader.nouns if noun not in keyed]
    if not others:
        return None
    if sum(item.asks(Operator.SHARE) and not reader.taken(item) for item in reader.items) > 1:
        return None  # two shares, of which only one could be told
    target = next((n for n in others if n.start >= asked.end), others[0])
    every = any(item.start == asked.end and item.asks(Operator.ALL) for item in reader.items)
    if every and others[0].end <= asked.start:
        target = others[0]  # "failed tasks as a share of all tasks"
    reader.take_all(Operator.SHARE, Operator.COUNT, *ASKING)
    among = _take_whole(reader, target)
    if among:
        target = among[0].owner
    connect(reader, keyed[0] if keyed else target)
    parts: list[Modifier | Link] = list(among) or [
        part
        for part in part_of(reader, target)
        if isinstance(part, Modifier) or part.child not in {k.noun for k in keys}
    ]
    if not parts and keys:
        parts = list(reader.modifiers_of(target))
    condition = all_of([_condition(reader, part) for part in parts])
    if condition is None:
        return None
    phrase = [part.said for part in parts if isinstance(part, Modifier)]
    adjectives = bool(phrase) and all(isinstance(p, Modifier) and p.adjective for p in parts)
    _leave_out(reader, parts)
    reader.take_all(Operator.WITH, Operator.BOTH, Operator.AND)
    query = _share_query(reader, target, condition, joined=bool(keyed))
    if keys:
        return Answer("groups", "share of", _by_keys(reader, query, keys, keyed), target=target)
    predicate = " and ".join(phrase)
    said = f"share ({predicate}) of" if predicate else "share of"
    return Answer(
        "share", said, query, target=target, hints={"predicate": f"are {predicate}"} if adjectives else {}
    )


def _by_keys(reader: Reader, query: Query, keys: list[Key], keyed: list[Noun]) -> Query:
    """A share for each group instead of one."""
    pattern = pattern_of(reader, keyed[0]) if keyed else query.match
    staged, visible = key_columns(reader, keys)
    shown = visible if staged else tuple(Column(Variable(c.alias), c.alias) for c in visible)
    [stage] = query.stages
    columns = stage.columns if isinstance(stage, Stage) else ()
    grouped = Stage((*(staged or visible), *columns))
    order = (Order(Variable("percentage"), descending=True), *by(*shown))
    return replace(query, match=pattern, columns=(*shown, *query.columns), stages=(grouped,), order=order)


def all_have(reader: Reader, target: Noun) -> Query | None:
    """Whether what is said behind a noun holds for all of its nodes; None where nothing is said."""
    parts = part_of(reader, target)
    condition = all_of([_condition(reader, part) for part in parts])
    if condition is None:
        return None
    _leave_out(reader, parts)
    query = _share_query(reader, target, condition)
    equal = Comparison(Variable("part"), "=", Variable("total"))
    return replace(query, columns=(Column(equal, "answer"), *query.columns[1:]))


def _leave_out(reader: Reader, parts: list[Modifier | Link]) -> None:
    for part in parts:
        if isinstance(part, Modifier):
            reader.modifiers.remove(part)
        else:
            reader.links.remove(part)


def _take_whole(reader: Reader, target: Noun) -> list[Modifier]:
    """ "Failed tasks among Bold tasks": the whole is named by itself, the part is said of the first."""
    among = reader.first(Operator.AMONG) or _all_of_another(reader, target)
    whole = next((n for n in reader.nouns if among and n.start >= among.end), None)
    if among is None:
        return []
    if whole is None or whole is target:
        if among.asks(Operator.AMONG) or among.end == len(reader.tokens):
            reader.take(among)  # "of the total", "as a share of all"
        return []
    special = target.kind.labels - _all_labels(reader, whole)
    if special and not whole.kind.labels <= _all_labels(reader, target):
        return []
    reader.take(among)
    parts = reader.modifiers_of(target)
    if special:
        condition = HasLabels(whole.variable, special)
        said = f"that are {spoken(min(special))}"
        parts.append(Modifier(whole, target.start, target.end, condition, said))
        reader.modifiers.append(parts[-1])
    for each in parts:
        each.condition = renamed(each.condition, target.variable, whole.variable)
        each.owner = whole
    reader.nouns.remove(target)
    return parts


def _all_of_another(reader: Reader, target: Noun) -> Item | None:
    """ "Plants in all specimens", "as a share of all": the "all" behind what is the part."""
    return next((i for i in reader.items if i.asks(Operator.ALL) and i.start >= target.end), None)


def _all_labels(reader: Reader, noun: Noun) -> frozenset[str]:
    """The labels that nodes of a noun have, said or not."""
    sets = [each.labels for each in reader.schema.label_sets if noun.kind.labels <= each.labels]
    return frozenset.intersection(*sets) if sets else noun.kind.labels


def _condition(reader: Reader, part: Modifier | Link) -> Condition:
    return part.condition if isinstance(part, Modifier) else link_condition(reader, part)


def _share_query(reader: Reader, target: Noun, condition: Condition, *, joined: bool = False) -> Query:
    pattern = pattern_of(reader, target)
    node = Variable(target.variable)
    distinct = bool(pattern.edges) or joined
    stage = Stage(
        (
            Column(Call("count", (Choice(condition, node),), distinct), "part"),
            Column(Call("count", (node,), distinct), "total"),
        )
    )
    columns = (
        Column(_ratio(Variable("part"), Variable("total"), 100.0), "percentage"),
        Column(Variable("part"), "part"),
        Column(Variable("total"), "total"),
    )
    return Query(pattern, columns, stages=(stage,))


def _ratio(part: Expression, total: Expression, factor: float) -> Choice:
    """A quotient; null where nothing is there to divide by."""
    return Choice(
        Comparison(total, ">", Number(0)), Arithmetic(Arithmetic(Number(factor), "*", part), "/", total)
    )


def ratio(reader: Reader) -> Answer | None:
    """ "The ratio of failed to finished tasks"."""
    asked = reader.first(Operator.RATIO)
    if asked is None or not reader.nouns:
        return None
    if answer := _ratio_of_kinds(reader, asked):
        return answer
    owners = {id(each.owner) for each in reader.modifiers}
    sides = sorted(
        (each for each in reader.modifiers if each.start >= asked.end), key=lambda each: each.start
    )
    if len(sides) != 2 or len(owners) != 1:
        return None
    target = sides[0].owner
    reader.take_all(Operator.RATIO, Operator.TO, Operator.AND, *ASKING)
    for each in sides:
        reader.modifiers.remove(each)
    connect(reader, target)
    return _ratio_answer(reader, target, [(each.said, each.condition) for each in sides])


def _ratio_of_kinds(reader: Reader, asked: Item) -> Answer | None:
    """ "The ratio of plants to fungi": of how many nodes there are of two kinds."""
    sides = [noun for noun in reader.nouns if noun.start >= asked.end and noun.kind.labels]
    if len(sides) != 2 or len(reader.nouns) != 2 or reader.modifiers or any(reader.verbs()):
        return None
    reader.take_all(Operator.RATIO, Operator.TO, Operator.AND, *ASKING)
    labels = sides[0].kind.labels | sides[1].kind.labels
    node = reader.add_noun(Kind(any_of=labels), asked.start, asked.start)
    conditions: list[tuple[str, Condition]] = [
        (amount_alias(reader, side), HasLabels(node.variable, side.kind.labels)) for side in sides
    ]
    return _ratio_answer(reader, node, conditions)


def _ratio_answer(reader: Reader, target: Noun, sides: list[tuple[str, Condition]]) -> Answer:
    node = Variable(target.variable)
    counts = [Call("count", (Choice(condition, node),), True) for _, condition in sides]
    names = ["first", "second"]
    stage = Stage(tuple(Column(c, name) for c, name in zip(counts, names, strict=True)))
    columns = (
        Column(_ratio(Variable("first"), Variable("second"), 1.0), "ratio"),
        *(Column(Variable(name), name) for name in names),
    )
    said = f"ratio of {sides[0][0]} to {sides[1][0]}"
    return Answer("share", said, Query(pattern_of(reader, target), columns, stages=(stage,)), target=target)


def completeness(reader: Reader) -> Answer | None:
    """ "How complete is the email of users", "completeness of users": the share of nodes that have each."""
    asked = reader.first(Operator.COMPLETENESS)
    missing = None if asked else _missing_values(reader)
    if (asked is None and missing is None) or not reader.nouns:
        return None
    target = reader.nouns[0]
    infos: list[PropertyInfo] = []
    for item in list(reader.properties()):
        if item.as_a(LabelMeaning):
            continue
        if found := owner_of_property(reader, item):
            target = found[0]
            infos.append(found[1])
            reader.take(item)
    reader.take_all(Operator.COMPLETENESS, Operator.PROPERTIES, Operator.AND, Operator.POSSESSIVE, *ASKING)
    if missing:
        reader.take_all(Operator.ABSENT, Operator.COUNT, Operator.EACH, Operator.ODD)
    connect(reader, target)
    chosen = infos or reader.properties_of(target.kind)
    node = Call("count", (Variable(target.variable),))
    columns: list[Column] = []
    for info in chosen:
        present = Call("count", (Property(target.variable, info.name),))
        if missing:
            columns.append(Column(Arithmetic(node, "-", present), info.name))
        else:
            columns.append(Column(_ratio(present, node, 100.0), info.name))
    said = "missing values of" if missing else "completeness (%) of"
    query = Query(pattern_of(reader, target), tuple(columns))
    return Answer(
        "table", said, query, target=target, hints={"counted": "missing" if missing else "completeness"}
    )


def _missing_values(reader: Reader) -> bool | None:
    """ "Missing values per property of users": how many have none."""
    absent = reader.first(Operator.ABSENT)
    asks_all = reader.first(Operator.PROPERTIES)
    if any(reader.verbs()) or any(noun.start == noun.end for noun in reader.nouns):
        return None  # "tasks whose output is missing"
    return True if absent and (asks_all or not any(reader.properties())) else None
