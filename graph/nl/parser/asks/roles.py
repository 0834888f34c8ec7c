"""Which noun a question is about, how many of them it wants, and which of their properties."""

from collections.abc import Sequence

from graph.nl.languages import WORDS, Language
from graph.nl.languages.small_words import OF, RELATIVES, WHICH
from graph.nl.operators import Operator
from graph.nl.parser.conditions.every import asks_of_all
from graph.nl.parser.conditions.operands import is_time
from graph.nl.parser.conditions.relationships import requested_of_relationship
from graph.nl.parser.nouns.chains import named_behind_chain
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.nouns.nearness import noun_after
from graph.nl.parser.nouns.owners import owner_of_property
from graph.nl.parser.nouns.relationship_nouns import is_done_to
from graph.nl.parser.parts import Noun, Option
from graph.nl.parser.state import GUESSED, Reader
from graph.nl.parser.words.meanings import (
    GradableMeaning,
    Item,
    LabelMeaning,
    PropertyMeaning,
    RelationshipMeaning,
)
from graph.nl.stems import singular, spoken, words_of
from graph.schema import PropertyInfo

ASKING = (Operator.LIST, Operator.WHICH, Operator.DETAILS, Operator.DISTRIBUTED)


def asked_noun(reader: Reader, *, but: Noun | None = None) -> Noun | None:
    """What "how many" or "which" is about: not the institute of "at X, how many users"."""
    if again := named_behind_chain(reader):
        return again
    asked = reader.first(Operator.COUNT) or next(
        (i for i in reader.items if i.asks(*ASKING) and not reader.taken(i) and not _is_relative(reader, i)),
        None,
    )
    counts = asked is not None and asked.as_a(LabelMeaning) is not None  # "headcount" says itself of whom
    heads = next((n for n in reader.nouns if counts and asked and n.start == asked.start < n.end), None)
    following = heads or (noun_after(reader, asked.end, but=but) if asked else None)
    return _owned_by(reader, _head_of(reader, following or noun_after(reader, 0, but=but), but))


def _head_of(reader: Reader, noun: Noun | None, but: Noun | None) -> Noun | None:
    """ "Project members" are members: of two English nouns side by side the second is what is meant."""
    if noun is None or reader.request.question.language is not Language.ENGLISH:
        return noun
    beside = next((n for n in reader.nouns if n.start == noun.end and n.end > n.start and n is not but), None)
    if beside is None or any(m.start == beside.start for m in reader.modifiers_of(beside)):
        return noun  # "members of MOSSNET": the name of another
    if reader.tokens[noun.end - 1].key in OF:
        return noun  # "members of projects"
    return beside if noun.end > noun.start and is_singular(reader, noun) else noun


def _owned_by(reader: Reader, noun: Noun | None) -> Noun | None:
    """ "Ada's tasks" are the tasks: a name that no noun goes with says whose they are."""
    ends: list[int] = []
    for each in reader.modifiers_of(noun) if noun else []:
        if (noun and each.start == noun.start) or each.start in ends:  # "Ada Byron's tasks"
            ends.append(each.end)
    owned = next(
        (n for n in reader.nouns if n is not noun and start_with_adjectives(reader, n) in ends), None
    )
    return owned or noun


def start_with_adjectives(reader: Reader, noun: Noun) -> int:
    """Where "failed Blast tasks" begins: at the first of the adjectives."""
    covered = {p for m in reader.modifiers_of(noun) if m.adjective for p in range(m.start, m.end)}
    start = noun.start
    while start - 1 in covered:
        start -= 1
    return start


def _is_relative(reader: Reader, item: Item) -> bool:
    """Whether "which" only joins a clause to the noun before it: "taxa to which specimens belong"."""
    before = next((n for n in reader.nouns if n.end > n.start and reader.adjacent(n.end, item.start)), None)
    if before is None or not item.asks(Operator.WHICH):
        return False
    named = any(m.start == before.start for m in reader.modifiers_of(before))
    if reader.tokens[item.start].key in RELATIVES - WHICH:
        return True  # "gli utenti di X che ..."
    return not (named and before.end == item.start)  # "reads.fasta: which task used it"


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
        related = requested_of_relationship(reader, item)
        return related[0].parent if related else None
    return reader.add_noun(Kind(frozenset({reader.choose(options)})), item.end, item.end)


