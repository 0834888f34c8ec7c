"""The best of each group: "the largest file of each user", "the newest specimen per country"."""

from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer, by, shown
from graph.nl.parser.asks.keys import Key, key_columns, take_keys
from graph.nl.parser.asks.roles import ASKING, is_reversed, is_singular
from graph.nl.parser.asks.superlatives import ascends, ranking_property, superlative_of
from graph.nl.parser.conditions.operands import NUMERIC
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import pattern_of, with_condition
from graph.nl.parser.query.tree import (
    Call,
    Column,
    Comparison,
    IsNull,
    Property,
    Query,
    Stage,
    Unwind,
    Variable,
)
from graph.nl.parser.state import GUESSED, UNREAD, Reader
from graph.nl.parser.words.meanings import Item, PropertyMeaning, RelationshipMeaning
from graph.nl.stems import spoken
from graph.schema import PropertyInfo


def best_of_each(reader: Reader) -> Answer | None:
    """Of each group those with the highest or lowest value; all of them where several share it."""
    superlative = superlative_of(reader)
    keys = (take_keys(reader) or _owners(reader, superlative)) if superlative else []
    if superlative is None or not keys or any(_is_measure(key) for key in keys):
        return None
    keyed = [key.noun for key in keys if key.info is None]
    target = _target(reader, superlative, keyed)
    if target is None:
        return None
    reader.take(superlative)
    found = ranking_property(reader, superlative, target)
    if found is None or found[0] is not target:
        return None
    info = found[1]
    rises = ascends(superlative) is not is_reversed(superlative, info)
    for item in list(reader.properties()):  # "the first specimen collected": the property is what ranks
        meaning = item.as_a(PropertyMeaning)
        if meaning and info.name in meaning.names and item.as_a(RelationshipMeaning):
            reader.take(item)
    opening = reader.items[0]
    if opening.asks(Operator.WHO, Operator.WHICH) and any(
        (noun.start == opening.start or reader.adjacent(opening.end, noun.start))
        and noun not in (target, *keyed)
        for noun in reader.nouns
    ):
        reader.doubt(UNREAD, "who it was is not told")  # "who collected the highest of each project"
    if not is_singular(reader, target):
        reader.doubt(GUESSED, "the first of each are meant")
    reader.take_all(*ASKING, Operator.WITH)
    connect(reader, keyed[0] if keyed else target)
    groups = " and ".join(spoken(key.info.name if key.info else reader.widest(key.noun.kind)) for key in keys)
    said = f"{'lowest' if rises else 'highest'} {spoken(info.name)} for each {groups}, of"
    query = _query(reader, keys, keyed[0] if keyed else target, target, info, rises=rises)
    return Answer("list", said, query, target=target)


def _owners(reader: Reader, superlative: Item) -> list[Key]:
    """ "Users with their latest task": those whose it is, each with one."""
    theirs = reader.operator_left_of(superlative.start, Operator.POSSESSIVE)
    joint = reader.operator_left_of(theirs.start, Operator.WITH, Operator.AND) if theirs else None
    noun = next((n for n in reader.nouns if joint and reader.adjacent(n.end, joint.start)), None)
    if theirs is None or joint is None or noun is None or noun.end == noun.start:
        return []
    reader.take(theirs, joint)
    return [Key(noun)]


def _is_measure(key: Key) -> bool:
    """Whether a "per" says by what things are ranked, as in Italian, and not of what there is one each."""
    return key.info is not None and key.unit is None and key.info.type in (*NUMERIC, "datetime")


def _target(reader: Reader, superlative: Item, keyed: list[Noun]) -> Noun | None:
    """What is ranked: the noun behind the superlative, else the nearest before; no group."""
    others = [noun for noun in reader.nouns if noun not in keyed and noun.end > noun.start]
    behind = [noun for noun in others if noun.start >= superlative.end]
    before = [noun for noun in others if noun.end <= superlative.start]
    if before and reader.adjacent(before[-1].end, superlative.start):
        return before[-1]
    return next(iter([*behind, *reversed(before)]), None)


def _query(
    reader: Reader, keys: list[Key], root: Noun, target: Noun, info: PropertyInfo, *, rises: bool
) -> Query:
    """The extreme of each group, and then the nodes of the group that have it."""
    value, node = Property(target.variable, info.name), Variable(target.variable)
    staged, visible = key_columns(reader, keys)
    grouped = staged or visible
    extreme = Column(Call("min" if rises else "max", (value,)), "extreme")
    nodes = Column(Call("collect", (node,), distinct=True), "nodes")
    kept = tuple(Column(Variable(each.alias), each.alias) for each in grouped)
    chosen = Stage(
        (*kept, Column(node, target.variable), Column(Variable(extreme.alias), extreme.alias)),
        condition=Comparison(value, "=", Variable(extreme.alias)),
    )
    stages = (Stage((*grouped, nodes, extreme)), Unwind(Variable(nodes.alias), target.variable), chosen)
    keys_shown = visible if staged else kept
    name = shown(reader, target)
    taken = {each.alias for each in keys_shown}
    if name.alias in taken:
        name = Column(name.expression, f"{name.alias}_name")
    amount = Column(value, info.name if info.name not in taken else f"{info.name}_value")
    pattern = with_condition(pattern_of(reader, root), IsNull(value, negated=True))
    columns = (*keys_shown, name, amount)
    return Query(pattern, columns, stages=stages, order=by(*keys_shown, name))
