"""Which spans of time a question speaks of, seen from Wednesday 18 June 2025, half past three."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.nl.languages.model import Unit
from graph.nl.normalise import DateSpan, Token, TokenKind, normalise
from graph.nl.normalise.calendar import calendar_span, shifted
from tests.docs.markdown import REPOSITORY, table

NOW = dt.datetime(2025, 6, 18, 15, 30, tzinfo=dt.UTC)
OPEN = ""


def dates(text: str, now: dt.datetime = NOW, zone: dt.tzinfo = dt.UTC) -> list[Token]:
    """The dates of a question."""
    tokens = normalise(text, now=now, zone=zone).tokens
    return [token for token in tokens if token.kind is TokenKind.DATE]


def span(text: str, now: dt.datetime = NOW, zone: dt.tzinfo = dt.UTC) -> DateSpan:
    """The one span of a question."""
    [token] = dates(text, now, zone)
    assert isinstance(token.value, DateSpan)
    return token.value


def written(bound: dt.datetime | None) -> str:
    """A bound as short as it can be."""
    if bound is None:
        return OPEN
    return f"{bound:%Y-%m-%d}" if bound.time() == dt.time() else f"{bound:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # Months, days, years, quarters
        ("tasks in May 2025", "2025-05-01", "2025-06-01"),
        ("May 2025 tasks", "2025-05-01", "2025-06-01"),
        ("tasks in may", "2025-05-01", "2025-06-01"),
        ("tasks in December", "2024-12-01", "2025-01-01"),
        ("tasks on 3 March 2025", "2025-03-03", "2025-03-04"),
        ("tasks on the 3rd of March", "2025-03-03", "2025-03-04"),
        ("tasks on March 3, 2025", "2025-03-03", "2025-03-04"),
        ("tasks on Mar 3rd", "2025-03-03", "2025-03-04"),
        ("tasks on 29 February", "2024-02-29", "2024-03-01"),
        ("tasks of 2025-05-01", "2025-05-01", "2025-05-02"),
        ("tasks in 2025-05", "2025-05-01", "2025-06-01"),
        ("tasks on 31/12/2024", "2024-12-31", "2025-01-01"),
        ("tasks on 01.02.2025", "2025-02-01", "2025-02-02"),
        ("tasks at 2025-05-01T10:00", "2025-05-01 10:00", "2025-05-01 10:01"),
        ("tasks at 2025-05-01T10:00+02:00", "2025-05-01 08:00", "2025-05-01 08:01"),
        ("yesterday at 10:30", "2025-06-17 10:30", "2025-06-17 10:31"),
        ("tasks in 2024", "2024-01-01", "2025-01-01"),
        ("tasks in the year 2024", "2024-01-01", "2025-01-01"),
        ("Q1 2025", "2025-01-01", "2025-04-01"),
        ("in the first quarter of 2025", "2025-01-01", "2025-04-01"),
        ("in Q3", "2024-07-01", "2024-10-01"),
        # Parts of a year
        ("in the first half of 2025", "2025-01-01", "2025-07-01"),
        ("second half of 2024", "2024-07-01", "2025-01-01"),
        ("in spring 2022", "2022-03-01", "2022-06-01"),
        ("the last two months of 2023", "2023-11-01", "2024-01-01"),
        ("first week of 2024", "2024-01-01", "2024-01-08"),
        ("nella prima metà del 2025", "2025-01-01", "2025-07-01"),
        ("gli ultimi due mesi del 2023", "2023-11-01", "2024-01-01"),
        ("i primi tre mesi del 2024", "2024-01-01", "2024-04-01"),
        # Open at one end
        ("on or after 1 January 2025", "2025-01-01", OPEN),
        ("on or before 1 January 2025", OPEN, "2025-01-02"),
        ("not before May 2025", "2025-05-01", OPEN),
        ("in 2020 or later", "2020-01-01", OPEN),
        ("in 2020 or earlier", OPEN, "2021-01-01"),
        ("dal 2024 in poi", "2024-01-01", OPEN),
        ("non prima del 2024", "2024-01-01", OPEN),
        # Counted from today
        ("today", "2025-06-18", "2025-06-19"),
        ("yesterday", "2025-06-17", "2025-06-18"),
        ("the day before yesterday", "2025-06-16", "2025-06-17"),
        ("this week", "2025-06-16", "2025-06-23"),
        ("last week", "2025-06-09", "2025-06-16"),
        ("last month", "2025-05-01", "2025-06-01"),
        ("last quarter", "2025-01-01", "2025-04-01"),
        ("this year", "2025-01-01", "2026-01-01"),
        ("last year", "2024-01-01", "2025-01-01"),
        ("next month", "2025-07-01", "2025-08-01"),
        ("on Monday", "2025-06-16", "2025-06-17"),
        ("on Wednesday", "2025-06-18", "2025-06-19"),
        ("last Wednesday", "2025-06-11", "2025-06-12"),
        ("last 30 days", "2025-05-19 15:30", "2025-06-18 15:30"),
        ("in the last thirty days", "2025-05-19 15:30", "2025-06-18 15:30"),
        ("over the past week", "2025-06-11 15:30", "2025-06-18 15:30"),
        ("within the last 2 hours", "2025-06-18 13:30", "2025-06-18 15:30"),
        ("last 3 months", "2025-03-18 15:30", "2025-06-18 15:30"),
        ("next 7 days", "2025-06-18 15:30", "2025-06-25 15:30"),
        ("3 days ago", "2025-06-15", "2025-06-16"),
        ("a month ago", "2025-05-01", "2025-06-01"),
        # Open on one side
        ("since yesterday", "2025-06-17", OPEN),
        ("since May", "2025-05-01", OPEN),
        ("from yesterday on", "2025-06-17", OPEN),
        ("after May 2025", "2025-06-01", OPEN),
        ("after 2024", "2025-01-01", OPEN),
        ("before 2024", OPEN, "2024-01-01"),
        ("before 3 March 2025", OPEN, "2025-03-03"),
        ("until 3 March 2025", OPEN, "2025-03-04"),
        ("up to May 2025", OPEN, "2025-06-01"),
        ("no later than 3 March 2025", OPEN, "2025-03-04"),
        ("older than 30 days", OPEN, "2025-05-19 15:30"),
        ("newer than 2 weeks", "2025-06-04 15:30", OPEN),
        ("more than 3 days ago", OPEN, "2025-06-15 15:30"),
        # Ranges, both ends included
        ("between 1 May and 15 June 2025", "2025-05-01", "2025-06-16"),
        ("between 1 and 15 May 2025", "2025-05-01", "2025-05-16"),
        ("between the 1st and the 15th of May", "2025-05-01", "2025-05-16"),
        ("from 2023 to 2024", "2023-01-01", "2025-01-01"),
        ("from November to February", "2024-11-01", "2025-03-01"),
        ("between 2025-01-01 and 2025-01-31", "2025-01-01", "2025-02-01"),
        ("between yesterday and today", "2025-06-17", "2025-06-19"),
        # Italian
        ("nel maggio 2025", "2025-05-01", "2025-06-01"),
        ("i task di maggio 2025", "2025-05-01", "2025-06-01"),
        ("a maggio", "2025-05-01", "2025-06-01"),
        ("il 3 marzo 2025", "2025-03-03", "2025-03-04"),
        ("il primo maggio 2025", "2025-05-01", "2025-05-02"),
        ("quanti 1° maggio 2025", "2025-05-01", "2025-05-02"),
        ("i task del 01/02/2025", "2025-02-01", "2025-02-02"),
        ("nel 2024", "2024-01-01", "2025-01-01"),
        ("i task del 2024", "2024-01-01", "2025-01-01"),
        ("nell'anno 2024", "2024-01-01", "2025-01-01"),
        ("nel primo trimestre del 2025", "2025-01-01", "2025-04-01"),
        ("ieri", "2025-06-17", "2025-06-18"),
        ("l'altro ieri", "2025-06-16", "2025-06-17"),
        ("il mese scorso", "2025-05-01", "2025-06-01"),
        ("lo scorso anno", "2024-01-01", "2025-01-01"),
        ("quest'anno", "2025-01-01", "2026-01-01"),
        ("negli ultimi 30 giorni", "2025-05-19 15:30", "2025-06-18 15:30"),
        ("ultimi trenta giorni", "2025-05-19 15:30", "2025-06-18 15:30"),
        ("nell'ultima settimana", "2025-06-11 15:30", "2025-06-18 15:30"),
        ("tre giorni fa", "2025-06-15", "2025-06-16"),
        ("lunedì scorso", "2025-06-16", "2025-06-17"),
        ("da ieri", "2025-06-17", OPEN),
        ("dal 3 marzo 2025", "2025-03-03", OPEN),
        ("dall'8 marzo 2025", "2025-03-08", OPEN),
        ("dopo il 3 marzo 2025", "2025-03-04", OPEN),
        ("prima del 2024", OPEN, "2024-01-01"),
        ("fino al 15 giugno 2025", OPEN, "2025-06-16"),
        ("più vecchi di 30 giorni", OPEN, "2025-05-19 15:30"),
        ("tra il 1 maggio e il 15 giugno 2025", "2025-05-01", "2025-06-16"),
        ("dal 2023 al 2024", "2023-01-01", "2025-01-01"),
    ],
)
def test_spans(text: str, start: str, end: str) -> None:
    found = span(text)
    assert (written(found.start), written(found.end)) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "may I see the tasks",
        "tasks of user May",
        "the second task",
        "the last task",
        "last five tasks",
        "march through the graph",
        "task 2024",
        "nt_2024 and 2024",
        "top 5 of 2024",
        "size between 2000 and 2100",
        "size between 1900 and 25000",
        "up to 15 tasks",
        "users older than 30 years",
        "the last 20000 days",
        "on 31/02/2025",
        "on 03/04/2025",
        "on 2025-13-01",
        "tasks per month",
        "10:30",
        '"May 2025"',
        "i primi due task",
        "task da due utenti",
        "un anno",
        "il secondo task",
    ],
)
def test_what_is_not_surely_a_date_stays_words(text: str) -> None:
    assert dates(text) == []


def test_the_preposition_belongs_to_the_date() -> None:
    assert [token.text for token in dates("tasks run since yesterday by Ada")] == ["since yesterday"]


def test_what_stands_around_a_date_stays() -> None:
    tokens = normalise("In May 3 users ran tasks", now=NOW).tokens
    assert [token.text for token in tokens] == ["In May", "3", "users", "ran", "tasks"]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("in 2024", (2024, 2024)),
        ("from 2020 to 2024", (2020, 2024)),
        ("before 2024", (None, 2023)),
        ("since 2024", (2024, None)),
        ("in May 2024", None),
    ],
)
def test_a_span_of_years_knows_them(text: str, years: tuple[int | None, int | None] | None) -> None:
    assert span(text).whole_years == years


ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Europe/Rome", "2025-06-18T22:00Z"),
        ("America/New_York", "2025-06-18T04:00Z"),
        ("UTC", "2025-06-18T00:00Z"),
    ],
)
def test_today_is_the_day_of_the_tenant(zone: str, start: str) -> None:
    late = dt.datetime(2025, 6, 18, 23, 30, tzinfo=dt.UTC)
    found = span("today", late, ZoneInfo(zone)).start
    assert found == dt.datetime.fromisoformat(start)


def test_a_day_has_as_many_hours_as_the_clock_gives_it() -> None:
    found = span("on 30 March 2025", zone=ROME)
    assert found.start and found.end
    assert found.end.astimezone(dt.UTC) - found.start.astimezone(dt.UTC) == dt.timedelta(hours=23)


def test_a_day_that_begins_when_the_clock_has_skipped_midnight() -> None:
    found = span("on 25 April 2025", zone=ZoneInfo("Africa/Cairo"))
    assert found.start and found.start.time() == dt.time(1)


ZONES = st.sampled_from(
    ["UTC", "Europe/Rome", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kolkata"]
)
MOMENTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC))
UNITS = st.sampled_from(Unit)


def in_utc(found: DateSpan) -> tuple[dt.datetime, dt.datetime]:
    """Both bounds. Moments of one time zone would be compared by what the clock shows."""
    assert found.start and found.end
    return found.start.astimezone(dt.UTC), found.end.astimezone(dt.UTC)


@given(MOMENTS, ZONES, UNITS)
def test_a_moment_lies_in_its_span_and_the_next_span_follows(
    moment: dt.datetime, zone: str, unit: Unit
) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    found = calendar_span(unit, local)
    start, end = in_utc(found)
    assert start <= moment < end
    assert found.end is not None
    assert in_utc(calendar_span(unit, found.end))[0] == end


@given(MOMENTS, ZONES, UNITS, st.integers(-500, 500))
def test_counting_keeps_the_direction_and_the_time_of_day(
    moment: dt.datetime, zone: str, unit: Unit, amount: int
) -> None:
    local = moment.astimezone(ZoneInfo(zone))
    later = shifted(local, unit, amount)
    assert (later.astimezone(dt.UTC) - moment).total_seconds() * amount >= 0
    if unit not in (Unit.MINUTE, Unit.HOUR):
        wanted = dt.datetime.combine(later, local.time(), tzinfo=local.tzinfo)
        skipped = wanted.astimezone(dt.UTC).astimezone(local.tzinfo)
        assert later.time() in (local.time(), skipped.time())


@given(
    MOMENTS, ZONES, st.sampled_from(["today", "last month", "ieri", "in May", "on Monday", "last 3 weeks"])
)
def test_a_span_ends_after_it_begins(moment: dt.datetime, zone: str, text: str) -> None:
    start, end = in_utc(span(text, moment, ZoneInfo(zone)))
    assert start < end


def test_the_documentation_says_how_dates_are_read() -> None:
    rows = table(REPOSITORY / "docs/questions.md", "You write")
    assert len(rows) > 20
    for text, start, end in rows:
        found = span(text)
        assert (written(found.start), written(found.end)) == (start, end), text
