"""Rankings, groups, figures and properties of relationships, in a graph with labels that no rule names."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.nl.reading import SmallGraph, is_answered, small_graph

CLINIC = """
CREATE (ada:Doctor {name: 'Ada Lund', salary: 5200.0, hired: '2015-03-01'}),
       (bo:Doctor {name: 'Bo Riva', salary: 4100.0, hired: '2019-09-15'}),
       (cy:Nurse {name: 'Cy Moss', salary: 2900.0, hired: '2021-01-10'}),
       (one:Patient {code: 'P-1', city: 'Turin', age: 71, admitted: '2024-02-03', days: 9}),
       (two:Patient {code: 'P-2', city: 'Turin', age: 34, admitted: '2024-02-20', days: 2}),
       (three:Patient {code: 'P-3', city: 'Lyon', age: 52, admitted: '2024-05-11', days: 4}),
       (four:Patient {code: 'P-4', city: 'Lyon', age: 8, admitted: '2025-01-07', days: 1}),
       (five:Patient {code: 'P-5', city: 'Lyon', age: 40, admitted: '2025-01-30', days: 3}),
       (heart:Ward {name: 'Cardiology', beds: 12, phone: '01'}), (knife:Ward {name: 'Surgery', beds: 20}),
       (ada)-[:TREATS {duty: 'surgeon', success: 0.9}]->(one),
       (ada)-[:TREATS {duty: 'consultant', success: 0.7}]->(two),
       (ada)-[:TREATS {duty: 'surgeon', success: 0.5}]->(three),
       (bo)-[:TREATS {duty: 'surgeon', success: 0.6}]->(four),
       (bo)-[:TREATS {duty: 'consultant', success: 0.8}]->(one),
       (ada)-[:EMPLOYED_IN {since: 2015}]->(heart), (bo)-[:EMPLOYED_IN {since: 2019}]->(knife),
       (cy)-[:EMPLOYED_IN {since: 2021}]->(heart),
       (one)-[:LIES_IN]->(heart), (two)-[:LIES_IN]->(heart),
       (three)-[:LIES_IN]->(knife), (four)-[:LIES_IN]->(knife), (five)-[:LIES_IN]->(knife)
