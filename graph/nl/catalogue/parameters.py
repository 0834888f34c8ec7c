"""What may stand where a template has a parameter, and the value that its query gets for it.

Numbers, dates and text are taken from the question. Labels, relationship types and values are taken from the
live schema, which the words only point to: what the graph does not have is no match.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, Final

from graph.nl.languages.model import Language, word_list
from graph.nl.normalise import DateSpan, Token, TokenKind
from graph.nl.stems import stem, words_of
from graph.nl.synonyms import Synonyms
from graph.schema import GraphSchema

EARLIEST: Final = "0001-01-01T00:00:00+00:00"
LATEST: Final = "9999-12-31T00:00:00+00:00"
"""What stands for the open side of a span, so that a query can always compare with both."""

_PARAMETER: Final = re.compile(
    r"\{\s*(?P<name>[a-z]\w*)\s*(?::\s*(?P<type>\w+)\s*(?:\((?P<of>[^()]*)\)\s*)?)?\}"
)
_NOT_IN_A_NAME: Final = frozenset(
    word_list(
        "that which who whose where when and or not but this these those it them is are was were "
        "che chi dove quando e o non ma questo questa questi queste è sono era erano"
    )
)
_NO_NAMES: Final = frozenset({TokenKind.QUOTED, TokenKind.LABEL, TokenKind.SYMBOL, TokenKind.DATE})


class ParameterType(StrEnum):
    """What a parameter may take from the question."""

    TEXT = "text"
    NAME = "name"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    SPAN = "span"
    LABEL = "label"
    RELATIONSHIP = "relationship"
    VALUE = "value"


MEANINGS: Final[dict[ParameterType, str]] = {
    ParameterType.TEXT: "up to six words, or a quotation",
    ParameterType.NAME: "one word, or a quotation",
    ParameterType.INTEGER: "a whole number",
    ParameterType.NUMBER: "a number",
    ParameterType.DATE: "a date; the moment when it begins, as ISO 8601 text",
    ParameterType.SPAN: "a date or a span of time; $name_start and $name_end, as ISO 8601 text",
    ParameterType.LABEL: "a label that the graph has; in the query it is the label `$name`",
    ParameterType.RELATIONSHIP: "a relationship type that the graph has; in the query it is the type `$name`",
    ParameterType.VALUE: "one of the values that a property has now: {name:value(Task.status)}",
}
"""For people: what each type takes and gives."""


class TemplateError(ValueError):
    """A template that cannot be read."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named place in a template; of type VALUE, ``of_label`` and ``of_property`` say whose values."""

    name: str
    type: ParameterType
    of_label: str = ""
    of_property: str = ""

    @property
    def provides(self) -> tuple[str, ...]:
        """The parameters that the query gets."""
        if self.type is ParameterType.SPAN:
            return (f"{self.name}_start", f"{self.name}_end")
        return (self.name,)

    @property
    def is_identifier(self) -> bool:
        """Whether it is written into the query as a name, and not given as a parameter."""
        return self.type in (ParameterType.LABEL, ParameterType.RELATIONSHIP)

    def __str__(self) -> str:
        of = f"({self.of_label}.{self.of_property})" if self.type is ParameterType.VALUE else ""
        return f"{{{self.name}:{self.type}{of}}}"


@dataclass(frozen=True)
class Vocabulary:
    """What words are held against: the live schema, and other words for what it has."""

    schema: GraphSchema
    synonyms: Synonyms

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words that speak of the graph's labels, relationship types and properties."""
        names = [each.name for each in self.schema.labels]
        names += self.schema.relationship_counts
        names += [each.name for label in self.schema.labels for each in label.properties]
        names += [*self.synonyms.labels, *self.synonyms.relationships, *self.synonyms.properties]
        return _stems_of(tuple(names))


@lru_cache(maxsize=64)
def _stems_of(names: tuple[str, ...]) -> frozenset[str]:
    words = {word for name in names for word in words_of(name)}
    return frozenset(stem(word, language) for word in words for language in Language)


def read_parameter(text: str) -> Parameter:
    """``{name}``, ``{name:type}`` or ``{name:value(Label.property)}``.

    Raises:
        TemplateError: it is none of these.
    """
    match = _PARAMETER.fullmatch(text)
    kind = (match["type"] or ParameterType.TEXT) if match else ""
    if match is None or kind not in list(ParameterType):
        known = ", ".join(ParameterType)
        raise TemplateError(f"{text} is no parameter {{name:type}} with one of the types {known}.")
    label, _, name = (match["of"] or "").partition(".")
    if (kind == ParameterType.VALUE) != bool(label.strip() and name.strip()) or (match["of"] and not name):
        raise TemplateError(f"{text}: a value, and only a value, says whose it is: {{x:value(Task.status)}}.")
    return Parameter(match["name"], ParameterType(kind), label.strip(), name.strip())


