"""Which noun a property or a value belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from graph.nl.languages.small_words import COPULAS, RELATIVES
from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import MAX_HOPS, Kind
from graph.nl.parser.nouns.nearness import nouns_by_nearness
from graph.nl.parser.parts import Noun, Option
from graph.nl.parser.state import GUESSED, UNREAD, Reader
from graph.nl.parser.words.meanings import (
    Item,
    LabelMeaning,
    Place,
    PropertyMeaning,
    RelationshipMeaning,
    ValueMeaning,
)
from graph.nl.parser.words.names import is_name_word, name_property
from graph.nl.stems import spoken
from graph.schema import PropertyInfo

SECOND_CHOICE = 0.9
"""What a reading that is possible, but less natural than another one, leaves of the confidence."""


def owned_properties(reader: Reader, noun: Noun, item: Item) -> list[PropertyInfo]:
    """The properties of a noun that an item can name; "the name" is whatever its nodes are told apart by."""
    meaning = item.as_a(PropertyMeaning)
    names = meaning.names if meaning else frozenset[str]()
    own = [info for info in reader.properties_of(noun.kind) if info.name in names]
    if not own and is_name_word(names):
        own = [
            i
            for i in reader.properties_of(noun.kind)
            if i.name == name_property(reader.schema, noun.kind.names)
        ]
    return own


def owner_of_property(
    reader: Reader, item: Item, *, types: Iterable[str] = (), only: Noun | None = None
) -> tuple[Noun, PropertyInfo] | None:
    """The noun and the property that an item names: of the noun beside it, else the nearest that has it."""
    allowed = set(types)
    behind = next(
        (n for n in reader.nouns if n.start >= item.end and reader.adjacent(item.end, n.start)), None
    )
    before = next(
        (n for n in reader.nouns if n.end <= item.start and reader.adjacent(n.end, item.start)), None
    )
    candidates = [only] if only else [n for n in (behind, before) if n]
    candidates += [] if only else [n for n in nouns_by_nearness(reader, item.start) if n not in candidates]
    for noun in candidates:
        infos = [i for i in owned_properties(reader, noun, item) if not allowed or i.type in allowed]
        if not infos:
            continue
        infos.sort(key=lambda info: (-info.coverage, info.name))
        options = [Option((noun, info), said=info.name) for info in infos]
        return reader.choose(options)
    return None if only else _neighbours_property(reader, item, allowed)


def _neighbours_property(
    reader: Reader, item: Item, allowed: set[str], *, most: int = MAX_HOPS
) -> tuple[Noun, PropertyInfo] | None:
    """A property of a neighbour: "users per country" is about the country of their institution."""
    meaning = item.as_a(PropertyMeaning)
    names = meaning.names if meaning else frozenset[str]()
    owners: dict[str, PropertyInfo] = {}
    for info in reader.schema.labels:
        for each in info.properties:
            if each.name in names and (not allowed or each.type in allowed):
                owners[info.name] = each
    reachable = [
        (len(ways[0].hops), label, each)
        for noun in reader.nouns
        for label, each in owners.items()
        if (ways := reader.connections.ways(noun.kind, Kind(frozenset({label}))))
    ]
    nearest = min((hops for hops, _, _ in reachable), default=0)
    found = [(label, each) for hops, label, each in reachable if hops == nearest]
    common = reader.connections.common_label(frozenset(label for label, _ in found))
    if not common or nearest > most:
        return None
    return reader.add_noun(Kind(frozenset({common})), item.start, item.end), owners.get(common, found[0][1])


MOST_HOPS_AWAY: Final = 3


def find_far_owners(reader: Reader) -> None:
    """ "In which countries do users work": a property that no noun has, and those near them that have it."""
    if not reader.nouns or reader.first(Operator.EACH, Operator.COUNT, Operator.DISTRIBUTED):
        return
    asked = next((i for i in reader.items if i.asks(Operator.WHICH, Operator.LIST)), None)
    for item in list(reader.properties()):
        opens = asked.end == item.start if asked else not any(n.start < item.start for n in reader.nouns)
        others = (LabelMeaning, RelationshipMeaning, ValueMeaning)
        if not opens or any(item.as_a(other) for other in others) or _is_owned(reader, item):
            continue
        _neighbours_property(reader, item, set(), most=MOST_HOPS_AWAY)


def _is_owned(reader: Reader, item: Item) -> bool:
    meaning = item.as_a(PropertyMeaning)
    names = meaning.names if meaning else frozenset[str]()
    if any(owned_properties(reader, noun, item) for noun in reader.nouns):
        return True
    return any(each.name in names for info in reader.schema.relationships for each in info.properties)


@dataclass(frozen=True, slots=True)
class Found:
    """The noun that a value belongs to, and there the properties that may have it, with spellings."""

    noun: Noun
    properties: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def names(self) -> str:
        """The properties, as one says them."""
        return " or ".join(name for name, _ in self.properties)


def owner_of_value(reader: Reader, item: Item, places: Iterable[Place]) -> Found | None:
    """The noun that a value belongs to and its property there; a new noun if there is none.

    Where several properties have the value, each is a reading; names are alternatives of one.
    """
    written = item_text(reader, item)
    places = [_as_written(place, written) for place in places if not place.of_relationship]
    for noun in _by_closeness(reader, item):
        behind_doer = noun.does and noun.end <= item.start
        if behind_doer or _keeps_apart(reader, noun, item):
            continue
        if _tells_apart(reader, noun, places) and _verb_between(reader, noun, item):
            continue
        by_property: dict[str, set[str]] = {}
        for place in places:
            if _may_have(reader, noun, place):
                by_property.setdefault(place.property, set()).update(place.spellings)
        if by_property:
            properties = tuple((name, tuple(sorted(values))) for name, values in sorted(by_property.items()))
            return reader.choose(_options(reader, noun, properties, written))
    return _new_owner(reader, item, places)


def _may_have(reader: Reader, noun: Noun, place: Place) -> bool:
    """Whether the nodes of a noun can be those that a value was seen on: a file, where a Fasta has it."""
    labels = noun.kind.labels
    if place.owner in noun.kind.names:
        return True
    both = bool(labels) and reader.schema.together(labels | {place.owner})
    return both and reader.property_of(noun.kind, place.property) is not None


def _options(
    reader: Reader, noun: Noun, properties: tuple[tuple[str, tuple[str, ...]], ...], written: str
) -> list[Option[Found]]:
    called = reader.names_of(noun.kind)
    if all(name in called for name, _ in properties):
        return [Option(Found(noun, properties))]
    # A value that is written so comes before one of which it is only a part, such as a file's name.
    properties = tuple(each for each in properties if written in each[1]) or properties
    weight = 1.0 if len(properties) == 1 else GUESSED
    return [Option(Found(noun, (each,)), weight, f"{spoken(each[0])} is {written}") for each in properties]


def _as_written(place: Place, written: str) -> Place:
    """A value that the graph has exactly as it was written stands for no other spelling."""
    return replace(place, spellings=(written,)) if written in place.spellings else place


def _keeps_apart(reader: Reader, noun: Noun, item: Item) -> bool:
    named = reader.modifiers_of(noun)
    if named and all(m.end == item.start for m in named[-1:]) and _is_other_name(reader, noun, item):
        return False  # "Marta Rossi": the first name and the last name of one
    return reader.keeps_apart and (
        bool(named) or not reader.adjacent(noun.end, item.start) or noun.end > item.start
    )


def _is_other_name(reader: Reader, noun: Noun, item: Item) -> bool:
    value = item.as_a(ValueMeaning)
    said = {m.property for m in reader.modifiers_of(noun)}
    called = reader.names_of(noun.kind)
    others = {place.property for place in (value.places if value else ()) if _may_have(reader, noun, place)}
    return bool((others & called) - said)


def _tells_apart(reader: Reader, noun: Noun, places: Iterable[Place]) -> bool:
    """Whether a value is the name of one of these nodes, and nothing that many of them have."""
    called = reader.names_of(noun.kind)
    return any(place.property in called for place in places)


def _verb_between(reader: Reader, noun: Noun, item: Item) -> bool:
    """ "Which novel cites Solaris": a verb between them leads from such nodes to others of their kind."""
    turned = reader.operator_left_of(item.start, Operator.YES_NO)  # "which novels does Solaris cite"
    belonging = [item for item in reader.items if item.asks(Operator.BELONGS) and not reader.taken(item)]
    for verb in (*reader.verbs(), *belonging):
        meaning = verb.as_a(RelationshipMeaning)
        behind = turned is not None and noun.end <= turned.start and item.end <= verb.start
        between = behind or (noun.end <= verb.start and verb.end <= item.start)
        types = (meaning.types,) if meaning and verb not in belonging else ()
        if types and noun.end <= verb.start and _leads_to(reader, verb, item):
            return True  # "tasks using files produced by task-1", "users who work with ada"
        if between and (types or verb in belonging):
            ways = reader.connections.ways(noun.kind, noun.kind, types)
            if ways and (behind or len(ways[0].hops) == 1):
                return True
    return False


def _leads_to(reader: Reader, verb: Item, item: Item) -> bool:
    """Whether a name stands right behind a verb: it is whom or what the verb leads to."""
    if verb.end > item.start:
        return False
    joint = reader.operator_left_of(item.start, Operator.BY, Operator.WITH, Operator.FROM, Operator.TO)
    return reader.adjacent(verb.end, item.start) or (
        joint is not None and reader.adjacent(verb.end, joint.start)
    )


def _by_closeness(reader: Reader, item: Item) -> list[Noun]:
    """The noun right behind a value ("failed tasks"), then the nearest before it, then the others."""
    behind = [
        noun
        for noun in reader.nouns
        if noun.start >= item.end and _only_adjectives(reader, item.end, noun.start)
    ]
    if reader.operator_left_of(item.start, Operator.FROM, Operator.TO) is not None:
        behind = []
    here = [noun for noun in reader.nouns if noun.start == noun.end == item.start]  # "of which two failed"
    first = [*here, *behind[:1]]
    return [*first, *(noun for noun in nouns_by_nearness(reader, item.start) if noun not in first)]


def _only_adjectives(reader: Reader, start: int, end: int) -> bool:
    """Whether a value at ``start`` goes on to the noun at ``end``: other values and "or" may intervene."""
    covered = {
        position
        for item in reader.items
        if item.as_a(ValueMeaning) or item.asks(Operator.OR, Operator.AND)
        for position in range(item.start, item.end)
    }
    return all(position in covered for position in range(start, end))


def _new_owner(reader: Reader, item: Item, places: list[Place]) -> Found | None:
    """A noun that the question does not name: "users in Italy" speaks of institutions, too."""
    by_owner: dict[str, dict[str, set[str]]] = {}
    owners = {place.owner for place in places}
    while owners:
        widest = max(owners, key=lambda o: (info.count if (info := reader.schema.label(o)) else 0, o))
        same = {o for o in owners if reader.schema.together(frozenset({o, widest}))}
        for place in places:
            if place.owner in same:
                by_owner.setdefault(widest, {}).setdefault(place.property, set()).update(place.spellings)
        owners -= same
    near: list[tuple[int, str]] = []
    for owner in by_owner:
        kind = Kind(frozenset({owner}))
        ways = [way for noun in reader.nouns for way in reader.connections.ways(noun.kind, kind)]
        if not reader.nouns or ways or reader.keeps_apart:
            near.append((min((len(way.hops) for way in ways), default=0), owner))
    closest = sorted(owner for hops, owner in near if hops == min(near)[0])
    if not closest:
        return None
    written = item_text(reader, item)
    if _says_how_it_is(reader, item, places):
        reader.doubt(UNREAD, f"nothing that the question names is {written}")
    weight = 1.0 if len(closest) == 1 else SECOND_CHOICE
    owner = reader.choose([Option(each, weight, f"{spoken(each)} {written}") for each in closest])
    properties = tuple((name, tuple(sorted(values))) for name, values in sorted(by_owner[owner].items()))
    noun = reader.add_noun(Kind(frozenset({owner})), item.start, item.end)
    return reader.choose(_options(reader, noun, properties, written))


def _says_how_it_is(reader: Reader, item: Item, places: list[Place]) -> bool:
    """ "Projects running in 2024": right behind a noun a quality is said of the noun itself."""
    own = any(_tells_apart(reader, noun, places) for noun in reader.nouns)
    labels = {place.owner for place in places}
    called = {name for label in labels for name in reader.names_of(Kind(frozenset({label})))}
    is_name = own or any(place.property in called for place in places)
    written = item_text(reader, item)
    before = item.start - 1
    while before >= 0 and reader.tokens[before].key in RELATIVES | COPULAS:
        before -= 1
    behind = any(noun.end == before + 1 and noun.end > noun.start for noun in reader.nouns)
    return behind and written.islower() and not is_name


def item_text(reader: Reader, item: Item) -> str:
    """An item as the user wrote it."""
    return reader.said(item.start, item.end)