"""


@pytest.fixture(scope="module")
def clinic(graph_server: object) -> Iterator[SmallGraph]:
    with small_graph(CLINIC) as graph:
        yield graph


QUESTIONS: list[tuple[str, list[list[Any]]]] = [
    # who or what comes first
    ("which doctor is busiest by number of patients treated", [["Ada Lund", 3]]),
    ("who is the busiest doctor in terms of patients?", [["Ada Lund", 3]]),
    ("which doctor treats the most patients? show me the top two", [["Ada Lund", 3], ["Bo Riva", 2]]),
    ("the two doctors with the fewest patients", [["Bo Riva", 2], ["Ada Lund", 3]]),
    ("which doctor is the best paid one (salary)?", [["Ada Lund", 5200.0]]),
    ("which ward is the biggest one (beds)?", [["Surgery", 20]]),
    ("il medico (Doctor) con lo stipendio (salary) più alto", [["Ada Lund", 5200.0]]),
    ("which city has the most patients?", [["Lyon", 3]]),
    # an order, and how many of it
    ("sort the patients by age and give me only the first two", [["P-4"], ["P-2"]]),
    ("patients by age, oldest first, top 1 only", [["P-1"]]),
    ("the youngest patient", [["P-4", 8]]),
    ("the oldest patient of each city", [["Lyon", "P-3", 52], ["Turin", "P-1", 71]]),
    ("patients older than 50", [["P-1"], ["P-3"]]),
    ("patients from the most recent to the oldest, just the first two", [["P-5"], ["P-4"]]),
    ("order the doctors by number of patients", [["Bo Riva", 2], ["Ada Lund", 3]]),
    # the best of each
    ("latest patient of each ward", [["Cardiology", "P-2", "2024-02-20"], ["Surgery", "P-5", "2025-01-30"]]),
    ("the newest patient per city", [["Lyon", "P-5", "2025-01-30"], ["Turin", "P-2", "2024-02-20"]]),
    ("for every ward the first patient", [["Cardiology", "P-1"], ["Surgery", "P-3"]]),
    # two counts, several figures
    ("how many doctors and how many patients are there?", [[2, 5]]),
    ("number of doctors, nurses and wards", [[2, 1, 2]]),
    ("are there more patients than doctors?", [[True, 5, 2]]),
    ("are there fewer wards than nurses", [[False, 2, 1]]),
    ("did Ada Lund treat more patients than Bo Riva?", [[True, 3, 2]]),
    ("minimum, maximum and average age of patients", [[8, 71, 41.0]]),
    ("how many patients are there and what is their average age", [[5, 41.0]]),
    ("number of patients and total days per city", [["Lyon", 3, 8], ["Turin", 2, 11]]),
    ("total patients?", [[5]]),
    ("sum up the days spent by patients in Lyon", [[8]]),
    # more than another one has, and more than the average
    ("doctors with more patients than Bo Riva", [["Ada Lund"]]),
    ("doctors who treated fewer patients than Ada Lund", [["Bo Riva"]]),
    ("medici (Doctor) con più pazienti (Patient) di Bo Riva", [["Ada Lund"]]),
    ("how many patients are older than the average?", [[2]]),
    ("patients whose age is above average", [["P-1"], ["P-3"]]),
    ("doctors with a salary below the average", [["Bo Riva"]]),
    ("wards with beds of 15 or more", [["Surgery"]]),
    (
        "number of patients per ward and per city",
        [
            ["Surgery", "Lyon", 3],
            ["Cardiology", "Turin", 2],
        ],
    ),
    # periods and distributions
    ("patients per month", [["2024-02", 2], ["2024-05", 1], ["2025-01", 2]]),
    ("how many patients were admitted each year?", [["2024", 3], ["2025", 2]]),
    ("pazienti (Patient) per anno", [["2024", 3], ["2025", 2]]),
    ("in which month were the most patients admitted", [["2024-02", 2]]),
    ("how are patients distributed over cities", [["Lyon", 3], ["Turin", 2]]),
    ("breakdown of patients by ward", [["Surgery", 3], ["Cardiology", 2]]),
    ("cities of patients: list each with its count", [["Lyon", 3], ["Turin", 2]]),
    ("how often does each city occur", [["Lyon", 3], ["Turin", 2]]),
    # shares
    ("what share of the wards has both a phone and beds", [[50.0, 1, 2]]),
    ("patients in Turin as a share of all patients", [[40.0, 2, 5]]),
    # properties of relationships
    ("what duties are there?", [["consultant"], ["surgeon"]]),
    ("duties that doctors hold for patients", [["consultant"], ["surgeon"]]),
    ("doctors with duty consultant", [["Ada Lund"], ["Bo Riva"]]),
    ("number of patients per duty", [["surgeon", 3], ["consultant", 2]]),
    ("which duty has the most patients", [["surgeon", 3]]),
    ("patients treated below 0.7 success", [["P-3"], ["P-4"]]),
    ("highest success", [[0.9]]),
    ("who was employed in 2019 or later?", [["Bo Riva"], ["Cy Moss"]]),
    ("doctors employed before 2018", [["Ada Lund"]]),
    ("when was Bo Riva employed in Surgery", [[2019]]),
    ("which doctor was employed first", [["Ada Lund", 2015]]),
]

NOT_READ = [
    "how many patients are there per month and how many of them are from Turin",
    "which doctor treated the oldest patient of each ward",
    "patients from Turin older than the average",
    "doctors with more patients than the average",
    "patients per shift",
    "the three oldest patients of each ward",
    "what share of patients is from Turin and what share from Lyon",
    "which doctor is the wisest one (salary)?",
    "doctors who treat more men than women",
    "duties that doctors abhor for patients",
]


@pytest.mark.parametrize(("question", "expected"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_groups_and_figures_are_read_whatever_the_graph_is_about(
    clinic: SmallGraph, question: str, expected: list[list[Any]]
) -> None:
    found = clinic.rows(question)
    width = len(expected[0]) if expected else 0
    assert [row[:width] for row in found] == expected


@pytest.mark.parametrize("question", NOT_READ)
def test_a_group_or_figure_that_is_not_wholly_read_is_not_answered(clinic: SmallGraph, question: str) -> None:
    assert not is_answered(clinic.request(question))