def take(parameter: Parameter, tokens: Sequence[Token], vocabulary: Vocabulary) -> dict[str, Any] | None:
    """What all of ``tokens`` give the parameter, by the names in ``provides``; None when they do not fit."""
    return _TAKERS[parameter.type](parameter, tokens, vocabulary)


def longest(parameter: Parameter) -> int:
    """How many tokens it takes at most."""
    return _LONGEST.get(parameter.type, 1)


def _text(parameter: Parameter, tokens: Sequence[Token], vocabulary: Vocabulary) -> dict[str, Any] | None:
    """A quotation, or words that can be a name: none that speaks of the graph or holds a sentence together.

    "Files from failed tasks" names no file; taking it for one would answer another question.
    """
    if tokens[0].kind is not TokenKind.QUOTED or len(tokens) > 1:
        if any(token.kind in _NO_NAMES or token.key in _NOT_IN_A_NAME for token in tokens):
            return None
        if any(stem(token.text, language) in vocabulary.stems for token in tokens for language in Language):
            return None
    return {parameter.name: " ".join(token.text for token in tokens)}


def _integer(parameter: Parameter, tokens: Sequence[Token], vocabulary: Vocabulary) -> dict[str, Any] | None:
    value = tokens[0].value
    return {parameter.name: value} if isinstance(value, int) else None


def _number(parameter: Parameter, tokens: Sequence[Token], vocabulary: Vocabulary) -> dict[str, Any] | None:
    value = tokens[0].value
    return {parameter.name: value} if isinstance(value, int | float) else None


def _date(parameter: Parameter, tokens: Sequence[Token], vocabulary: Vocabulary) -> dict[str, Any] | None:
    span = tokens[0].value
    if not isinstance(span, DateSpan) or span.start is None:
        return None
    return {parameter.name: _moment(span.start)}


def _span(parameter: Parameter, tokens: Sequence[Token], vocabulary: Vocabulary) -> dict[str, Any] | None:
    span = tokens[0].value
    if not isinstance(span, DateSpan):
        return None
    start, end = parameter.provides
    return {
        start: _moment(span.start) if span.start else EARLIEST,
        end: _moment(span.end) if span.end else LATEST,
    }


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def _label(parameter: Parameter, tokens: Sequence[Token], vocabulary: Vocabulary) -> dict[str, Any] | None:
    names = [each.name for each in vocabulary.schema.labels]
    return _named(parameter, tokens, names, vocabulary.synonyms.labels)


def _relationship(
    parameter: Parameter, tokens: Sequence[Token], vocabulary: Vocabulary
) -> dict[str, Any] | None:
    names = vocabulary.schema.relationship_counts
    return _named(parameter, tokens, names, vocabulary.synonyms.relationships)


def _value(parameter: Parameter, tokens: Sequence[Token], vocabulary: Vocabulary) -> dict[str, Any] | None:
    label = vocabulary.schema.label(parameter.of_label)
    info = label.property(parameter.of_property) if label else None
    return _named(parameter, tokens, info.values if info else (), vocabulary.synonyms.values)


def _named(
    parameter: Parameter, tokens: Sequence[Token], names: Iterable[str], synonyms: dict[str, str]
) -> dict[str, Any] | None:
    """The one name that the tokens spell: as it is, without case, by its words, or by another word for it."""
    text = " ".join(token.text for token in tokens)
    known = list(names)
    if text in known:
        return {parameter.name: text}
    forms = _forms(token.text for token in tokens)
    for fits in (
        lambda name: name.casefold() == text.casefold(),
        lambda name: bool(_forms(words_of(name)) & forms),
        lambda name: any(
            target == name and _forms(phrase.split()) & forms for phrase, target in synonyms.items()
        ),
    ):
        found = [name for name in known if fits(name)]
        if len(found) == 1:
            return {parameter.name: found[0]}
    return None


def _forms(words: Iterable[str]) -> set[tuple[str, ...]]:
    """The stems of a phrase, as each language makes them: graphs and people mix both."""
    words = list(words)
    return {tuple(stem(word, language) for word in words) for language in Language}


_Taker = Callable[[Parameter, Sequence[Token], Vocabulary], dict[str, Any] | None]
_TAKERS: Final[dict[ParameterType, _Taker]] = {
    ParameterType.TEXT: _text,
    ParameterType.NAME: _text,
    ParameterType.INTEGER: _integer,
    ParameterType.NUMBER: _number,
    ParameterType.DATE: _date,
    ParameterType.SPAN: _span,
    ParameterType.LABEL: _label,
    ParameterType.RELATIONSHIP: _relationship,
    ParameterType.VALUE: _value,
}
_LONGEST: Final = {
    ParameterType.TEXT: 6,
    ParameterType.LABEL: 4,
    ParameterType.RELATIONSHIP: 4,
    ParameterType.VALUE: 4,
}
