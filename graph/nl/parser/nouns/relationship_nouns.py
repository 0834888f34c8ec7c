"""Nouns that a question does not name: a relationship stands for them, or a verb leads to them."""

from collections.abc import Callable

from graph.nl.languages.small_words import DOING, MAY
from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.kinds import types_of
from graph.nl.parser.words.meanings import (
    GradableMeaning,
    Item,
    PropertyMeaning,
    RelationshipMeaning,
    ValueMeaning,
)
from graph.nl.parser.words.wordforms import is_participle

_DETERMINERS = (
    *(Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE, Operator.LESS, Operator.EXACTLY, Operator.SEVERAL),
    *(Operator.TOP, Operator.BOTTOM, Operator.BY),
    *(Operator.DEFINITE, Operator.INDEFINITE, Operator.NOT, Operator.WITHOUT, Operator.BOTH, Operator.ONLY),
)
_EXTREMES = (Operator.HIGHEST, Operator.LOWEST, Operator.LATEST, Operator.EARLIEST)
_AUXILIARIES = frozenset({"have", "has", "had", "ha", "hanno", "aveva", "avevano"})
_OPENING = (Operator.LIST, Operator.WHICH, Operator.COUNT, Operator.DEFINITE, Operator.ALL, Operator.DETAILS)


def find_relationship_nouns(reader: Reader) -> None:
    """A relationship where a noun stands is what it leads to: "tasks without input"."""
    _add_relationship_nouns(reader, _stands_as_noun)


def find_opening_relationships(reader: Reader) -> None:
    """The same at the beginning of a question: "the outputs of task 7". Names have to be known before."""
    _add_relationship_nouns(reader, _opens_with_of)


