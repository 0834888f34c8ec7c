"""Every family of operations, alone and combined, with the answer that the generated data itself gives."""

import statistics
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest

from graph.nl.generate import decide
from graph.nl.parser import parse, why_not
from graph.sample import Sample
from tests.graph.conftest import LoadedSample
from tests.graph.nl.expected import Facts, files, key, runs, status, targets, tasks, users
from tests.graph.nl.reading import answer, draft_of

LISTS: list[tuple[str, Facts]] = [
    # absence and existence
    ("users without a task", users(lambda s, u: not runs()(s, u))),
    ("which users have never run a task", users(lambda s, u: not runs()(s, u))),
    ("tasks that have no output", tasks(lambda s, t: not targets(s, t, "OUTPUT"))),
    ("files that were never used", files(lambda s, f: not targets(s, f, "INPUT"))),
    ("users who ran no failed tasks", users(lambda s, u: not runs(wanted="Failed")(s, u))),
    # negation, and, or, only
    ("tasks that did not fail", tasks(lambda _, t: status(t) != "Failed")),
    ("tasks except failed ones", tasks(lambda _, t: status(t) != "Failed")),
    ("failed or cancelled tasks", tasks(lambda _, t: status(t) in ("Failed", "Cancelled"))),
    ("tasks that neither failed nor finished", tasks(lambda _, t: status(t) not in ("Failed", "Finished"))),
    ("tasks that are not Blast", tasks(lambda _, t: "Blast" not in t.labels)),
    (
        "users who ran Blast tasks but not Bold tasks",
        users(lambda s, u: bool(runs("Blast")(s, u)) and not runs("Bold")(s, u)),
    ),
    (
        "users who ran both Blast and Bold tasks",
        users(lambda s, u: bool(runs("Blast")(s, u)) and bool(runs("Bold")(s, u))),
    ),
    (
        "which users only ran Blast tasks",
        users(lambda s, u: bool(runs()(s, u)) and len(runs("Blast")(s, u)) == len(runs()(s, u))),
    ),
    (
        "users who ran Bold tasks or work at Delta Seeds",
        users(
            lambda s, u: (
                bool(runs("Bold")(s, u)) or targets(s, u, "WORKS_AT")[0].properties["name"] == "Delta Seeds"
            )
        ),
    ),
    # having
    ("users with more than 3 tasks", users(lambda s, u: len(runs()(s, u)) > 3)),
    ("users that ran exactly 2 tasks", users(lambda s, u: len(runs()(s, u)) == 2)),
    ("users with several Blast tasks", users(lambda s, u: len(runs("Blast")(s, u)) > 1)),
    ("files used by at least 3 tasks", files(lambda s, f: len(targets(s, f, "INPUT")) >= 3)),
    # comparisons, dates, text
    ("files larger than 50 MB", files(lambda _, f: f.properties["size"] > 50_000_000)),
    (
        "files with a size between 10 MB and 20 MB",
        files(lambda _, f: 10**7 <= f.properties["size"] <= 2 * 10**7),
    ),
    ("tasks started in May 2025", tasks(lambda _, t: f"{t.properties['start']:%Y-%m}" == "2025-05")),
    (
        "failed tasks since October 2025",
        tasks(lambda _, t: status(t) == "Failed" and f"{t.properties['start']:%Y-%m}" >= "2025-10"),
    ),
    ("files whose name contains reads", files(lambda _, f: "reads" in f.properties["user_filename"])),
    ("users whose last name starts with S", users(lambda _, u: u.properties["lastName"].startswith("S"))),
    ("tasks tagged pilot", tasks(lambda _, t: "pilot" in t.properties["tags"])),
    # relationship properties
    (
        "professors",
        lambda s: {
            r.start.properties["user_name"]
            for r in s.relationships
            if r.properties.get("role") == "professor"
        },
    ),
    (
        "users in the Genomics department",
        lambda s: {
            r.start.properties["user_name"]
            for r in s.relationships
            if r.properties.get("department") == "Genomics"
        },
    ),
    # Italian
    ("utenti con più di 3 task", users(lambda s, u: len(runs()(s, u)) > 3)),
    (
        "quali utenti non lavorano a Delta Seeds",
        users(lambda s, u: targets(s, u, "WORKS_AT")[0].properties["name"] != "Delta Seeds"),
    ),
    ("task iniziati nel maggio 2025", tasks(lambda _, t: f"{t.properties['start']:%Y-%m}" == "2025-05")),
    ("file più grandi di 50 MB", files(lambda _, f: f.properties["size"] > 50_000_000)),
]


