"""What a question explains by itself: words with a known one in brackets, arrows between labels."""

import re
from itertools import pairwise
from typing import Final

from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.meanings import LabelMeaning, PropertyMeaning, ValueMeaning
from graph.nl.parser.state import Reader

_GLOSS: Final = re.compile(r"\((\w+)")
_PARTICULAR: Final = (LabelMeaning, PropertyMeaning, ValueMeaning)
_ARROWS: Final = frozenset({"->", "<-", "-"})


def take_glosses(reader: Reader) -> None:
    """ "Utenti con un telefono (phone)": unknown words before a bracket mean what stands in it."""
    known = reader.known_positions() - {i.start for i in reader.items if i.asks(Operator.REDUNDANT)}
    glosses = {match[1].casefold() for match in _GLOSS.finditer(reader.request.question.text)}
    for position, token in enumerate(reader.tokens):
        if token.key not in glosses or position not in known:
            continue
        before = position - 1
        if _says_the_same(reader, position):
            reader.read.add(position)
            reader.explained.add(position)
            continue
        while before >= 0 and before not in known and reader.tokens[before].kind is TokenKind.WORD:
            reader.read.add(before)
            reader.explained.add(before)
            before -= 1


def _says_the_same(reader: Reader, position: int) -> bool:
    """Whether the word before means what the one in brackets does: "rivista (journal)"."""
    beside = [item.as_a(PropertyMeaning) for item in reader.items if position in (item.start, item.end)]
    names = [meaning.names for meaning in beside if meaning]
    return len(names) == 2 and bool(names[0] & names[1])


def take_redundant_words(reader: Reader) -> None:
    """ "Phone number", "Bold searches": a general word behind a particular one adds nothing to it."""
    for before, item in pairwise(reader.items):
        particular = any(before.as_a(kind) for kind in _PARTICULAR)
        general = item.asks(Operator.REDUNDANT) and not any(item.as_a(kind) for kind in _PARTICULAR)
        if general and particular and before.end == item.start and not before.asks(Operator.NAMED):
            reader.take(item)
            reader.explained.update(range(item.start, item.end))


def take_arrows(reader: Reader) -> None:
    """Arrows between kinds and relationships: the schema knows which way they point."""
    for position, token in enumerate(reader.tokens):
        if token.kind is TokenKind.SYMBOL and token.text in _ARROWS:
            reader.read.add(position)
            reader.explained.add(position)
