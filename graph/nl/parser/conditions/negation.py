"""Words that turn a condition round."""

from itertools import pairwise

from graph.nl.languages import Language
from graph.nl.languages.small_words import DENIES_TWICE, DENYING_PREFIXES, NOR
from graph.nl.normalise import Token, TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import Hop, Kind, Way
from graph.nl.parser.parts import Link, Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, OperatorMeaning, PropertyMeaning, RelationshipMeaning
from graph.nl.stems import stem

NEGATIONS = (Operator.NOT, Operator.WITHOUT, Operator.EXCEPT, Operator.NEITHER)


def take_negation(
    reader: Reader, start: int, end: int | None = None, operators: tuple[Operator, ...] = NEGATIONS
) -> bool:
    """Whether what begins at ``start`` is negated, right before or up to ``end``; the word is then read."""
    for item in reader.items:
        inside = end is not None and start <= item.start and item.end <= end
        if inside and item.asks(*operators) and not reader.taken(item):
            reader.take(item)
            return True
    found = reader.operator_left_of(start, *operators)
    if found is None and Operator.EXCEPT in operators:
        found = _all_but(reader, start)
    if found is None:
        return False
    reader.take(found)
    return True


def goes_on_denying(reader: Reader, denial: Item) -> bool:
    """Whether a negation joins what it denies to what has been denied before: "neither A nor B"."""
    return reader.tokens[denial.start].key in NOR


def take_double_negations(reader: Reader) -> None:
    """ "Non hanno né email né telefono", "non sono mai stati usati": Italian denies twice to deny once."""
    if reader.request.question.language is not Language.ITALIAN:
        return
    denials = [item for item in reader.items if item.asks(*NEGATIONS) and not reader.taken(item)]
    for first, second in pairwise(denials):
        between = (i for i in reader.items if first.end <= i.start and i.end <= second.start)
        closed = all(i.as_a(RelationshipMeaning) or reader.is_filler(i.start) for i in between)
        said = reader.said(first.start, first.end).casefold().removeprefix("che ")
        if closed and said in DENIES_TWICE:
            reader.take(first)
            reader.explained.update(range(first.start, first.end))


def find_missing_relationships(reader: Reader) -> None:
    """ "Tasks missing output", "that lack an output": of a relationship it says that there is none."""
    for index, item in enumerate(reader.items):
        if not item.asks(Operator.ABSENT):
            continue
        article = next((i for i in reader.items if i.start == item.end and i.asks(Operator.INDEFINITE)), None)
        end = article.end if article else item.end
        verb = next((i for i in reader.items if i.start == end and i.as_a(RelationshipMeaning)), None)
        if verb and not verb.as_a(PropertyMeaning):
            reader.items[index] = Item(item.start, item.end, (OperatorMeaning(Operator.WITHOUT),))


def _all_but(reader: Reader, start: int) -> Item | None:
    """ "All users but ada": a "but" right behind the noun, where all of its kind are spoken of."""
    but = reader.operator_left_of(start, Operator.BUT)
    if but is None:
        return None
    noun = next((n for n in reader.nouns if reader.adjacent(n.end, but.start)), None)
    everything = noun and any(
        i.end <= noun.start and i.asks(Operator.ALL, Operator.EACH) for i in reader.items
    )
    return but if everything else None


def find_denied_verbs(reader: Reader) -> None:
    """ "Unused files", "unidentified specimens": no relationship of that sort leads to them, or from them."""
    known = reader.known_positions()
    for position, token in enumerate(reader.tokens):
        if position in known or position in reader.read or token.kind is not TokenKind.WORD:
            continue
        rest = next((token.key.removeprefix(p) for p in DENYING_PREFIXES if token.key.startswith(p)), "")
        noun = next((n for n in reader.nouns if _stands_by(reader, n, position)), None)
        if not rest or noun is None:
            continue
        way = _way(reader, noun, rest)
        if way is None:
            continue
        reader.read.add(position)
        child = Noun(Kind(), position, position, reader.variable_for(Kind()))
        reader.links.append(Link(noun, child, way, position, negated=True))


def _stands_by(reader: Reader, noun: Noun, position: int) -> bool:
    return noun.start == position + 1 or reader.adjacent(noun.end, position)


def _way(reader: Reader, noun: Noun, participle: str) -> Way | None:
    """The relationship that a participle names; where it could be either way round, the passive one."""
    language = reader.request.question.language
    token = Token(participle, TokenKind.WORD, stem(participle, language))
    meanings = (item.as_a(RelationshipMeaning) for item in reader.vocabulary.items([token]))
    types = next((each.types for each in meanings if each), frozenset())
    ways = [
        Way((Hop(kind, forward),))
        for kind in sorted(types)
        for forward in (False, True)
        if reader.connections.reached(noun.kind, kind, forward=forward)
    ]
    return ways[0] if len({way.types for way in ways}) == 1 else None
