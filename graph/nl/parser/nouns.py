"""The nouns of a question: which kinds of nodes it speaks of."""

from collections.abc import Callable, Iterator

from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.connections import Kind
from graph.nl.parser.meanings import (
    AgentMeaning,
    Item,
    LabelMeaning,
    PropertyMeaning,
    RelationshipMeaning,
    ValueMeaning,
)
from graph.nl.parser.negation import NEGATIONS
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.tree import Condition, HasLabels, Not

_DETERMINERS = (
    *(Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE, Operator.LESS, Operator.EXACTLY, Operator.SEVERAL),
    *(Operator.TOP, Operator.BOTTOM, Operator.BY),
    *(Operator.DEFINITE, Operator.INDEFINITE, Operator.NOT, Operator.WITHOUT, Operator.BOTH, Operator.ONLY),
)


_OPENING = (Operator.LIST, Operator.WHICH, Operator.COUNT, Operator.DEFINITE, Operator.ALL, Operator.DETAILS)


def find_nouns(reader: Reader) -> None:
    """Each label is a noun. Labels side by side that nodes have together are one ("Blast tasks")."""
    for item in reader.items:
        if reader.taken(item):
            continue
        kind = _kind_of(reader, item)
        if kind is None:
            continue
        last = reader.nouns[-1] if reader.nouns else None
        if last and last.kind.names and not kind.names and _ends_a_verb(reader, item):
            reader.take(item)  # "who never collected anything"
        elif last and last.end == item.start and (both := _together(reader, last.kind, kind)):
            reader.take(item)
            last.kind, last.end = both, item.end
        elif last and item.asks(Operator.WHO):
            continue  # a relative pronoun
        elif item.as_a(AgentMeaning) and not item.as_a(LabelMeaning) and _is_said_of(reader, item, kind):
            continue  # it says what somebody named does: "is ada a member of ..."
        else:
            reader.take(item)
            noun = reader.add_noun(kind, item.start, item.end)
            if item.asks(Operator.WHO) and (by := reader.operator_left_of(item.start, Operator.BY)):
                reader.take(by)
            agent = item.as_a(AgentMeaning)
            noun.does = agent.types if agent and not item.as_a(LabelMeaning) else frozenset()


def _ends_a_verb(reader: Reader, item: Item) -> bool:
    """Whether a word for any node stands right behind a verb: all it says is that there is one."""
    verb = reader.left_of(item.start)
    return verb is not None and verb.as_a(RelationshipMeaning) is not None


def _is_said_of(reader: Reader, item: Item, kind: Kind) -> bool:
    before = [noun for noun in reader.nouns if reader.adjacent(noun.end, item.start)]
    same = any(noun.kind.names & kind.names for noun in before)
    return same or any(each.end == item.start and each.asks(Operator.INDEFINITE) for each in reader.items)


def drop_repeated_nouns(reader: Reader) -> None:
    """A path that is drawn with arrows, and one of its ends named again: "A -> B, count the As"."""
    for noun in list(reader.nouns):
        first = next((n for n in reader.nouns if n.kind == noun.kind), noun)
        if reader.explained and first is not noun:
            reader.nouns.remove(noun)


def _kind_of(reader: Reader, item: Item) -> Kind | None:
    if label := item.as_a(LabelMeaning):
        return label.kind
    if item.asks(Operator.NODE):
        return Kind()
    if agent := item.as_a(AgentMeaning):
        return _doers(reader, agent.types)
    if item.asks(Operator.WHERE) and item is next((i for i in reader.items if not reader.taken(i)), None):
        return _place(reader, item)
    if item.asks(Operator.WHO) and not any(each.as_a(LabelMeaning) for each in reader.items[:1]):
        return _who(reader, item)
    return None


def _who(reader: Reader, item: Item) -> Kind | None:
    """Those who do what the next verb says, in a graph where no label means a person."""
    verb = next((each for each in reader.verbs() if each.start >= item.end), None)
    if verb is None:
        return None
    return _doers(reader, _types(verb))


def _doers(reader: Reader, types: frozenset[str]) -> Kind | None:
    """From whom relationships of these types go out."""
    labels = [label for kind in types for label in reader.connections.ends(kind, forward=False)]
    label = reader.connections.common_label(frozenset(labels))
    return Kind(frozenset({label})) if label else None


