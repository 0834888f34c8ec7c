"""Values of one property that no single node has: "members of both A and B", "in A but not in B"."""

from itertools import pairwise

from graph.nl.operators import Operator
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.conditions.operands import equals
from graph.nl.parser.conditions.values import is_negated, values_of
from graph.nl.parser.parts import Modifier, Noun, Option
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, RelationshipMeaning


def separate_values(reader: Reader) -> None:
    """Give the second of two such values a node of its own, which hangs where the first one hangs."""
    ordered = sorted(reader.modifiers, key=lambda each: each.start)
    for left, right in pairwise(ordered):
        owner = left.owner
        if owner is not right.owner or not left.property or left.property != right.property:
            continue
        info = reader.property_of(owner.kind, left.property)
        is_first = not any(noun.end <= owner.start for noun in reader.nouns if noun is not owner)
        if info is None or info.type == "list" or is_first or is_negated(left):
            continue
        if not _are_apart(reader, left, right):
            continue
        noun = reader.add_noun(owner.kind, right.start, right.start)
        right.condition = equals(noun.variable, info, values_of(right))
        right.owner = noun
        right.said = right.said.replace("not ", "", 1)


def _are_apart(reader: Reader, left: Modifier, right: Modifier) -> bool:
    """Whether the words between say that another node is meant; a "not" is then left for what leads there."""
    between = [i for i in reader.items if left.end <= i.start and i.end <= right.start]
    joint = _joint(reader, left, right)
    if joint is None:
        verbs = (i for i in between if i.as_a(RelationshipMeaning) or i.asks(Operator.BELONGS))
        return not is_negated(right) and any(verbs)  # "members of A who belong to B"
    denial = _denial(reader, joint, right)
    both = reader.operator_left_of(left.start, Operator.BOTH) or _both_behind(reader, right)
    if is_negated(right) and denial:
        reader.read.difference_update(range(denial.start, denial.end))
        return True
    if is_negated(right) or not joint.asks(Operator.AND):
        return False
    if both:
        reader.take(both, *([joint] if both.start >= right.end else []))
        return True
    if not _may_be_two(reader, left.owner):
        return False
    options = [Option(False, said="either of them"), Option(True, said="both of them")]
    return reader.choose(options)


def _both_behind(reader: Reader, right: Modifier) -> Item | None:
    """ "That ada and bob are both members of"."""
    copula = reader.operator_right_of(right.end, Operator.YES_NO)
    return reader.operator_right_of(copula.end if copula else right.end, Operator.BOTH)


def _may_be_two(reader: Reader, owner: Noun) -> bool:
    """Whether something can hang on two such nodes: people in projects, but no task of two users."""
    others = [noun for noun in reader.nouns if noun.end <= owner.start and noun.kind.names]
    way = next(iter(reader.connections.ways(others[-1].kind, owner.kind)), None) if others else None
    if way is None or len(way.hops) != 1:
        return False
    [hop] = way.hops
    label = reader.widest(others[-1].kind)
    return reader.schema.fan_out(label, hop.type, "out" if hop.forward else "in") > 1


def _joint(reader: Reader, left: Modifier, right: Modifier) -> Item | None:
    between = (i for i in reader.items if left.end <= i.start and i.end <= right.start)
    joints = [i for i in between if i.asks(Operator.AND, Operator.BUT)]
    return joints[0] if len(joints) == 1 and reader.adjacent(left.end, joints[0].start) else None


def _denial(reader: Reader, joint: Item, right: Modifier) -> Item | None:
    behind = (i for i in reader.items if joint.end <= i.start and i.end <= right.start)
    return next((i for i in behind if i.asks(*NEGATIONS)), None)
