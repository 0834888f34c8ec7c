"""Which nouns stand near a place of the question."""

from collections.abc import Iterator

from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader


def noun_after(reader: Reader, position: int, *, but: Noun | None = None) -> Noun | None:
    """The first noun that begins at or after a position."""
    return next((noun for noun in reader.nouns if noun.start >= position and noun is not but), None)


def nouns_by_nearness(reader: Reader, position: int) -> Iterator[Noun]:
    """All nouns, the one nearest before a position first, then those before it, then those behind."""
    before = [noun for noun in reader.nouns if noun.start < position]
    yield from reversed(before)
    yield from (noun for noun in reader.nouns if noun.start >= position)
