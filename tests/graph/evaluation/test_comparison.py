"""When rows count as the same."""

from typing import Any

import pytest

from graph.evaluation.cases import Compare, Mode
from graph.evaluation.comparison import difference
from graph.evaluation.naming import NameIndex
from graph.evaluation.references import Expected, without_limit

PEOPLE = {"ada": "Ada Rossi", "bob": "Bob Verdi", "cleo": "Cleo Neri"}


def node(name: str) -> dict[str, Any]:
    first, last = PEOPLE[name].split()
    return {
        "id": f"#{name}",
        "labels": ["User"],
        "properties": {"user_name": name, "first": first, "last": last},
    }


def names() -> NameIndex:
    index = NameIndex()
    for name, full in PEOPLE.items():
        index.add(f"#{name}", [name, full])
    return index


def wrong(
    reference: list[list[Any]], answer: list[list[Any]], *, population: Any = None, **compare: Any
) -> str | None:
    """What is wrong with an answer whose columns have other names than those of the reference."""
    expected = Expected(
        tuple(f"r{i}" for i in range(len(reference[0]) if reference else 1)),
        reference,
        population or reference,
    )
    width = len(answer[0]) if answer else 0
    settings = Compare(**{**compare, "mode": Mode(compare["mode"])})
    return difference(expected, [f"c{i}" for i in range(width)], answer, compare=settings, names=names())


ADA, BOB, CLEO = node("ada"), node("bob"), node("cleo")
PATH = {"nodes": [ADA, BOB, CLEO], "relationships": [{}, {}]}
RANKING = [[ADA, 5], [BOB, 3], [CLEO, 3]]


@pytest.mark.parametrize(
    ("mode", "reference", "answer"),
    [
        ("scalar", [[4]], [[4]]),
        ("scalar", [[4]], [["users", 4]]),
        ("scalar", [["Failed"]], [["Failed"]]),
        ("scalar", [[2]], [[PATH]]),
        ("set", [[ADA], [BOB]], [[BOB], [ADA]]),
        ("set", [[ADA], [BOB]], [["bob"], ["ada"]]),
        ("set", [[ADA], [BOB]], [["Bob Verdi"], ["Ada Rossi"]]),
        ("set", [[ADA], [BOB]], [["Verdi", 1, "Bob"], ["Rossi", 2, "Ada"]]),
        ("set", [[ADA], [BOB]], [["bob"], ["ada"], ["bob"]]),
        ("set", [["Italy", 3], ["France", 2]], [[2, "France"], [3, "Italy"]]),
        ("set", [], []),
        ("bag", [[1], [1], [2]], [[1], [2], [1]]),
        ("topk", RANKING, [["ada", 5], ["cleo", 3], ["bob", 3]]),
        ("topk", RANKING, [["ada"], ["bob"], ["cleo"]]),
        ("sample", [[ADA], [BOB]], [["cleo"], ["ada"]]),
        ("boolean", [[True]], [[True]]),
        ("boolean", [[True]], [[3]]),
        ("boolean", [[True]], [["ada"], ["bob"]]),
        ("boolean", [[False]], []),
        ("boolean", [[False]], [[0]]),
    ],
)
def test_rows_that_are_the_same(mode: str, reference: list[list[Any]], answer: list[list[Any]]) -> None:
    population = [[ADA], [BOB], [CLEO]] if mode == "sample" else None
    assert wrong(reference, answer, mode=mode, population=population) is None


@pytest.mark.parametrize(
    ("mode", "reference", "answer"),
    [
        ("scalar", [[4]], [[5]]),
        ("scalar", [[4]], []),
        ("scalar", [[4]], [[4], [4]]),
        ("scalar", [[1]], [[True]]),
        ("set", [[ADA], [BOB]], [["ada"]]),
        ("set", [[ADA], [BOB]], [["ada"], ["cleo"]]),
        ("set", [[ADA], [BOB]], [["ada", 1], ["bob", 2], ["bob", 3]]),
        ("set", [["Italy", 3], ["France", 2]], [["Italy", 2], ["France", 3]]),
        ("set", [["Italy"], ["France"]], [["FRANCE"], ["Italy"]]),
        ("bag", [[1], [1], [2]], [[1], [2], [2]]),
        ("topk", RANKING, [["bob", 3], ["ada", 5], ["cleo", 3]]),
        ("topk", RANKING, [["ada"], ["bob"], ["bob"]]),
        ("sample", [[ADA], [BOB]], [["cleo"]]),
        ("sample", [[ADA], [BOB]], [["ada"], ["ada"]]),
        ("sample", [[ADA], [BOB]], [["ada"], ["nobody"]]),
        ("boolean", [[True]], [[False]]),
        ("boolean", [[False]], [["ada"]]),
    ],
)
def test_rows_that_are_not(mode: str, reference: list[list[Any]], answer: list[list[Any]]) -> None:
    population = [[ADA], [BOB], [CLEO]] if mode == "sample" else None
    assert wrong(reference, answer, mode=mode, population=population) is not None


def test_at_the_end_of_a_ranking_ties_are_free_beyond_its_limit() -> None:
    assert wrong(RANKING[:2], [["ada"], ["cleo"]], mode="topk", population=RANKING) is None


def test_order_counts_only_when_it_is_asked_for() -> None:
    assert wrong([[1], [2]], [[2], [1]], mode="set") is None
    assert wrong([[1], [2]], [[2], [1]], mode="set", ordered=True) is not None


def test_numbers_may_differ_by_the_tolerance() -> None:
    assert wrong([[2.0]], [[2.001]], mode="scalar", tolerance=0.01) is None
    assert wrong([[2.0]], [[2.1]], mode="scalar", tolerance=0.01) is not None
    assert wrong([[1e-20], [1e-10]], [[1e-10], [1e-20]], mode="set") is None
    assert wrong([["a", 2.0], ["b", 3.0]], [["b", 3.001], ["a", 2.0]], mode="set", tolerance=0.01) is None


@pytest.mark.parametrize("answer", [[[0.25]], [[25.0]], [[3, 12, 0.25]], [[3, 12]]])
def test_a_share_may_be_said_in_any_usual_form(answer: list[list[Any]]) -> None:
    assert wrong([[0.25]], answer, mode="scalar", percentage=True) is None
    assert wrong([[0.75]], answer, mode="scalar", percentage=True) is not None


def test_the_two_of_a_pair_may_change_places() -> None:
    answer = [["bob", "ada"], ["bob", "cleo"]]
    assert wrong([[ADA, BOB], [BOB, CLEO]], answer, mode="set", symmetric=True) is None
    assert wrong([[ADA, BOB], [BOB, CLEO]], answer, mode="set") is not None


def test_only_the_key_is_compared_where_there_is_one() -> None:
    assert wrong([[ADA, 1], [BOB, 2]], [["ada", 8], ["bob", 9]], mode="set", key=("r0",)) is None


def test_nodes_that_share_a_name_cannot_be_told_apart() -> None:
    index = NameIndex()
    index.add("one", ["HB-1"])
    index.add("two", ["HB-1"])
    assert index.of_node("two") == index.of_node("one") == index.of_text("HB-1")


@pytest.mark.parametrize(
    ("text", "unlimited"),
    [
        ("MATCH (n) RETURN n ORDER BY n.a LIMIT 3", "MATCH (n)\nRETURN n ORDER BY n.a"),
        ("MATCH (n) WITH n LIMIT 3 RETURN n", None),
    ],
)
def test_the_population_is_what_the_reference_finds_without_its_limit(
    text: str, unlimited: str | None
) -> None:
    assert without_limit(text) == unlimited
