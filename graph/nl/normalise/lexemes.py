"""Cut a text in its normal form into pieces, before anything is known of their meaning."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from graph.nl.languages.english import AUXILIARIES, CONTRACTED
from graph.nl.languages.model import Phrase

_LONGEST_PHRASE: Final = 4
_Value = TypeVar("_Value")


class Shape(StrEnum):
    """What a piece looks like."""

    QUOTED = "quoted"
    LABEL = "label"
    DATE = "date"
    CLOCK = "clock"
    NUMBER = "number"
    WORD = "word"
    SYMBOL = "symbol"
    COMMA = "comma"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the text from ``start`` to ``end`` (exclusive)."""

    text: str
    shape: Shape
    start: int
    end: int

    @property
    def key(self) -> str:
        """The text without case."""
        return self.text.casefold()


_NUMBER: Final = r"""
    [+-]?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)? | [+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)? | [+-]?\d*\.\d+
"""
_LEXEME: Final = re.compile(
    rf"""
      :"(?P<quoted_label>[^"]+)"
    | "(?P<double>[^"]+)"
    | (?<!\w)'(?P<single>[^']+)'(?!\w)
    | (?P<labels>(?:(?<=[(\[])\w*|(?<![\w:.]))(?::[^\W\d]\w*)+)
    | (?<![\w.+@-])(?P<date>
          \d{{4}}-\d\d-\d\d[Tt\ ]\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?(?:[Zz]|[+-]\d\d:?\d\d)?
        | \d{{4}}-\d\d(?:-\d\d)? | \d{{4}}/\d\d/\d\d | (?:0?[1-9]|1[0-2])/(?:19|20)\d\d
        | \d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}
      )(?![\w-]|[./]\d)
    | (?<![\w.:])(?P<clock>\d{{1,2}}:\d\d(?::\d\d)?)(?![\w:])
    | (?<![\w.@])(?P<number>{_NUMBER})(?P<kilo>[kK])?(?![\w@]|[-.,+:/]\w)
    | (?P<negated>\w+?(?=n't(?!\w))|(?<!\w)(?:{"|".join(AUXILIARIES)})(?=nt(?!\w)))n'?t(?!\w)
    | (?P<word>\w+(?:[.+\-@]\w+|\++)*)(?:'s\b|s'(?!\w))?
    | (?P<symbol><?-{{1,3}}>|<-{{1,3}}|[<>=]{{1,3}}|!=|[%*/&|!^~])
    | (?P<comma>,)
    """,
    re.VERBOSE,
)
_SHAPES: Final = {
    "quoted_label": Shape.LABEL,
    "double": Shape.QUOTED,
    "single": Shape.QUOTED,
    "date": Shape.DATE,
    "clock": Shape.CLOCK,
    "word": Shape.WORD,
    "symbol": Shape.SYMBOL,
    "comma": Shape.COMMA,
}


def lexemes(text: str, *, negation: str) -> Iterator[Lexeme]:
    """The pieces of a text in their order; punctuation that carries no meaning goes.

    ``negation`` is the word that "n't" stands for.
    """
    for match in _LEXEME.finditer(text):
        group = match.lastgroup or "word"
        start, end = match.span()
        if group == "labels":
            yield from (Lexeme(name, Shape.LABEL, start, end) for name in match[group].split(":")[1:])
        elif group in ("number", "kilo"):
            yield Lexeme(match[0], Shape.NUMBER, start, end)
        elif group == "negated":
            verb = match[group]
            yield Lexeme(CONTRACTED.get(verb.casefold(), verb), Shape.WORD, start, match.end(group))
            yield Lexeme(negation, Shape.WORD, match.end(group), end)
        elif piece := match[group].strip():
            yield Lexeme(piece, _SHAPES[group], start, end)


def words_of(pieces: Sequence[Lexeme]) -> list[str]:
    """The words among the pieces, without case; an empty text for what is no word."""
    return [piece.key if piece.shape is Shape.WORD else "" for piece in pieces]


def phrase_at(keys: Sequence[str], at: int, table: Mapping[Phrase, _Value]) -> tuple[_Value, int] | None:
    """The longest phrase of a table that begins at a piece: what it stands for, and where it ends."""
    for length in range(_LONGEST_PHRASE, 0, -1):
        if (value := table.get(tuple(keys[at : at + length]))) is not None:
            return value, min(at + length, len(keys))
    return None