def begins_yes_no(reader: Reader) -> bool:
    """Whether the question begins with "is there", "did" and the like."""
    first = next((item for item in reader.items if not item.asks(Operator.POLITE)), None)
    return first is not None and (first.asks(Operator.YES_NO) or asks_of_all(reader))


def take_asking(reader: Reader) -> bool:
    """Take the words that ask for a list; whether there were any."""
    return bool(reader.take_all(*ASKING, Operator.SAMPLE))


def time_of(reader: Reader, target: Noun) -> tuple[Noun, PropertyInfo] | None:
    """The time that "latest" and "oldest" speak of; several are readings."""
    times = sorted(
        (info for info in reader.properties_of(target.kind) if is_time(info)),
        key=lambda info: (info.type != "datetime", -info.coverage, str(info.minimum), info.name),
    )
    if not times:
        return None
    weights = [1.0 if len(times) == 1 else GUESSED, *(GUESSED * 0.9 for _ in times[1:])]
    return target, reader.choose([Option(i, w, spoken(i.name)) for i, w in zip(times, weights, strict=True)])


def is_reversed(superlative: Item, info: PropertyInfo) -> bool:
    """Whether an adjective means the other end of a property: the slowest by minutes has the most."""
    meaning = superlative.as_a(GradableMeaning)
    if meaning is None:
        return False
    words = set(words_of(info.name))
    aged = meaning.gradable.of_time and bool(words & set(meaning.gradable.properties))
    return aged or bool(words & set(meaning.gradable.reversed_for))


def is_singular(reader: Reader, noun: Noun) -> bool:
    """Whether the question speaks of one such node."""
    language = reader.request.question.language
    word = reader.tokens[max(noun.end - 1, 0)].key
    plurals = WORDS[language].plurals
    if any(token.key in plurals for token in reader.tokens[max(noun.start - 1, 0) : noun.start]):
        return False
    return singular(word, language) == word


def type_of(reader: Reader, distinct: Sequence[Item], target: Noun) -> list[tuple[Noun, str]]:
    """ "How many types of tools", "types of tools": the property that says it, if the nodes have one."""
    for item in distinct:
        word = singular(reader.tokens[item.start].key)
        info = reader.property_of(target.kind, word) if reader.adjacent(item.end, target.start) else None
        if info:
            return [(target, info.name)]
    return []


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
            _take_joints(reader, item)
            found.append((Noun(Kind(), item.start, item.end, related[0].variable), related[1].name))
            continue
        if owned is None:
            continue
        reader.take(item)
        if owned[0] is not target and item.as_a(RelationshipMeaning) and is_done_to(reader, item):
            continue  # "which taxa were collected in Italy"
        for verb in list(reader.verbs()):
            if (
                item.end <= verb.start
                and verb.end <= owned[0].start
                and not _can_link(reader, verb, owned[0])
            ):
                reader.take(verb)
        _take_joints(reader, item)
        found.append((owned[0], owned[1].name))
    for whose in [item for item in reader.items if item.asks(Operator.POSSESSIVE)]:
        if whose.end < len(reader.tokens):
            reader.take(whose)
    for joint in list(reader.items):
        between = reader.left_of(joint.start), reader.right_of(joint.end)
        if (
            found
            and joint.asks(Operator.AND, Operator.WITH)
            and all(i and i.as_a(PropertyMeaning) for i in between)
        ):
            reader.take(joint)
    if found:
        reader.take_all(Operator.HOLDING)  # "the role that ada plays"
    return found


def _take_joints(reader: Reader, item: Item) -> None:
    """What joins a property to what stands before it: "and their", "with", "along with"."""
    whose = reader.left_of(item.start, lambda each: each.asks(Operator.POSSESSIVE))
    start = whose.start if whose else item.start
    for operator in (Operator.AND, Operator.WITH, Operator.POSSESSIVE, Operator.ALONG):
        for place in (item.start, start):
            if joint := reader.operator_left_of(place, operator):
                reader.take(joint)


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
