"""What a question explains by itself: words with a known one in brackets, arrows between labels."""

import re
from itertools import pairwise
from typing import Final

from graph.nl.languages.small_words import NUMBER
from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.operands import decoded
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import LabelMeaning, PropertyMeaning, RelationshipMeaning, ValueMeaning
from graph.nl.parser.words.names import is_file_name
from graph.nl.stems import singular, words_of

_GLOSS: Final = re.compile(r"\((\w+)")
_PARTICULAR: Final = (LabelMeaning, PropertyMeaning, ValueMeaning)
_PRONOUN: Final = "one"
_SHORTEST: Final = 5
"""Words of more letters that end in "est" are superlatives: "richest", but not "forest" beside "rest"."""
_ENOUGH_NAMES: Final = 3
ARROWS: Final = frozenset({"->", "<-", "-"})


def take_glosses(reader: Reader) -> None:
    """ "Utenti con un telefono (phone)": unknown words before a bracket mean what stands in it."""
    known = reader.known_positions() - {i.start for i in reader.items if i.asks(Operator.REDUNDANT)}
    glosses = {match[1].casefold() for match in _GLOSS.finditer(reader.request.question.text)}
    for position, token in enumerate(reader.tokens):
        if token.key not in glosses or position not in known:
            continue
        before = position - 1
        reader.glossed.add(position)
        if _says_the_same(reader, position):
            reader.read.add(position)
            reader.explained.add(position)
            continue
        if before >= 0 and reader.tokens[before].key == _PRONOUN:
            reader.read.add(before)  # "the best paid one (salary)"
            reader.explained.add(before)
            before -= 1
        while before >= 0 and (_is_unknown(reader, known, before) or _is_same_verb(reader, position, before)):
            reader.read.add(before)
            reader.explained.add(before)
            before -= 1


def _is_same_verb(reader: Reader, position: int, before: int) -> bool:
    """ "A collection date (collected)": another form of the word in brackets, which may be a verb, too."""
    verbs = [i.as_a(RelationshipMeaning) for i in reader.items if i.start in (position, before)]
    types = {verb.types for verb in verbs if verb}
    return len(verbs) == 2 and all(verbs) and len(types) == 1


def _is_unknown(reader: Reader, known: set[int], position: int) -> bool:
    """A word without a meaning here; not an adjective that ranks, of which the order would be lost."""
    token = reader.tokens[position]
    ranks = len(token.key) > _SHORTEST and token.key.endswith("est")
    return position not in known and token.kind is TokenKind.WORD and not ranks


def _says_the_same(reader: Reader, position: int) -> bool:
    """Whether the word before means what the one in brackets does: "rivista (journal)"."""
    beside = [item for item in reader.items if position in (item.start, item.end)]
    names = [named.names for item in beside if (named := item.as_a(PropertyMeaning))]
    values = [frozenset(value.places) for item in beside if (value := item.as_a(ValueMeaning))]
    return any(len(pair) == 2 and bool(pair[0] & pair[1]) for pair in (names, values))


def take_redundant_words(reader: Reader) -> None:
    """ "Phone number", "Bold searches": a general word behind a particular one adds nothing to it."""
    for before, item in pairwise(reader.items):
        particular = any(before.as_a(kind) for kind in _PARTICULAR)
        general = item.asks(Operator.REDUNDANT) and not any(item.as_a(kind) for kind in _PARTICULAR)
        if before.as_a(PropertyMeaning) and not before.as_a(LabelMeaning) and item.asks(Operator.COUNT):
            general = reader.tokens[item.start].key in NUMBER  # "phone numbers of users"
        if general and particular and before.end == item.start and not before.asks(Operator.NAMED):
            reader.take(item)
            reader.explained.update(range(item.start, item.end))


def take_umbrella_words(reader: Reader) -> None:
    """ "Xml reports": a word behind a label that is in the names of many such files."""
    for label in reader.items:
        meaning = label.as_a(LabelMeaning)
        position = label.end
        if meaning is None or not meaning.kind.labels or position >= len(reader.tokens):
            continue
        token = reader.tokens[position]
        known = next((item for item in reader.items if item.start == position), None)
        value = known.as_a(ValueMeaning) if known else None
        if (
            token.kind is not TokenKind.WORD
            or (known and known.as_a(LabelMeaning))
            or (value and value.exact)
        ):
            continue
        if _is_in_names(reader, meaning.kind.labels, singular(token.key, reader.request.question.language)):
            reader.read.add(position)
            reader.explained.add(position)


def _is_in_names(reader: Reader, labels: frozenset[str], word: str) -> bool:
    names = [
        value
        for info in reader.schema.properties_of(labels)
        if is_file_name(info.name)
        for value in (*info.values, *info.examples)
    ]
    having = sum(word in words_of(decoded(name) or name) for name in names)
    return having >= _ENOUGH_NAMES and 3 * having > len(names)


def take_arrows(reader: Reader) -> None:
    """Arrows between kinds and relationships: the schema knows which way they point."""
    for position, token in enumerate(reader.tokens):
        if token.kind is TokenKind.SYMBOL and token.text in ARROWS:
            reader.read.add(position)
            reader.explained.add(position)
