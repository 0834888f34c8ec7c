"""A graph with labels that nobody has seen: other names and directions, text for times, sparse properties."""

from collections.abc import Iterator
from typing import Any

import pytest

from graph.nl.parser import parse, why_not
from tests.graph.nl.reading import SmallGraph, small_graph

LIBRARY = """
CREATE (ann:Reader {name: 'Ann', city: 'Turin', joined: '2023-01-15'}),
       (ben:Reader {name: 'Ben', city: 'Lyon', joined: '2024-05-02', phone: '555-01'}),
       (cleo:Reader:Student {name: 'Cleo', city: 'Turin', joined: '2024-11-20T09:30:00'}),
       (eco:Novel {title: 'The Name', pages: 512, printed: 1980, isbn: 'N-1'}),
       (lem:Novel {title: 'Solaris', pages: 204, printed: 1961, isbn: 'N-2'}),
       (atlas:Atlas {title: 'World Atlas', pages: 320, printed: 2015, isbn: 'A-1'}),
       (north:Branch {name: 'North Branch', open: true}), (south:Branch {name: 'South Branch', open: false}),
       (umberto:Author {name: 'Umberto'}), (stanislaw:Author {name: 'Stanislaw'}),
       (ann)<-[:BORROWED_BY]-(eco), (ann)<-[:BORROWED_BY]-(lem), (ben)<-[:BORROWED_BY]-(eco),
       (eco)-[:SHELVED_IN]->(north), (lem)-[:SHELVED_IN]->(north), (atlas)-[:SHELVED_IN]->(south),
       (umberto)-[:WROTE]->(eco), (stanislaw)-[:WROTE]->(lem), (eco)-[:CITES]->(lem)
"""


@pytest.fixture(scope="module")
def library(graph_server: object) -> Iterator[SmallGraph]:
    with small_graph(LIBRARY) as graph:
        yield graph


QUESTIONS: list[tuple[str, list[Any]]] = [
    ("How many readers are there?", [3]),
    ("how many novels", [2]),
    ("readers in Turin", ["Ann", "Cleo"]),
    ("which novels are in North Branch", ["Solaris", "The Name"]),
    ("novels with more than 300 pages", ["The Name"]),
    ("readers who joined in 2024", ["Ben", "Cleo"]),
    ("readers without a phone", ["Ann", "Cleo"]),
    ("readers who borrowed no novel", ["Cleo"]),
    ("who wrote Solaris", ["Stanislaw"]),
    ("novels printed before 1970", ["Solaris"]),
    ("open branches", ["North Branch"]),
    ("which novel cites Solaris", ["The Name"]),
    ("novels cited by The Name", ["Solaris"]),
    ("which novels does The Name cite", ["Solaris"]),
    ("which reader borrowed the most novels", ["Ann"]),
    ("readers that are students", ["Cleo"]),
    ("average number of pages of novels", [358.0]),
    ("novels borrowed by at least 2 readers", ["The Name"]),
    ("all novels but Solaris", ["The Name"]),
    ("readers who borrowed nothing", ["Cleo"]),
    ("novels borrowed by a reader together with Solaris", ["The Name"]),
    ("Umberto's novels", ["The Name"]),
    ("range of pages of novels", [204]),
    ("readers without phone", ["Ann", "Cleo"]),
    ("quanti Reader ci sono?", [3]),
    ("branches where open is false", ["South Branch"]),
    ("branches that are not open", ["South Branch"]),
    ("readers who joined in the first half of 2024", ["Ben"]),
    ("readers who joined in 2024 or later", ["Ben", "Cleo"]),
    ("novels printed in 1980 or earlier", ["Solaris", "The Name"]),
    ("Ben's phone number", ["555-01"]),
]


@pytest.mark.parametrize(("question", "expected"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_a_graph_with_other_labels_is_read_by_the_same_rules(
    library: SmallGraph, question: str, expected: list[Any]
) -> None:
    assert [row[0] for row in library.rows(question)] == expected


@pytest.mark.parametrize(
    ("question", "named"), [("How many tasks are there?", "tasks"), ("users in Turin", "users")]
)
def test_what_belongs_to_another_graph_is_unknown_here(
    library: SmallGraph, question: str, named: str
) -> None:
    request = library.request(question)
    assert parse(request) == () and named in why_not(request)
