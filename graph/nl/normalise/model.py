"""A question in its normal form: what every later stage reads."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from graph.nl.languages.model import Language


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    QUOTED = "quoted"
    LABEL = "label"
    SYMBOL = "symbol"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Time from ``start`` up to, and without, ``end``; a missing bound is open. Bounds are aware."""

    start: dt.datetime | None
    end: dt.datetime | None

    @property
    def whole_years(self) -> tuple[int | None, int | None] | None:
        """First and last year (inclusive) where the bounds are turns of a year: some graphs hold years."""
        bounds = [bound for bound in (self.start, self.end) if bound is not None]
        if any(bound.replace(tzinfo=None) != dt.datetime(bound.year, 1, 1) for bound in bounds):
            return None
        return self.start.year if self.start else None, self.end.year - 1 if self.end else None


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, quotation, label, sign or span of time of a question."""

    text: str
    """As it was written, without quotes."""
    kind: TokenKind
    stem: str
    """Where the inflections of a word meet; empty for what is quoted."""
    value: int | float | DateSpan | None = None
    """Of a NUMBER (sizes in bytes) and of a DATE."""

    @property
    def key(self) -> str:
        """How values are compared: without case."""
        return self.text.casefold()


@dataclass(frozen=True, slots=True)
class Correction:
    """A misspelt word and what it was taken for."""

    written: str
    taken_for: str
    certainty: float
    """0..1: what the correction leaves of a reader's confidence."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, in its normal form, and cut into tokens."""

    original: str
    text: str
    tokens: tuple[Token, ...]
    language: Language
    asked_at: dt.datetime
    """The moment, in the tenant's time zone, that "today" and "last month" are counted from."""
    corrections: tuple[Correction, ...] = ()
