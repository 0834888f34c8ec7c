"""Which noun a question is about, how many of them it wants, and which of their properties."""

from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.connections import Kind
from graph.nl.parser.meanings import Item, LabelMeaning, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.nouns import noun_after
from graph.nl.parser.owners import owner_of_property
from graph.nl.parser.parts import Noun, Option
from graph.nl.parser.relationships import requested_of_relationship
from graph.nl.parser.state import Reader
from graph.nl.stems import singular, spoken

_BEFORE_A_NUMBER = (
    *(Operator.LIST, Operator.WHICH, Operator.DETAILS, Operator.TOP, Operator.BOTTOM, Operator.SAMPLE),
    *(Operator.LATEST, Operator.EARLIEST, Operator.HIGHEST, Operator.LOWEST),
)
ASKING = (Operator.LIST, Operator.WHICH, Operator.DETAILS)


def asked_noun(reader: Reader, *, but: Noun | None = None) -> Noun | None:
    """What "how many" or "which" is about: not the institute of "at X, how many users"."""
    asked = reader.first(Operator.COUNT) or next(
        (i for i in reader.items if i.asks(*ASKING) and not reader.taken(i) and not _is_relative(reader, i)),
        None,
    )
    following = noun_after(reader, asked.end, but=but) if asked else None
    return _owned_by(reader, following or noun_after(reader, 0, but=but))


def _owned_by(reader: Reader, noun: Noun | None) -> Noun | None:
    """ "Ada's tasks" are the tasks: a name that no noun goes with says whose they are."""
    names = reader.modifiers_of(noun) if noun else []
    ends = [each.end for each in names if noun and each.start == noun.start]
    owned = next((other for other in reader.nouns if other is not noun and other.start in ends), None)
    return owned or noun


def _is_relative(reader: Reader, item: Item) -> bool:
    """Whether "which" only joins a clause to the noun before it: "taxa to which specimens belong"."""
    return item.asks(Operator.WHICH) and any(reader.adjacent(n.end, item.start) for n in reader.nouns)


def owner_of_asked(reader: Reader) -> Noun | None:
    """The nodes of a property that is asked for with no noun ("which markers"); several are readings."""
    item = next(iter(reader.properties()), None)
    meaning = item.as_a(PropertyMeaning) if item else None
    if item is None or meaning is None:
        return None
    remaining = {i.name for i in reader.schema.labels if any(p.name in meaning.names for p in i.properties)}
    options: list[Option[str]] = []
    while remaining:
        widest = max(remaining, key=lambda name: (reader.schema.count_of(frozenset({name})), name))
        remaining = {n for n in remaining if not reader.schema.together(frozenset({n, widest}))}
        options.append(Option(widest, said=f"of {spoken(widest)}"))
    if not options:
        return None
    return reader.add_noun(Kind(frozenset({reader.choose(options)})), item.end, item.end)


def take_asking(reader: Reader) -> bool:
    """Take the words that ask for a list; whether there were any."""
    return bool(reader.take_all(*ASKING, Operator.SAMPLE))


def take_limit(reader: Reader, target: Noun | None) -> int | None:
    """A number right behind "top" or "show", or right before what is listed."""
    for position, token in enumerate(reader.tokens):
        if token.kind is not TokenKind.NUMBER or position in reader.read or not isinstance(token.value, int):
            continue
        follows = any(item.end == position and item.asks(*_BEFORE_A_NUMBER) for item in reader.items)
        before = target is not None and _only_adjectives_between(reader, position + 1, target)
        if token.value > 0 and (follows or before):
            reader.read.add(position)
            if first := reader.operator_left_of(
                position, Operator.EARLIEST, Operator.HIGHEST, Operator.LOWEST
            ):
                reader.take(first)
            return token.value
    return None


def is_singular(reader: Reader, noun: Noun) -> bool:
    """Whether the question speaks of one such node."""
    word = reader.tokens[max(noun.end - 1, 0)].key
    return singular(word, reader.request.question.language) == word


def take_number(reader: Reader) -> int | None:
    """Any whole number that means nothing else; it is then read."""
    for position, token in enumerate(reader.tokens):
        if token.kind is TokenKind.NUMBER and position not in reader.read and isinstance(token.value, int):
            reader.read.add(position)
            return token.value
    return None


def _only_adjectives_between(reader: Reader, position: int, target: Noun) -> bool:
    """Whether a number goes with the noun: "5 largest failed tasks"."""
    if position > target.start:
        return False
    covered = {p for m in reader.modifiers_of(target) if m.adjective for p in range(m.start, m.end)}
    covered |= {
        p
        for item in reader.items
        if item.asks(
            *(Operator.LATEST, Operator.EARLIEST, Operator.HIGHEST, Operator.LOWEST, Operator.TOP),
            *(Operator.SAMPLE, Operator.COMMON, Operator.DISTINCT, Operator.BOTTOM, Operator.CONNECTED),
        )
        or any(getattr(m, "superlative", False) for m in item.meanings)
        for p in range(item.start, item.end)
    }
    return all(p in covered or reader.is_filler(p) for p in range(position, target.start))


def requested_properties(reader: Reader, target: Noun) -> list[tuple[Noun, str]]:
    """The properties that are asked for and are no condition; they are then read."""
    found: list[tuple[Noun, str]] = []
    for item in list(reader.properties()):
        if item.as_a(LabelMeaning) or any(
            i.end == item.start and i.asks(Operator.INDEFINITE) for i in reader.items
        ):
            continue  # "and an email" is a condition, and no property that is asked for
        owned = owner_of_property(
            reader, item, only=_owner_said(reader, item) or target
        ) or owner_of_property(reader, item)
        if owned is None and (related := requested_of_relationship(reader, item)):
            reader.take(item)
            found.append((Noun(Kind(), item.start, item.end, related[0].variable), related[1].name))
            continue
        if owned is None:
            continue
        reader.take(item)
        for verb in list(reader.verbs()):
            if (
                item.end <= verb.start
                and verb.end <= owned[0].start
                and not _can_link(reader, verb, owned[0])
            ):
                reader.take(verb)
        for joint in (
            reader.operator_left_of(item.start, Operator.AND),
            reader.operator_left_of(item.start, Operator.WITH),
            reader.operator_left_of(item.start, Operator.POSSESSIVE),
            reader.operator_left_of(item.start, Operator.ALONG),
        ):
            if joint:
                reader.take(joint)
        found.append((owned[0], owned[1].name))
    reader.take_all(Operator.POSSESSIVE)
    for joint in list(reader.items):
        between = reader.left_of(joint.start), reader.right_of(joint.end)
        if (
            found
            and joint.asks(Operator.AND, Operator.WITH)
            and all(i and i.as_a(PropertyMeaning) for i in between)
        ):
            reader.take(joint)
    return found


def _can_link(reader: Reader, verb: Item, noun: Noun) -> bool:
    """Whether nodes of a noun can have the relationship that a verb names."""
    meaning = verb.as_a(RelationshipMeaning)
    return any(
        reader.connections.reached(noun.kind, kind, forward=forward)
        for kind in (meaning.types if meaning else ())
        for forward in (True, False)
    )


def _owner_said(reader: Reader, item: object) -> Noun | None:
    """The noun right behind a property: "names of users"."""
    end = getattr(item, "end", 0)
    return next((n for n in reader.nouns if n.start >= end and reader.adjacent(end, n.start)), None)
