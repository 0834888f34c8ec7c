"""Conditions joined by "or", "and" and "but", and how far a negation reaches over them."""

from graph.nl.operators import Operator
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.parts import Link, Modifier, Noun
from graph.nl.parser.query.build import children, link_condition
from graph.nl.parser.query.tree import Comparison, Condition, HasLabels, Not, any_of
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.words.meanings import Item, RelationshipMeaning


def combine_alternatives(reader: Reader) -> None:
    """Conditions that "or" joins become one: each is said of the same noun, or leads to other nodes."""
    for joint in list(reader.items):
        if not joint.asks(Operator.OR, Operator.AND, Operator.BUT) or reader.taken(joint):
            continue
        left, right = _unit_before(reader, joint), _unit_behind(reader, joint)
        if left is None or right is None or _owner(left) is not _owner(right):
            continue
        if isinstance(right, Link) and any(
            item.asks(Operator.POSSESSIVE) and joint.end <= item.start < right.child.end
            for item in reader.items
        ):
            continue  # "and their users" asks for more
        start = _span(reader, left)[0]
        reader.take(joint, *(b for b in [reader.operator_left_of(start, Operator.BOTH)] if b))
        if _reaches(reader, left, joint, right):
            _deny(right)
            if joint.asks(Operator.AND):
                reader.doubt(GUESSED, "neither is meant")
            continue
        if not joint.asks(Operator.OR):
            continue
        conditions = [_condition(reader, unit) for unit in (left, right)]
        said = " or ".join(unit.said if isinstance(unit, Modifier) else "" for unit in (left, right))
        end = _span(reader, right)[1]
        for unit in (left, right):
            if isinstance(unit, Modifier):
                reader.modifiers.remove(unit)
            else:
                reader.links.remove(unit)
        reader.modifiers.append(Modifier(_owner(left), start, end, any_of(conditions), said.strip()))


_OF_ITS_OWN = (*NEGATIONS, Operator.WITH, Operator.WHO, Operator.WHICH)


def _reaches(reader: Reader, left: Modifier | Link, joint: Item, right: Modifier | Link) -> bool:
    """Whether what denies the first denies the second, too: "not used by A or B" is by neither of them."""
    if joint.asks(Operator.BUT) or not _is_denied(left) or _is_denied(right):
        return False
    if isinstance(left, Modifier) and isinstance(right, Modifier):
        inner = [getattr(m.condition, "condition", m.condition) for m in (left, right)]
        same = all(isinstance(each, HasLabels) for each in inner) or (
            bool(left.property) and left.property == right.property
        )
    else:
        same = isinstance(left, Link) and isinstance(right, Link)
    start = right.child.start if isinstance(right, Link) else right.start
    between = [item for item in reader.items if joint.end <= item.start < start]
    bare = isinstance(right, Link) and right.child.start == right.child.end and joint.asks(Operator.OR)
    verbs = not bare and any(item.as_a(RelationshipMeaning) for item in between)
    return same and not verbs and not any(item.asks(*_OF_ITS_OWN) for item in between)


def _is_denied(unit: Modifier | Link) -> bool:
    if isinstance(unit, Link):
        return unit.negated
    condition = unit.condition
    return isinstance(condition, Not) or (isinstance(condition, Comparison) and condition.operator == "<>")


def _deny(unit: Modifier | Link) -> None:
    if isinstance(unit, Link):
        unit.negated = True
    else:
        unit.condition = Not(unit.condition)
        unit.said = f"not {unit.said}"


def _unit_before(reader: Reader, joint: Item) -> Modifier | Link | None:
    """The condition or link that ends right before; a link rather than the conditions of its end."""
    fitting = [
        unit
        for unit in _units(reader)
        if (end := _span(reader, unit)[1]) <= joint.start and reader.adjacent(end, joint.start)
    ]
    return max(fitting, key=lambda unit: _span(reader, unit)[1], default=None)


def _unit_behind(reader: Reader, joint: Item) -> Modifier | Link | None:
    """The condition or link that begins right behind."""
    fitting = [
        unit
        for unit in _units(reader)
        if (start := _span(reader, unit)[0]) >= joint.end and _follows(reader, joint.end, start)
    ]
    return min(fitting, key=lambda unit: _span(reader, unit)[0], default=None)


def _follows(reader: Reader, end: int, start: int) -> bool:
    """Whether nothing but a negation that has been read stands between: "tagged A but not B"."""
    denied = {
        position
        for item in reader.items
        if item.asks(*NEGATIONS) and reader.taken(item)
        for position in range(item.start, item.end)
    }
    return all(reader.is_filler(p) or p in denied for p in range(end, start))


def _units(reader: Reader) -> list[Modifier | Link]:
    return [*reader.links, *reader.modifiers]


def _span(reader: Reader, unit: Modifier | Link) -> tuple[int, int]:
    """From the first to the last token of a condition, or of a link with all that hangs on it."""
    if isinstance(unit, Modifier):
        return unit.start, unit.end
    noun = unit.child  # "without output": a noun that a verb stands for ends with it
    verbs = [item for item in reader.items if item.as_a(RelationshipMeaning)]
    verb = next((v.end for v in verbs if v.start == noun.start == noun.end), noun.end)
    ends = [verb, *(m.end for m in reader.modifiers_of(unit.child))]
    ends += [_span(reader, link)[1] for link in children(reader, unit.child)]
    return unit.start, max(ends)


def _owner(unit: Modifier | Link) -> Noun:
    return unit.owner if isinstance(unit, Modifier) else unit.parent


def _condition(reader: Reader, unit: Modifier | Link) -> Condition:
    return unit.condition if isinstance(unit, Modifier) else link_condition(reader, unit)
