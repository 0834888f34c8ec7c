"""The same spans of time in English and in Italian, seen from Wednesday 18 June 2025, half past three."""

import pytest

from graph.nl.normalise import TokenKind, normalise
from tests.graph.nl.test_dates import NOW, span, written

SPANS = [
    # Parts of a year
    ("in the spring of 2022", "nella primavera del 2022", "2022-03-01", "2022-06-01"),
    ("in autumn 2024", "in autunno 2024", "2024-09-01", "2024-12-01"),
    ("last summer", "l'estate scorsa", "2024-06-01", "2024-09-01"),
    ("last spring", "la scorsa primavera", "2025-03-01", "2025-06-01"),
    ("in H1 2025", "nella prima metà del 2025", "2025-01-01", "2025-07-01"),
    ("in the second half of 2024", "nel secondo semestre del 2024", "2024-07-01", "2025-01-01"),
    ("in the first half of the year", "nella prima metà dell'anno", "2025-01-01", "2025-07-01"),
    ("in the first quarter of last year", "nel primo trimestre dell'anno scorso", "2024-01-01", "2024-04-01"),
    ("in the first three months of 2025", "nei primi tre mesi del 2025", "2025-01-01", "2025-04-01"),
    # Months, and parts of them
    ("in the month of May 2025", "nel mese di maggio 2025", "2025-05-01", "2025-06-01"),
    ("in May of last year", "a maggio dell'anno scorso", "2024-05-01", "2024-06-01"),
    ("last May", "lo scorso maggio", "2025-05-01", "2025-06-01"),
    ("last July", "a luglio scorso", "2024-07-01", "2024-08-01"),
    ("in the first half of May 2025", "nella prima metà di maggio 2025", "2025-05-01", "2025-05-16"),
    ("in the second half of May", "nella seconda metà di maggio", "2025-05-16", "2025-06-01"),
    ("in the last week of May", "nell'ultima settimana di maggio", "2025-05-25", "2025-06-01"),
    ("in the first two days of June 2025", "nei primi due giorni di giugno 2025", "2025-06-01", "2025-06-03"),
    # Weeks and days
    ("in the week of 5 May 2025", "nella settimana del 5 maggio 2025", "2025-05-05", "2025-05-12"),
    ("in week 20 of 2025", "nella settimana 20 del 2025", "2025-05-12", "2025-05-19"),
    ("last Monday", "lunedì scorso", "2025-06-16", "2025-06-17"),
    ("since Monday", "da lunedì", "2025-06-16", ""),
    ("on March the 3rd, 2025", "il 3 marzo 2025", "2025-03-03", "2025-03-04"),
    ("on 2025/03/03", "il 03/03/2025", "2025-03-03", "2025-03-04"),
    # Neighbours are one span
    ("in 2020 and 2021", "nel 2020 e nel 2021", "2020-01-01", "2022-01-01"),
    ("in 2020, 2021 or 2022", "nel 2020, 2021 o 2022", "2020-01-01", "2023-01-01"),
    ("in May and June 2023", "a maggio e giugno 2023", "2023-05-01", "2023-07-01"),
    ("in 2020-2022", "nel 2020-2022", "2020-01-01", "2023-01-01"),
    ("on 1-15 May 2025", "dal 1 al 15 maggio 2025", "2025-05-01", "2025-05-16"),
    ("in May-June 2025", "in maggio-giugno 2025", "2025-05-01", "2025-07-01"),
    ("in 05/2024", "nel 05/2024", "2024-05-01", "2024-06-01"),
    # One end is open
    ("since the beginning of 2024", "dall'inizio del 2024", "2024-01-01", ""),
    ("since the start of the year", "dall'inizio dell'anno", "2025-01-01", ""),
    ("by the end of 2024", "entro la fine del 2024", "", "2025-01-01"),
    ("through March 2024", "entro marzo 2024", "", "2024-04-01"),
    ("up to and including March 2024", "fino a marzo 2024", "", "2024-04-01"),
    ("after March 2024", "posteriori a marzo 2024", "2024-04-01", ""),
    ("before 2023", "anteriori al 2023", "", "2023-01-01"),
    ("from 2023 onwards", "dal 2023 in poi", "2023-01-01", ""),
    ("older than a year", "più vecchi di un anno", "", "2024-06-18 15:30"),
    # Said twice
    (
        "in spring 2022, i.e. from March to May",
        "nella primavera 2022, cioè da marzo a maggio",
        "2022-03-01",
        "2022-06-01",
    ),
    ("in 2024, that is in May 2024", "nel 2024, ossia a maggio 2024", "2024-05-01", "2024-06-01"),
]
NO_SPANS = [
    "tasks in May and August 2024",  # there is time between them
    "tasks at the end of 2024",
    "tasks in early May 2025",
    "tasks in mid 2024",
    "tasks in winter 2024",  # which one?
    "users older than 30 years",
    "tasks in week 60 of 2025",
    "the last task in May-day",
    "task-2024-01 tasks",
    "tasks 10-20",
]


@pytest.mark.parametrize(("english", "italian", "start", "end"), SPANS)
def test_a_span_is_read_in_both_languages(english: str, italian: str, start: str, end: str) -> None:
    for text in (f"which tasks started {english}", f"quali task sono iniziati {italian}"):
        found = span(text)
        assert (written(found.start), written(found.end)) == (start, end), text


@pytest.mark.parametrize("text", NO_SPANS)
def test_what_is_said_vaguely_is_not_wholly_a_date(text: str) -> None:
    tokens = normalise(text, now=NOW).tokens
    assert [t.text for t in tokens if t.kind is TokenKind.DATE] != [text.removeprefix("tasks ")]
    assert any(t.kind is not TokenKind.DATE and t.key not in ("tasks", "in", "the", "of") for t in tokens)
