"""Question templates: the words of a question, with what may be left out, alternatives and parameters.

``[the] (last|latest) {limit:integer} tasks`` is asked as "the last 5 tasks", "latest 3 tasks" and so on.
Words in square brackets may be left out, round brackets hold alternatives, curly ones a parameter. A template
is spelt out into every plain sequence that it stands for, so that matching has nothing to try.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from graph.nl.catalogue.parameters import Parameter, TemplateError, read_parameter
from graph.nl.languages import english, italian
from graph.nl.normalise import normalise

MAX_LENGTH: Final = 300
MAX_SEQUENCES: Final = 64
"""How many sequences one template may be spelt out to."""

IGNORED: Final = english.SKIPPED | italian.SKIPPED
"""Words that change nothing, in a template and in a question."""

_PIECE: Final = re.compile(r"\{[^{}]*\}|[\[\]()|]|[^\[\](){}|]+|[{}]")
_PLACEHOLDER: Final = re.compile(r"__(\w+?)__")
_CLOSING: Final = {"[": "]", "(": ")"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word to be met: by the form under which its inflections meet, or as it is written."""

    stem: str
    key: str


Part = Word | Parameter
Sequence = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template, spelt out."""

    text: str
    sequences: tuple[Sequence, ...]
    parameters: tuple[Parameter, ...]


@lru_cache(maxsize=8192)
def read_template(text: str) -> Template:
    """Read a template.

    Raises:
        TemplateError: it is too long, brackets do not match, a parameter is not one or not in every reading,
            or it stands for too many sequences, or for one without words.
    """
    if len(text) > MAX_LENGTH:
        raise TemplateError(f"A question has at most {MAX_LENGTH} characters.")
    found: dict[str, Parameter] = {}
    spelt = _Spelling(text, found).sequences()
    sequences = tuple(dict.fromkeys(_sequence(each, found) for each in spelt))
    for sequence in sequences:
        named = sorted(part.name for part in sequence if isinstance(part, Parameter))
        if named != sorted(found):
            raise TemplateError(f"Every reading of {text!r} has each of its parameters once.")
        if not any(isinstance(part, Word) for part in sequence):
            raise TemplateError(f"{text!r} has a reading without any words: it would match everything.")
    return Template(text, sequences, tuple(found.values()))


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """One question that a template stands for, as somebody would type it, with ``{name}`` for a parameter.

    Of alternatives it has the first, and nothing that may be left out.

    Raises:
        TemplateError: it is none.
    """
    first = _Spelling(text, {}).sequences()[0]
    return " ".join(_PLACEHOLDER.sub(r"{\1}", first).split())


class _Spelling:
    """Reads one template by recursive descent; each level yields the texts that it stands for."""

    def __init__(self, text: str, found: dict[str, Parameter]) -> None:
        self._text = text
        self._pieces = _PIECE.findall(text)
        self._at = 0
        self._found = found

    def sequences(self) -> list[str]:
        texts = self._alternatives(until="")
        if self._at < len(self._pieces):
            raise TemplateError(f"{self._pieces[self._at]!r} closes nothing in {self._text!r}.")
        return texts

    def _alternatives(self, *, until: str) -> list[str]:
        texts = self._joined()
        while self._peek() == "|" and until:
            self._at += 1
            texts += self._joined()
        return _bounded(texts)

    def _joined(self) -> list[str]:
        texts = [""]
        while (piece := self._peek()) and piece not in "])|":
            self._at += 1
            more = self._group(piece) if piece in _CLOSING else [self._plain(piece)]
            texts = _bounded([f"{left} {right}" for left, right in product(texts, more)])
        return texts

    def _group(self, opening: str) -> list[str]:
        texts = self._alternatives(until=_CLOSING[opening])
        if self._peek() != _CLOSING[opening]:
            raise TemplateError(f"{opening!r} is not closed in {self._text!r}.")
        self._at += 1
        return ["", *texts] if opening == "[" else texts

    def _plain(self, piece: str) -> str:
        if not piece.startswith("{"):
            if piece == "}":
                raise TemplateError(f"'}}' closes nothing in {self._text!r}.")
            return piece
        parameter = read_parameter(piece)
        if self._found.setdefault(parameter.name, parameter) != parameter:
            raise TemplateError(f"{parameter.name!r} has two types in {self._text!r}.")
        return f"__{parameter.name}__"

    def _peek(self) -> str:
        return self._pieces[self._at] if self._at < len(self._pieces) else ""


def _bounded(texts: list[str]) -> list[str]:
    if len(texts) > MAX_SEQUENCES:
        raise TemplateError(f"A question stands for at most {MAX_SEQUENCES} sequences of words.")
    return texts


def _sequence(text: str, parameters: dict[str, Parameter]) -> Sequence:
    return tuple(_parts(text, parameters))


def _parts(text: str, parameters: dict[str, Parameter]) -> Iterator[Part]:
    for token in normalise(text).tokens:
        if placeholder := _PLACEHOLDER.fullmatch(token.text):
            yield parameters[placeholder[1]]
        elif token.key not in IGNORED:
            yield Word(token.stem, token.key)
