"""What a language has to say about itself: words and phrases as data, no grammar."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from re import Pattern

from graph.nl.operators import Gradable, Operator


class Language(StrEnum):
    """A language that questions may be asked in (BCP 47)."""

    ENGLISH = "en"
    ITALIAN = "it"


class Unit(StrEnum):
    """A unit of the calendar or the clock."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Bound(StrEnum):
    """How a preposition makes a span of a date ("in May", "since May")."""

    IN = "in"
    SINCE = "since"
    AFTER = "after"
    BEFORE = "before"
    UNTIL = "until"


def phrase_list(text: str) -> tuple[str, ...]:
    """The phrases of a text, which commas part; a table of them reads better as one."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


def word_list(text: str) -> tuple[str, ...]:
    """The words of a text; a table of words reads better as one."""
    return tuple(text.split())


Phrase = tuple[str, ...]
"""Words in lower case, one after another."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    """How numbers are said."""

    values: Mapping[str, int | float]
    """Words that are added up: "twenty" and "five"."""
    scales: Mapping[str, int]
    """Words that multiply what stands before them: "hundred"."""
    phrases: Mapping[Phrase, int | float]
    """Numbers of several words that follow no rule: "a dozen"."""
    parts: Pattern[str]
    """Where a word falls into the words of a number: "twenty-five", "duemila"."""
    one: frozenset[str]
    """Articles that say 1 before a scale: "a hundred"."""
    alone: frozenset[str]
    """Scales that need no number before them: "hundred"."""
    joined_by: frozenset[str] = frozenset()
    """Words that may stand after a scale: "two hundred and five"."""
    exactly: frozenset[str] = frozenset()
    """Words before an article that make it a number: "esattamente un task"."""
    ones: frozenset[str] = frozenset()
    """The articles that are numbers then."""
    unit_after: frozenset[str] = frozenset()
    """Words that may stand between a number and its unit: "half a megabyte"."""
    pronouns: frozenset[Phrase] = frozenset()
    """Pairs of words of which the second counts nothing: "which one"."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """How dates are said."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    """Monday is 0, as in ``datetime``."""
    days: Mapping[Phrase, int]
    """Days from today: ("yesterday",) is -1."""
    units: Mapping[str, Unit]
    bounds: Mapping[Phrase, Bound]
    articles: frozenset[str]
    """Words that may stand between a preposition and a date, or inside one: "the", "of"."""
    ranges: Mapping[Phrase, frozenset[str]]
    """Words that open a range, each with those that may part its ends: between ... and."""
    onwards: frozenset[str]
    """Words after a date that leave its end open: "from May on"."""
    tails: Mapping[Phrase, Bound]
    """Phrases after a date that leave one end open, whatever stands before it: "2020 or later"."""
    halves: frozenset[str]
    """Words for six months, after an ordinal and before a year: "the first half of 2025"."""
    seasons: Mapping[str, int]
    """The first month of those that lie in one year."""
    opening: frozenset[str]
    """Words for the beginning of a year, before a number of units: "the first two months of 2024"."""
    current: frozenset[str]
    previous: frozenset[str]
    """Words for the calendar unit before this one. With a number they count back from now."""
    following: frozenset[str]
    rolling: frozenset[str]
    """Words that count back from now, with or without a number: "the past month"."""
    ago: frozenset[str]
    one: frozenset[str]
    """Articles that say 1 before a unit: "a week ago"."""
    ages: Mapping[Phrase, Bound]
    """Comparisons of an age: "older than 30 days"."""
    distances: Mapping[Phrase, Bound]
    """Comparisons that need the word for "ago": "more than 3 days ago"."""
    clock: frozenset[str]
    """Words before a time of day: "at 10:30"."""
    ordinals: Mapping[str, int]
    """ "First quarter", "first of May"."""
    year_after: frozenset[str]
    """Words for "in" after which four digits are a year: "in 2024", but "of 2024" may be an amount."""
    restating: frozenset[Phrase]
    """Words between a date and the same date once more: "spring 2022, i.e. from March to May"."""
    edges: Mapping[Phrase, Bound]
    """Openers of one end of a span: "since the beginning of 2024"."""
    also: frozenset[str]
    """Words between two dates that follow each other: "in May and June 2024"."""
    doubtful: frozenset[str]
    """Months that are also ordinary words or names; alone they need a preposition, before a day a capital."""


@dataclass(frozen=True, slots=True)
class Frames:
    """What is said around a question: expressions without case."""

    opening: tuple[Pattern[str], ...]
    """Before it: "hello", "for my report I need"."""
    closing: tuple[Pattern[str], ...]
    """After it, up to the end: "thanks a lot"."""
    restating: Pattern[str]
    """Before what says the same once more: "i.e."."""
    correcting: Pattern[str]
    """What is taken back, with the words that do so: "how many users, no wait, "."""
    asking: Pattern[str]
    """What a question by itself begins with."""
    pointing: Pattern[str]
    """Words for what was named before."""
    everything: Pattern[str]
    """A phrase for all that the graph holds: it narrows nothing."""
    whether: tuple[tuple[Pattern[str], str], ...]
    """Word orders of questions inside of others, and how they are put by themselves."""
    planning: tuple[tuple[Pattern[str], str], ...]
    """Wishes for the query and not for its answer, and what they are put as."""


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """All that is known of a language."""

    function_words: frozenset[str]
    """Words that carry no condition, in lower case. No word belongs here that changes what is asked."""
    prepositions: frozenset[str]
    """What stands behind one of these belongs to what stands before it, and is no name of it."""
    operators: Mapping[Operator, tuple[str, ...]]
    """Phrases, each of words parted by spaces, that ask for an operator."""
    gradables: tuple[Gradable, ...]
    numbers: NumberWords
    dates: DateWords
    compounds: frozenset[Phrase]
    """Pairs of words that are one token, since the second by itself would mean something else."""
    respelt: Mapping[str, str]
    """Words as they are typed without accents, in lower case, and how they are spelt."""
    negation: str
    """What "n't" stands for."""
    plurals: frozenset[str] = frozenset()
    """Words that speak of several, where the noun behind them has but one form: "i file"."""
