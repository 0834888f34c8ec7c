"""The reference queries of the shipped questions, executed."""

import pytest

from graph.evaluation.cases import Case, Compare, Mode
from graph.evaluation.graphs import GRAPHS
from graph.evaluation.scoring import ReferenceFailed, expected_of
from tests.graph.evaluation.conftest import LoadedGraph

Graphs = dict[str, LoadedGraph]


@pytest.mark.parametrize("name", GRAPHS)
def test_every_reference_runs_and_finds_something_unless_it_is_not_meant_to(
    name: str, loaded: Graphs
) -> None:
    graph = loaded[name]
    failed = []
    for case in graph.cases:
        try:
            expected_of(case, tenant_id=graph.tenant_id)
        except ReferenceFailed as error:
            failed.append(str(error))
    assert failed == []


@pytest.mark.parametrize(
    ("reference", "mode", "key", "reason"),
    [
        ("MATCH (n:User) DETACH DELETE n", "set", (), "refused"),
        ("MATCH (n:User) WHERE n.user_name = 'nobody' RETURN n", "set", (), "finds 0 rows"),
        ("MATCH (n:User) RETURN n", "scalar", (), "not one value"),
        ("MATCH (n:User) RETURN n", "set", ("name",), "no column name"),
    ],
)
def test_a_reference_that_cannot_be_used_is_an_error_of_the_file(
    loaded: Graphs, reference: str, mode: str, key: tuple[str, ...], reason: str
) -> None:
    case = Case("a", "?", ("answer",), (reference,), Compare(Mode(mode), key=key))
    with pytest.raises(ReferenceFailed, match=reason):
        expected_of(case, tenant_id=loaded["sample"].tenant_id)