@pytest.mark.parametrize(("question", "facts"), LISTS, ids=[question for question, _ in LISTS])
def test_lists_under_conditions(demo: LoadedSample, question: str, facts: Facts) -> None:
    _, rows = answer(demo.request(question))
    assert {row[0] for row in rows} == facts(demo.sample)


def sizes(sample: Sample, label: str = "File") -> list[int]:
    return [int(node.properties["size"]) for node in sample.labelled(label)]


def share(part: Iterable[Any], whole: Iterable[Any]) -> float:
    return 100 * len(list(part)) / len(list(whole))


FIGURES: list[tuple[str, Facts]] = [
    ("average size of files", lambda s: statistics.fmean(sizes(s))),
    ("median file size", lambda s: statistics.median(sizes(s))),
    ("total size of Fasta files", lambda s: sum(sizes(s, "Fasta"))),
    ("what is the largest file size", lambda s: max(sizes(s))),
    ("dimensione media dei file", lambda s: statistics.fmean(sizes(s))),
    (
        "average number of tasks per user",
        lambda s: statistics.fmean(len(targets(s, u, "RUNS")) for u in s.labelled("User")),
    ),
    (
        "What percentage of tasks failed?",
        lambda s: share((t for t in s.labelled("Task") if status(t) == "Failed"), s.labelled("Task")),
    ),
    (
        "share of Blast tasks that failed",
        lambda s: share((t for t in s.labelled("Blast") if status(t) == "Failed"), s.labelled("Blast")),
    ),
    ("proportion of files that are Fasta", lambda s: share(s.labelled("Fasta"), s.labelled("File"))),
    (
        "ratio of failed to finished tasks",
        lambda s: (n := Counter(map(status, s.labelled("Task"))))["Failed"] / n["Finished"],
    ),
    (
        "percentage of failed tasks among Bold tasks",
        lambda s: share((t for t in s.labelled("Bold") if status(t) == "Failed"), s.labelled("Bold")),
    ),
    ("how complete is the email of users", lambda _: 100.0),
    ("How many INPUT relationships are there?", lambda s: sum(r.type == "INPUT" for r in s.relationships)),
]


@pytest.mark.parametrize(("question", "facts"), FIGURES, ids=[question for question, _ in FIGURES])
def test_figures(demo: LoadedSample, question: str, facts: Facts) -> None:
    _, rows = answer(demo.request(question))
    assert rows[0][0] == pytest.approx(facts(demo.sample))


def test_two_keys_group_together(demo: LoadedSample) -> None:
    _, rows = answer(demo.request("How many tasks per status and user?"))
    expected = Counter(
        (status(t), u.properties["user_name"])
        for u in demo.sample.labelled("User")
        for t in targets(demo.sample, u, "RUNS")
    )
    assert {(row[0], row[1]): row[2] for row in rows} == dict(expected)


def test_values_are_ranked_by_how_many_have_them(demo: LoadedSample) -> None:
    _, rows = answer(demo.request("which country has the most institutions"))
    countries = Counter(n.properties["country"] for n in demo.sample.labelled("Institution"))
    assert rows == [[*min(countries.items(), key=lambda item: (-item[1], item[0]))]]


def test_pairs_share_something(demo: LoadedSample) -> None:
    _, rows = answer(demo.request("pairs of users that share an institution"))
    employer = {
        u.properties["user_name"]: targets(demo.sample, u, "WORKS_AT")[0].orig_id
        for u in demo.sample.labelled("User")
    }
    expected = {
        frozenset(pair) for pair in combinations(employer, 2) if employer[pair[0]] == employer[pair[1]]
    }
    assert {frozenset(row[:2]) for row in rows} == expected and len(rows) == len(expected)