def _place(reader: Reader, item: Item) -> Kind | None:
    """Where the next verb leads to."""
    verb = next((each for each in reader.verbs() if each.start >= item.end), None)
    reached = (
        [label for kind in _types(verb) for label in reader.connections.ends(kind, forward=True)]
        if verb
        else []
    )
    label = reader.connections.common_label(frozenset(reached))
    return Kind(frozenset({label})) if label else None


def _types(verb: Item) -> frozenset[str]:
    meaning = verb.as_a(RelationshipMeaning)
    return meaning.types if meaning else frozenset()


def _together(reader: Reader, left: Kind, right: Kind) -> Kind | None:
    """Both kinds in one, where nodes can be both: "Blast tasks", "nodes", "BlastDb files"."""
    if not left.names or not right.names:
        return left if left.names else right
    if not left.any_of and not right.any_of:
        labels = left.labels | right.labels
        return Kind(labels) if reader.schema.together(labels) else None
    several, one = (left, right) if left.any_of else (right, left)
    both = any(
        one.labels <= each.labels and several.any_of & each.labels for each in reader.schema.label_sets
    )
    return one if one.labels and both else None


def find_kinds(reader: Reader) -> None:
    """A kind that is said of a noun is a condition on it: "files that are not Fasta"."""
    for noun in list(reader.nouns):
        joint = reader.operator_left_of(noun.start, Operator.OR)
        end = joint.start if joint else noun.start
        negation = reader.operator_left_of(end, *NEGATIONS)
        before = [n for n in reader.nouns if n.end <= end and n is not noun]
        owner = before[-1] if before else None
        said_of = [
            m
            for m in reader.modifiers
            if joint and m.end == joint.start and isinstance(m.condition, HasLabels | Not)
        ]
        if said_of:
            owner = said_of[0].owner
        if (
            owner is None
            or not owner.kind.labels
            or not noun.kind.labels
            or noun.kind.labels <= owner.kind.labels
        ):
            continue
        if not reader.schema.together(owner.kind.labels | noun.kind.labels):
            continue
        start = negation.start if negation else noun.start
        if not said_of and not (owner.end < noun.start and reader.adjacent(owner.end, start)):
            continue
        condition: Condition = HasLabels(owner.variable, noun.kind.labels)
        if negation:
            reader.take(negation)
            condition = Not(condition)
        reader.nouns.remove(noun)
        said = f"that are {'not ' if negation else ''}{' '.join(sorted(noun.kind.labels))}"
        reader.modifiers.append(Modifier(owner, noun.start, noun.end, condition, said))


def find_relationship_nouns(reader: Reader) -> None:
    """A relationship where a noun stands is what it leads to: "tasks without input"."""
    _add_relationship_nouns(reader, _stands_as_noun)


def find_opening_relationships(reader: Reader) -> None:
    """The same at the beginning of a question: "the outputs of task 7". Names have to be known before."""
    _add_relationship_nouns(reader, _opens_with_of)


def _add_relationship_nouns(reader: Reader, fits: Callable[[Reader, Item], bool]) -> None:
    for verb in list(reader.verbs()):
        known = any(noun.start == verb.end == noun.end for noun in reader.nouns)
        if known or _is_owned_property(reader, verb) or not fits(reader, verb):
            continue
        for noun in sorted(reader.nouns, key=lambda each: abs(each.start - verb.start)):
            labels = frozenset(
                label
                for kind in _types(verb)
                for forward in (True, False)
                for label in reader.connections.reached(noun.kind, kind, forward=forward)
            )
            if labels:
                common = reader.connections.common_label(labels)
                kind = Kind(frozenset({common})) if common else Kind(any_of=labels)
                reader.add_noun(kind, verb.start, verb.start)
                break


def find_asked_things(reader: Reader) -> None:
    """ "What does task 7 produce": what is asked for is at the other end of the verb, with no name."""
    asked = next((item for item in reader.items if item.asks(Operator.WHICH)), None)
    verb = next(
        (v for v in reader.verbs() if not any(n.start in (v.start, v.end) for n in reader.nouns)), None
    )
    if asked is None or verb is None or len(reader.nouns) != 1 or any(reader.properties()):
        return
    [noun] = reader.nouns
    named = any(each.owner is noun for each in reader.modifiers)
    turned = any(
        i.asks(Operator.YES_NO) and asked.end <= i.start and i.end <= noun.start for i in reader.items
    )
    if not named or (not turned and reader.adjacent(asked.end, noun.start)):
        return
    labels = frozenset(
        label
        for kind in _types(verb)
        for forward in (True, False)
        for label in reader.connections.reached(noun.kind, kind, forward=forward)
    )
    common = reader.connections.common_label(labels)
    if labels:
        kind = Kind(frozenset({common})) if common else Kind(any_of=labels)
        reader.add_noun(kind, asked.end, asked.end)


