"""How things hang together, in a graph of a garden: verbs, who, both and neither, parts of parts, ways."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.nl.reading import SmallGraph, small_graph

GARDEN = """
CREATE (ada:Gardener {name: 'Ada', town: 'Turin', email: 'ada@example.org'}),
       (bo:Gardener {name: 'Bo', town: 'Lyon'}), (cy:Gardener {name: 'Cy', town: 'Turin', phone: '555-01'}),
       (rose:Bed {name: 'Rose bed'}), (herb:Bed {name: 'Herb bed'}), (bog:Bed {name: 'Bog bed'}),
       (s1:Seedling {code: 'S-1', colours: ['red', 'white']}),
       (s2:Seedling {code: 'S-2', colours: ['white']}),
       (s3:Seedling {code: 'S-3'}), (nursery:Nursery {name: 'Greenhouse', city: 'Pisa'}),
       (all:Section {name: 'Grounds'}), (south:Section {name: 'South side'}),
       (corner:Section {name: 'Sunny corner'}), (corner)-[:PART_OF]->(south), (south)-[:PART_OF]->(all),
       (ada)-[:TENDS]->(rose), (ada)-[:TENDS]->(herb), (bo)-[:TENDS]->(herb),
       (s1)-[:GROWS_IN]->(rose), (s2)-[:GROWS_IN]->(herb),
       (s1)-[:RAISED_BY]->(nursery), (s2)-[:RAISED_BY]->(nursery), (ada)-[:ADVISES]->(nursery),
       (cy)-[:ADVISES]->(nursery)
"""


@pytest.fixture(scope="module")
def garden(graph_server: object) -> Iterator[SmallGraph]:
    with small_graph(GARDEN) as graph:
        yield graph


QUESTIONS: list[tuple[str, list[Any]]] = [
    # neither, both, but not
    ("gardeners who tend neither Rose bed nor Herb bed", ["Cy"]),
    ("gardeners who do not tend Rose bed or Herb bed", ["Cy"]),
    ("gardeners who tend both Rose bed and Herb bed", ["Ada"]),
    ("gardeners who tend Herb bed but not Rose bed", ["Bo"]),
    ("gardeners who tend Rose bed or Herb bed", ["Ada", "Bo"]),
    ("gardeners without email or phone", ["Bo"]),
    ("gardeners with neither an email nor a phone", ["Bo"]),
    ("gardeners with an email or a phone", ["Ada", "Cy"]),
    ("gardener che non hanno né email né phone", ["Bo"]),
    ("gardener che hanno sia email che name", ["Ada"]),
    # nobody, never, un-
    ("untended beds", ["Bog bed"]),
    ("beds nobody tends", ["Bog bed"]),
    ("beds that were never tended", ["Bog bed"]),
    ("gardeners who tend nothing", ["Cy"]),
    ("seedlings not raised by Greenhouse", ["S-3"]),
    # who does what the verb says
    ("who raised S-1?", ["Greenhouse"]),
    ("by whom was S-2 raised?", ["Greenhouse"]),
    ("who tends Herb bed?", ["Ada", "Bo"]),
    ("where is Greenhouse?", ["Pisa"]),
    # what somebody's other end is like
    ("towns of the gardeners who tend Herb bed", ["Lyon", "Turin"]),
    ("seedlings that grow in beds tended by Bo", ["S-2"]),
    # parts of parts
    ("which sections does Sunny corner belong to?", ["Grounds", "South side"]),
    ("sections under Grounds", ["South side", "Sunny corner"]),
    # lists
    ("colours of seedlings", ["red", "white"]),
    ("seedlings with the colour white but not red", ["S-2"]),
    ("seedlings whose colours include red", ["S-1"]),
    # the others
    ("gardeners in the same town as Ada", ["Cy"]),
    ("gardeners who tend the same bed as Bo", ["Ada"]),
]


@pytest.mark.parametrize(("question", "expected"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_what_hangs_together_is_read_in_any_graph(
    garden: SmallGraph, question: str, expected: list[Any]
) -> None:
    assert [row[0] for row in garden.rows(question)] == expected


def test_things_are_shown_beside_what_is_theirs(garden: SmallGraph) -> None:
    expected = [["Ada", "Herb bed"], ["Ada", "Rose bed"], ["Bo", "Herb bed"]]
    assert garden.rows("gardeners and their beds") == expected


WAYS = [
    ("how many steps separate Bo from S-1?", 4),
    ("how far is Ada from S-1", 2),
    ("is Bo connected to Ada?", 2),
    ("is there a link between Ada and Greenhouse?", 1),
    ("quanti passi ci sono come minimo tra Bo e S-1?", 4),
    ("quanto dista Ada da S-1?", 2),
    ("Bo è collegato ad Ada?", 2),
]


@pytest.mark.parametrize(("question", "hops"), WAYS, ids=[question for question, _ in WAYS])
def test_a_way_is_as_long_as_the_shortest(garden: SmallGraph, question: str, hops: int) -> None:
    [[_, _, found]] = garden.rows(question)
    assert found == hops


def test_what_no_way_leads_to_is_not_connected(garden: SmallGraph) -> None:
    assert garden.rows("is Bo connected to Sunny corner?") == []