def _add_relationship_nouns(reader: Reader, fits: Callable[[Reader, Item], bool]) -> None:
    for verb in list(reader.verbs()):
        known = any(noun.start == verb.end == noun.end for noun in reader.nouns)
        if known or _is_nominal(verb) or _is_owned_property(reader, verb) or not fits(reader, verb):
            continue
        made = {each.start for each in reader.nouns if each.start == each.end} & {
            v.start for v in reader.verbs()
        }
        for noun in sorted(reader.nouns, key=lambda n: (n.start in made, abs(n.start - verb.start))):
            labels = frozenset(
                label
                for kind in types_of(verb)
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
    asked = next((i for i in reader.items if i.asks(Operator.WHICH, Operator.HOW_CONNECTED)), None)
    unnamed = {noun.start for noun in reader.nouns if noun.start == noun.end}
    verb = next((v for v in reader.verbs() if not unnamed & {v.start, v.end}), None)
    if len(reader.nouns) != 1:
        return
    [noun] = reader.nouns
    does = next((v for v in reader.verbs() if v.start >= noun.end or v.end <= noun.start), None)
    if does and (
        wanted := [
            i for i in reader.properties() if i.end <= noun.start and not _is_owned_property(reader, i)
        ]
    ):
        _add_owner_reached(reader, noun, does, wanted[0])
        return
    if asked is None or verb is None or any(reader.properties()):
        return
    doing = _asks_what_they_do(reader, asked, noun)
    named = doing or any(each.owner is noun for each in reader.modifiers)
    turned = (
        doing
        or asked.asks(Operator.HOW_CONNECTED)
        or any(i.asks(Operator.YES_NO) and asked.end <= i.start and i.end <= noun.start for i in reader.items)
    )
    if not named or (not turned and reader.adjacent(asked.end, noun.start)):
        return
    labels = frozenset(
        label
        for kind in types_of(verb)
        for forward in (True, False)
        for label in reader.connections.reached(noun.kind, kind, forward=forward)
    )
    common = reader.connections.common_label(labels)
    if labels:
        kind = Kind(frozenset({common})) if common else Kind(any_of=labels)
        reader.add_noun(kind, asked.end, asked.end)
        if asked.asks(Operator.HOW_CONNECTED):
            reader.take(asked)  # "how was X identified"


def _asks_what_they_do(reader: Reader, asked: Item, noun: Noun) -> bool:
    """ "What can a user run": a bare "what" and an auxiliary; what is asked for is what is run."""
    bare = reader.said(asked.start, asked.end).casefold() == "what"
    return bare and asked.end < noun.start and reader.tokens[asked.end].key in DOING | MAY


def _add_owner_reached(reader: Reader, noun: Noun, verb: Item, wanted: Item) -> None:
    """ "Countries in which ada has collected": those of what she collected, which has no name there."""
    meaning = wanted.as_a(PropertyMeaning)
    reached = {
        label
        for kind in types_of(verb)
        for forward in (True, False)
        for label in reader.connections.reached(noun.kind, kind, forward=forward)
        if (info := reader.schema.label(label))
        and any(each.name in (meaning.names if meaning else ()) for each in info.properties)
    }
    common = reader.connections.common_label(frozenset(reached))
    if common and any(each.owner is noun for each in reader.modifiers):
        reader.add_noun(Kind(frozenset({common})), wanted.end, wanted.end)


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
    if named or not all(
        reader.is_filler(i.start) or i.asks(*_OPENING) or _is_superlative(i) for i in earlier
    ):
        return False
    behind = [noun.start for noun in reader.nouns if noun.start > verb.end]
    joined = reader.tokens[verb.end].key in reader.prepositions if verb.end < len(reader.tokens) else False
    return any(
        reader.adjacent(verb.end, start) or (joined and only_operators(reader, verb.end, start))
        for start in behind
    )


def only_operators(reader: Reader, start: int, end: int) -> bool:
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
        noun.start >= verb.end and only_operators(reader, verb.end, noun.start) for noun in reader.nouns
    )
    number = verb.start > 0 and reader.tokens[verb.start - 1].kind is TokenKind.NUMBER
    if number and verb.start - 1 not in reader.read and not follows:
        return True
    if is_perfect(reader, verb):
        return False  # "have been identified", "ha prodotto"
    if joint := reader.operator_left_of(verb.start, Operator.OR, Operator.AND):
        return not follows and any(
            noun.start == noun.end == other.start and reader.adjacent(other.end, joint.start)
            for other in reader.verbs()
            for noun in reader.nouns
        )
    if (said := reader.left_of(verb.start)) and _is_superlative(said) and not reader.taken(said):
        return not follows  # "which task has the largest output"
    before = reader.operator_left_of(
        verb.start,
        *(Operator.WITHOUT, Operator.COUNT, Operator.EACH, Operator.MORE, Operator.TOP),
        *(Operator.LIST, Operator.WITH, Operator.SEVERAL, Operator.AVERAGE),
    )
    return before is not None and not follows


def is_perfect(reader: Reader, verb: Item) -> bool:
    """Whether an auxiliary and a participle say what somebody has done: "have collected", "hanno usato"."""
    neither = reader.operator_left_of(verb.start, Operator.NEITHER)
    start = neither.start if neither else verb.start
    auxiliary = reader.left_of(start, lambda item: item.asks(Operator.WITH, Operator.WITHOUT))
    language = reader.request.question.language
    return (
        auxiliary is not None
        and reader.tokens[auxiliary.end - 1].key in _AUXILIARIES
        and is_participle(reader.tokens[verb.end - 1].key, language)
    )


def is_done_to(reader: Reader, verb: Item) -> bool:
    """Whether an auxiliary says what was done, so that no column of it is asked for."""
    auxiliary = reader.left_of(verb.start, lambda each: each.asks(Operator.YES_NO, Operator.WITH))
    asks_when = any(item.asks(Operator.WHEN) for item in reader.items)
    return auxiliary is not None and auxiliary.end == verb.start and not asks_when


def _is_nominal(verb: Item) -> bool:
    """ "An identification" is the relationship itself, and not what it leads to."""
    meaning = verb.as_a(RelationshipMeaning)
    return meaning is not None and meaning.nominal


def _is_superlative(item: Item) -> bool:
    gradable = item.as_a(GradableMeaning)
    return item.asks(*_EXTREMES) or (gradable is not None and gradable.superlative)
