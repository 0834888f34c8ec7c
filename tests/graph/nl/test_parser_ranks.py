"""Nodes of one kind that lie in each other, told apart by what rank they have."""

from collections.abc import Iterator

import pytest

from tests.graph.nl.reading import SmallGraph, small_graph

UNITS = """
CREATE (coast:Unit {name: 'Coast', level: 'division'}), (inland:Unit {name: 'Inland', level: 'division'}),
       (harbour:Unit {name: 'Harbour', level: 'team'}), (beach:Unit {name: 'Beach', level: 'team'}),
       (forest:Unit {name: 'Forest', level: 'team'}),
       (harbour)-[:PART_OF]->(coast), (beach)-[:PART_OF]->(coast), (forest)-[:PART_OF]->(inland)
"""


@pytest.fixture(scope="module")
def units(graph_server: object) -> Iterator[SmallGraph]:
    with small_graph(UNITS) as graph:
        yield graph


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("teams of the division Coast", ["Beach", "Harbour"]),
        ("division of Forest", ["Inland"]),
        ("which division does the team Harbour belong to?", ["Coast"]),
        ("which units are part of Coast", ["Beach", "Harbour"]),
    ],
)
def test_two_ranks_are_two_nodes_of_which_one_lies_in_the_other(
    units: SmallGraph, question: str, names: list[str]
) -> None:
    assert [row[0] for row in units.rows(question)] == names
