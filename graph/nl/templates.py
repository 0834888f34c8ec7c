"""Question templates: words to be matched, and {name:type} where a parameter stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from graph.nl.normalise import Question, Token, TokenKind, normalise
from graph.nl.stems import stem, word_list

MAX_TEXT_TOKENS: Final = 6
_PARAMETER: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")
_PLACEHOLDER: Final = re.compile(r"__(\w+?)__")
_DROPPED: Final = frozenset(map(stem, word_list("a an the all any of please me")))
_NOT_IN_A_NAME: Final = frozenset(
    word_list("that which who whose where when and or not but this these those it them is are was were")
)


class ParameterType(StrEnum):
    """What a parameter may take from the question."""

    TEXT = "text"
    INTEGER = "integer"


class TemplateError(ValueError):
    """A template that cannot be read."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template as stems, with the places of its parameters."""

    parts: tuple[str | tuple[str, ParameterType], ...]

    @property
    def parameters(self) -> dict[str, ParameterType]:
        """Names and types of the parameters."""
        return dict(part for part in self.parts if isinstance(part, tuple))

    def match(self, question: Question) -> dict[str, Any] | None:
        """The parameters' values when the whole question is this template, otherwise None."""
        return _match(self.parts, [token for token in question.tokens if token.stem not in _DROPPED])


def read_template(text: str) -> Template:
    """Read a template.

    Raises:
        TemplateError: a parameter's type is unknown or its name is used twice.
    """
    types: dict[str, ParameterType] = {}

    def place(match: re.Match[str]) -> str:
        name, kind = match[1], match[2] or ParameterType.TEXT
        if kind not in list(ParameterType) or name in types:
            raise TemplateError(
                f"{match[0]} is no parameter of type {' or '.join(ParameterType)}, used once."
            )
        types[name] = ParameterType(kind)
        return f"__{name}__"

    parts: list[str | tuple[str, ParameterType]] = []
    for token in normalise(_PARAMETER.sub(place, text)).tokens:
        if placeholder := _PLACEHOLDER.fullmatch(token.text):
            parts.append((placeholder[1], types[placeholder[1]]))
        elif token.stem not in _DROPPED:
            parts.append(token.stem)
    return Template(tuple(parts))


def _match(
    parts: Sequence[str | tuple[str, ParameterType]], tokens: Sequence[Token]
) -> dict[str, Any] | None:
    if not parts:
        return None if tokens else {}
    head, rest = parts[0], parts[1:]
    if isinstance(head, str):
        return _match(rest, tokens[1:]) if tokens and tokens[0].stem == head else None
    name, kind = head
    for taken in range(1, min(len(tokens), MAX_TEXT_TOKENS if kind is ParameterType.TEXT else 1) + 1):
        value = _value(kind, tokens[:taken])
        if value is None:
            break
        if (found := _match(rest, tokens[taken:])) is not None:
            return {name: value, **found}
    return None


def _value(kind: ParameterType, tokens: Sequence[Token]) -> str | int | None:
    """The words as a value. Text without quotes stops at words that no name contains."""
    if kind is ParameterType.INTEGER:
        return int(tokens[0].text) if tokens[0].kind is TokenKind.NUMBER else None
    if len(tokens) > 1 and any(token.kind is TokenKind.QUOTED for token in tokens):
        return None
    if any(token.kind is not TokenKind.QUOTED and token.key in _NOT_IN_A_NAME for token in tokens):
        return None
    return " ".join(token.text for token in tokens)
