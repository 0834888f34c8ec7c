"""What somebody is called, what is asked of the schema, and questions that have to be asked back."""

from collections.abc import Iterator

import pytest

from tests.graph.nl.reading import SmallGraph, is_answered, small_graph

CLUB = """
CREATE (rome:Club {name: 'Rome Club'}), (lyon:Club {name: 'Lyon Club'}), (oslo:Club {name: 'Oslo Club'}),
       (ann:Person {name: 'Ann'}), (ben:Person {name: 'Ben'}), (cleo:Person {name: 'Cleo'}),
       (city:Council {name: 'City Council'}), (ministry:Council {name: 'Ministry'}),
       (rome)-[:MANAGED_BY]->(city), (lyon)-[:MANAGED_BY]->(city), (oslo)-[:MANAGED_BY]->(ministry),
       (ann)-[:BELONGS_TO {role: 'manager'}]->(rome), (ben)-[:BELONGS_TO {role: 'player'}]->(rome),
       (cleo)-[:BELONGS_TO {role: 'manager'}]->(lyon), (ann)-[:WORKS_FOR]->(ministry),
       (dune:Area {name: 'Dune', level: 'region'}), (bay:Area {name: 'Bay', level: 'spot'}),
       (bay)-[:PART_OF]->(dune),
       (shell:Shell {name: 'Shell 1', country: 'Norway', found: '2023-04-01'}),
       (stone:Shell {name: 'Shell 2', country: 'Spain', found: '2024-04-01'}),
       (shell)-[:LIES_IN]->(bay), (stone)-[:LIES_IN]->(bay),
       (ann)-[:PICKED]->(shell), (ben)-[:PICKED]->(stone)
"""


@pytest.fixture(scope="module")
def club() -> Iterator[SmallGraph]:
    with small_graph(CLUB) as graph:
        yield graph


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("managers of Rome Club", ["Ann"]),
        ("who is the manager of Lyon Club?", ["Cleo"]),
        ("who are the managers?", ["Ann", "Cleo"]),
        ("which council manages Oslo Club?", ["Ministry"]),
        ("which people do not belong to any club?", []),
        ("which clubs have no manager?", ["Oslo Club"]),
    ],
)
def test_a_role_that_the_graph_holds_goes_before_a_name_made_up_from_a_relationship(
    club: SmallGraph, question: str, names: list[str]
) -> None:
    assert [row[0] for row in club.rows(question)] == names


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("which labels have a country property", [["Shell", "country", "text"]]),
        ("how many labels have the property role", [[0]]),
        ("which properties do Club and Council share", [["name", "text"]]),
        ("which properties does BELONGS_TO have", [["role", "text", 100.0]]),
        ("which properties does the BELONGS_TO relationship have", [["role", "text", 100.0]]),
        ("quali proprietà hanno in comune Person e Club", [["name", "text"]]),
        ("which labels does PICKED connect", [["Person", "PICKED", "Shell", 2]]),
        ("what does PICKED connect", [["Person", "PICKED", "Shell", 2]]),
        (
            "which node types is a Shell connected to",
            [["Person", "PICKED", "Shell", 2], ["Shell", "LIES_IN", "Area", 2]],
        ),
        ("quali relazioni partono da Shell", [["Shell", "LIES_IN", "Area", 2]]),
    ],
)
def test_the_schema_tells_what_belongs_to_what(
    club: SmallGraph, question: str, rows: list[list[object]]
) -> None:
    assert club.rows(question) == rows


@pytest.mark.parametrize("question", ["how many nodes are there per label", "numero di nodi per etichetta"])
def test_nodes_are_counted_for_each_label(club: SmallGraph, question: str) -> None:
    assert ["Shell", 2] in club.rows(question)


@pytest.mark.parametrize(
    "question",
    [
        "shells per region",
        "how many people, players and managers are there",
        "people who picked nothing in 2023",
        "people who did not pick anything in 2023",
    ],
)
def test_what_could_mean_two_things_is_not_answered(club: SmallGraph, question: str) -> None:
    assert not is_answered(club.request(question))


def test_where_something_was_done_is_a_place(club: SmallGraph) -> None:
    assert club.rows("where was Shell 1 picked") == [["Norway"]]


@pytest.mark.parametrize("question", ["what can a person pick?", "what do people pick"])
def test_what_they_do_asks_for_what_it_is_done_to(club: SmallGraph, question: str) -> None:
    assert [row[0] for row in club.rows(question)] == ["Shell 1", "Shell 2"]
