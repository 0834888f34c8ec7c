"""How nodes are counted for estimates where a graph has very many sets of labels."""

from collections import Counter
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cypher import ast
from graph.cypher.estimate.statistics import MANY_SETS, Statistics
from graph.cypher.scopes import ANY_NODE, NodeShape
from graph.schema import GraphSchema, LabelInfo, LabelSet, Triple

LABELS = [f"L{number}" for number in range(9)]
EVERY_SET = [frozenset(each) for size in range(1, 10) for each in combinations(LABELS, size)]
LINK = ast.RelationshipPattern(types=("LINKS",), direction="right")
Ways = dict[tuple[frozenset[str], frozenset[str]], int]


def graph(counts: dict[frozenset[str], int], ways: Ways | None = None) -> GraphSchema:
    """The schema of a graph with so many nodes of each set, and so many relationships between two sets."""
    nodes: Counter[str] = Counter()
    triples: Counter[tuple[str, str]] = Counter()
    for labels, count in counts.items():
        nodes.update(dict.fromkeys(labels, count))
    for (starts, ends), count in (ways or {}).items():
        triples.update({(start, end): count for start in starts for end in ends})
    return GraphSchema(
        labels=tuple(LabelInfo(name, count) for name, count in nodes.items()),
        label_sets=tuple(LabelSet(labels, count) for labels, count in counts.items()),
        triples=tuple(Triple(start, "LINKS", end, count) for (start, end), count in triples.items()),
    )


def shape(*labels: str) -> NodeShape:
    return NodeShape(frozenset({frozenset(labels)}))


@pytest.mark.parametrize(
    ("sets", "named", "classes"),
    [
        (MANY_SETS - 1, [], MANY_SETS - 1),
        (MANY_SETS, [], 9),
        (250, [], 9),
        (500, [], 9),
        (500, ["L0"], 18),
        (500, ["L0", "L1", "L2"], 72),
        (500, ["Elsewhere"], 9),
    ],
)
def test_there_are_no_more_classes_for_more_sets_of_the_same_labels(
    sets: int, named: list[str], classes: int
) -> None:
    statistics = Statistics(graph(dict.fromkeys(EVERY_SET[:sets], 10)), named)
    assert len(statistics.classes) <= classes
    assert statistics.nodes(ANY_NODE) == sets * 10


def test_labels_that_stand_alone_stay_apart_however_many_they_are() -> None:
    alone = {frozenset({f"Kind{number}"}): number + 1 for number in range(400)}
    assert Statistics(graph(alone)).classes == alone


some_sets = st.dictionaries(
    st.sampled_from(EVERY_SET), st.integers(1, 1_000), min_size=MANY_SETS, max_size=MANY_SETS + 20
)


@given(some_sets, st.lists(st.sampled_from(LABELS), max_size=3), st.randoms(use_true_random=False))
def test_nodes_are_counted_exactly_and_relationships_never_too_low(
    counts: dict[frozenset[str], int], named: list[str], random: Random
) -> None:
    sets = list(counts)
    ways: Ways = {(random.choice(sets), random.choice(sets)): random.randint(1, 99) for _ in range(30)}
    statistics = Statistics(graph(counts, ways), named)
    for wanted in (named, named[:1], []):
        exact = sum(count for labels, count in counts.items() if labels >= set(wanted))
        assert statistics.nodes(shape(*wanted)) == exact
        hop = statistics.hop(statistics.at(shape(*wanted)), LINK, shape(*named))
        assert hop.walked >= 0.999 * sum(
            count for (starts, _), count in ways.items() if starts >= set(wanted)
        )
        assert sum(hop.reached.values()) >= 0.999 * sum(
            count for (starts, ends), count in ways.items() if starts >= set(wanted) and ends >= set(named)
        )
