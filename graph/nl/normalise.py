"""Stage 1: one spelling for what people type in many ways."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.nl.stems import stem

MAX_LENGTH: Final = 4_000


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    QUOTED = "quoted"
    LABEL = "label"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, quotation or sign of a question."""

    text: str
    kind: TokenKind
    stem: str

    @property
    def key(self) -> str:
        """How values are compared: without case."""
        return self.text.casefold()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, in its normal form, and cut into tokens."""

    original: str
    text: str
    tokens: tuple[Token, ...]


_REPLACED: Final = str.maketrans(
    {
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‘’‚′´", "'"),
        **dict.fromkeys("→⟶⇒➜", ">"),
        **dict.fromkeys("‐‑‒–—−", "-"),
    }
)
_NUMBER_WORDS: Final = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "fifteen": "15",
    "twenty": "20",
    "fifty": "50",
    "hundred": "100",
}
_TOKEN: Final = re.compile(
    r"""
      "(?P<double>[^"]+)"
    | (?<!\w)'(?P<single>[^']+)'(?!\w)
    | :(?P<label>[A-Za-z_]\w*)
    | (?P<number>\d+)(?![\w.-]*\w)
    | (?P<word>\w+(?:[.+\-@]\w+|\++)*)(?:'s\b|s'(?!\w))?
    | (?P<symbol>[<>=≤≥≠%*/&|!^~]+)
    """,
    re.VERBOSE,
)


def normalise(text: str) -> Question:
    """The question in its normal form: NFKC, plain quotes and arrows, single spaces, no code spans.

    Punctuation goes; signs that carry meaning (``>``, ``=``) stay as tokens, so that a reader that does
    not understand them notices.
    """
    normal = unicodedata.normalize("NFKC", text[:MAX_LENGTH].translate(_REPLACED)).translate(_REPLACED)
    normal = "".join(c if unicodedata.category(c) not in ("Cc", "Zl", "Zp") else " " for c in normal)
    normal = "".join(c for c in normal if unicodedata.category(c) != "Cf")
    normal = re.sub(r"```\w*|`", "", normal)
    normal = " ".join(normal.split())
    return Question(original=text, text=normal, tokens=tuple(_tokens(normal)))


def _tokens(text: str) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        value = match[match.lastgroup or 0]
        match match.lastgroup:
            case "double" | "single":
                tokens.append(Token(value.strip(), TokenKind.QUOTED, ""))
            case "label":
                tokens.append(Token(value, TokenKind.LABEL, value))
            case "number":
                tokens.append(Token(value, TokenKind.NUMBER, value))
            case "symbol":
                tokens.append(Token(value, TokenKind.SYMBOL, value))
            case _ if value.casefold() in _NUMBER_WORDS:
                tokens.append(Token(_NUMBER_WORDS[value.casefold()], TokenKind.NUMBER, value.casefold()))
            case _:
                tokens.append(Token(value, TokenKind.WORD, stem(value)))
    return tokens