def test_the_shortest_path_is_found(demo: LoadedSample) -> None:
    draft, [[nodes, relationships, hops]] = answer(demo.request("shortest path between user-1 and task-3"))
    assert draft.kind == "path" and hops == len(relationships) == len(nodes) - 1


DEGREES = ["top 3 nodes by degree", "the 3 most connected nodes", "i 3 nodi più connessi"]


@pytest.mark.parametrize("question", DEGREES)
def test_degrees_rank(demo: LoadedSample, question: str) -> None:
    _, rows = answer(demo.request(question))
    degrees: Counter[tuple[str, str]] = Counter()
    for each in demo.sample.relationships:
        degrees.update([key(each.start), key(each.end)])
    assert [row[1] for row in rows] == sorted(degrees.values(), reverse=True)[:3]


def test_nodes_without_relationships_are_found(demo: LoadedSample) -> None:
    _, [[number]] = answer(demo.request("How many isolated nodes are there?"))
    linked = {key(end) for r in demo.sample.relationships for end in (r.start, r.end)}
    assert number == sum(key(node) not in linked for node in demo.sample.nodes)


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("how many tasks have no outgoing links", "number of tasks without outgoing relationships"),
        ("how many files are isolated", "number of files without relationships"),
        ("how many files are not isolated", "number of files with relationships"),
    ],
)
def test_a_reading_says_which_relationships_are_missing(
    demo: LoadedSample, question: str, reading: str
) -> None:
    assert parse(demo.request(question))[0].reading == reading


YES_OR_NO = [
    ("Is there a task that failed?", True),
    ("are there institutions without users", False),
    ("do all users have an email", True),
    ("do all tasks have an output", False),
    ("did user-3 run any task", True),
    ("ci sono task falliti?", True),
]


@pytest.mark.parametrize(("question", "expected"), YES_OR_NO)
def test_yes_or_no(demo: LoadedSample, question: str, expected: bool) -> None:
    draft, rows = answer(demo.request(question))
    assert draft.kind == "boolean" and rows[0][0] is expected


def test_the_schema_answers_without_a_query(demo: LoadedSample) -> None:
    draft, rows = answer(demo.request("What labels are there?"))
    assert draft.cypher == "" and {row[0] for row in rows} == {info.name for info in demo.schema.labels}
    _, rows = answer(demo.request("which properties does a User have"))
    assert {row[0] for row in rows} == {"user_id", "firstName", "lastName", "user_name", "email"}
    _, rows = answer(demo.request("how are users and institutions connected?"))
    assert rows == [["WORKS_AT", "(User)-[:WORKS_AT]->(Institution)", 1]]


@pytest.mark.parametrize(
    ("question", "action"),
    [
        ("explain how many tasks failed", "explain"),
        ("top 5 users by tasks, without executing it", "explain"),
        ("profile top 5 users by tasks", "profile"),
        ("spiega: quanti task sono falliti?", "explain"),
    ],
)
def test_a_plan_is_asked_for(demo: LoadedSample, question: str, action: str) -> None:
    assert draft_of(demo.request(question)).action == action


AMBIGUOUS = [
    ("How many files are in tasks?", {"INPUT", "OUTPUT"}),
    ("which tasks share a database", {"INPUT", "OUTPUT"}),
]


@pytest.mark.parametrize(("question", "types"), AMBIGUOUS)
def test_two_meanings_are_two_readings(demo: LoadedSample, question: str, types: set[str]) -> None:
    decision = decide(parse(demo.request(question)))
    assert decision.draft is None and len(decision.readings) == 2
    assert len({draft.reading for draft in decision.readings}) == 2
    assert {each for each in types if any(each in d.cypher for d in decision.readings)} == types


REFUSED = [
    ("How many unicorns live here?", "unicorns"),
    ("What is the salary of users?", "salary"),
    ("Which genes are connected to proteins?", "Protein"),
    ("quanti unicorni ci sono?", "unicorni"),
]


@pytest.mark.parametrize(("question", "named"), REFUSED)
def test_what_the_graph_does_not_hold_is_named(demo: LoadedSample, question: str, named: str) -> None:
    assert parse(demo.request(question)) == ()
    assert named in why_not(demo.request(question))