def _is_owned_property(reader: Reader, item: Item) -> bool:
    """Whether the word is a property of one of the nouns, too."""
    meaning = item.as_a(PropertyMeaning)
    return meaning is not None and any(
        info.name in meaning.names for noun in reader.nouns for info in reader.properties_of(noun.kind)
    )


def _opens_with_of(reader: Reader, verb: Item) -> bool:
    """ "Inputs of task 7": it stands first, and a word without meaning joins it to a noun."""
    earlier = [item for item in reader.items if item.end <= verb.start]
    named = any(noun.start < verb.start for noun in reader.nouns) or reader.explained
    if named or not all(reader.is_filler(item.start) or item.asks(*_OPENING) for item in earlier):
        return False
    behind = [noun.start for noun in reader.nouns if noun.start > verb.end]
    return any(reader.adjacent(verb.end, start) for start in behind)


def _only_operators(reader: Reader, start: int, end: int) -> bool:
    """Whether what stands between says how many, or which of them, and nothing of its own."""
    spoken_for = {
        position
        for item in reader.items
        if item.asks(*_DETERMINERS) or item.as_a(ValueMeaning)
        for position in range(item.start, item.end)
    }
    return all(
        position in spoken_for
        or reader.is_filler(position)
        or reader.tokens[position].kind is TokenKind.NUMBER
        for position in range(start, end)
    )


def _stands_as_noun(reader: Reader, verb: Item) -> bool:
    """After a word that wants a noun, and with no noun behind it that it would belong to."""
    follows = any(
        noun.start >= verb.end and _only_operators(reader, verb.end, noun.start) for noun in reader.nouns
    )
    number = verb.start > 0 and reader.tokens[verb.start - 1].kind is TokenKind.NUMBER
    if number and verb.start - 1 not in reader.read and not follows:
        return True
    before = reader.operator_left_of(
        verb.start,
        *(Operator.WITHOUT, Operator.COUNT, Operator.EACH, Operator.MORE, Operator.TOP),
        *(Operator.LIST, Operator.WITH, Operator.SEVERAL, Operator.AVERAGE),
    )
    return before is not None and not follows


def take_all_of(reader: Reader, noun: Noun) -> None:
    """ "All tasks" are the tasks; "tasks that all failed" is another question, and "all" stays unread."""
    covered = {p for m in reader.modifiers_of(noun) if m.adjective for p in range(m.start, m.end)}
    position = noun.start - 1
    while position >= 0 and (position in covered or reader.is_filler(position)):
        position -= 1
    opening = next((i for i in reader.items if not reader.taken(i)), None)
    for item in reader.items:
        if (
            item.asks(Operator.ALL)
            and item.start <= position < item.end
            and not (opening and opening.asks(Operator.YES_NO))
            and not is_of_every(reader, item, noun)
        ):
            reader.take(item)


def is_of_every(reader: Reader, every: Item, noun: Noun) -> bool:
    """ "Users who ran all Blast tasks", "members of all projects": of each single one, which is not read."""
    doer = any(n.does and n.end <= every.start and reader.adjacent(n.end, every.start) for n in reader.nouns)
    before = reader.left_of(every.start)
    if before and before.asks(Operator.BY):
        before = reader.left_of(before.start)
    verb = before is not None and before.as_a(RelationshipMeaning) is not None
    return doer or (verb and any(other.end <= every.start for other in reader.nouns if other is not noun))


def noun_after(reader: Reader, position: int, *, but: Noun | None = None) -> Noun | None:
    """The first noun that begins at or after a position."""
    return next((noun for noun in reader.nouns if noun.start >= position and noun is not but), None)


def nouns_by_nearness(reader: Reader, position: int) -> Iterator[Noun]:
    """All nouns, the one nearest before a position first, then those before it, then those behind."""
    before = [noun for noun in reader.nouns if noun.start < position]
    yield from reversed(before)
    yield from (noun for noun in reader.nouns if noun.start >= position)
