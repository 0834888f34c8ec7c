"""Questions, each with the answer that the generated data itself gives."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest

from graph.nl.normalise import normalise
from graph.nl.parser import parse
from graph.nl.suggestions import nearest_questions
from tests.graph.conftest import LoadedSample
from tests.graph.nl.expected import (
    Facts,
    amount,
    at,
    degrees,
    failed_blast,
    first,
    in_database,
    last,
    names,
    number,
    tally,
)
from tests.graph.nl.reading import answer

USERS_OF = ("<WORKS_AT",)
TASKS_OF = ("<WORKS_AT", "RUNS")

COUNTS: list[tuple[str, Facts]] = [
    ("How many Blast tasks are there?", number("Blast")),
    ("how many `:Blast` nodes are there", number("Blast")),
    ("Number of Blast jobs", number("Blast")),
    ("How many files are there?", number("File")),
    ("What is the total number of files?", number("File")),
    ("count the genes", number("Gene")),
    ("How many failed Blast tasks?", number("Blast", status="Failed")),
    ("How many Blast jobs failed?", number("Blast", status="Failed")),
    ("How many tasks have status Failed?", number("Task", status="Failed")),
    ("How many tasks are finished?", number("Task", status="Finished")),
    ("how many completed tasks are there", number("Task", status="Finished")),
    ("How many BlastDb files are there?", number("BlastDb")),
    ("How many databases are there?", number("BlastDb")),
    ("How many BOLD tasks are there?", number("Bold")),
    ("how many phylogenetic trees do we have", number("PhyloTree")),
    ("How many nodes are there?", lambda sample: len(sample.nodes)),
    ("How many different statuses do tasks have?", amount(tally("Task", by="status"))),
    ("How many genes on chromosome 99?", lambda _: 0),
    (
        "How many users work at Karolinska Hospital?",
        amount(names("User", "user_name", "WORKS_AT", to=at("Karolinska Hospital"))),
    ),
    ("How many tasks did user-3 run?", lambda s: degrees("User", "user_id", "RUNS")(s)["user-3"]),
    (
        "How many Xml files were produced by Bold tasks?",
        lambda s: sum(
            r.type == "OUTPUT" and "Bold" in r.start.labels and "Xml" in r.end.labels for r in s.relationships
        ),
    ),
    (
        "How many tasks use the database swissprot?",
        amount(names("Task", "task_id", "<INPUT", to=in_database("swissprot"))),
    ),
    (
        "At Karolinska Hospital, how many users are there?",
        amount(names("User", "user_name", "WORKS_AT", to=at("Karolinska Hospital"))),
    ),
    ("How many users ran failed Blast tasks?", amount(names("User", "user_name", "RUNS", to=failed_blast))),
    (
        "How many input files are there?",
        lambda s: len({r.start.orig_id for r in s.relationships if r.type == "INPUT"}),
    ),
]

RANKINGS: list[tuple[str, Facts]] = [
    ("Which institution has the most users?", first(1, degrees("Institution", "name", *USERS_OF))),
    ("Which user ran the most tasks?", first(1, degrees("User", "user_name", "RUNS"))),
    ("Who ran the most tasks?", first(1, degrees("User", "user_name", "RUNS"))),
    ("top 5 users by number of tasks", first(5, degrees("User", "user_name", "RUNS"))),
    ("top five users by tasks", first(5, degrees("User", "user_name", "RUNS"))),
    ("Which 3 users have the most tasks?", first(3, degrees("User", "user_name", "RUNS"))),
    ("Which task has the most input files?", first(1, degrees("Task", "task_id", "<INPUT"))),
    ("top 3 institutions by number of tasks", first(3, degrees("Institution", "name", *TASKS_OF))),
    (
        "Which institution has the most failed Blast tasks?",
        first(1, degrees("Institution", "name", *TASKS_OF, only=failed_blast)),
    ),
    ("Which institution has the fewest users?", last(1, degrees("Institution", "name", *USERS_OF))),
    (
        "top 3 files by size",
        lambda s: sorted(
            ((n.properties["user_filename"], n.properties["size"]) for n in s.labelled("File")),
            key=lambda item: -item[1],
        )[:3],
    ),
    ("what is the most common file extension?", first(1, tally("File", by="extension"))),
]

GROUPS: list[tuple[str, Facts]] = [
    ("How many tasks per status?", tally("Task", by="status")),
    ("count tasks by status", tally("Task", by="status")),
    ("tasks by status", tally("Task", by="status")),
    ("Show me the breakdown of tasks by status", tally("Task", by="status")),
    ("How many Blast tasks per status?", tally("Blast", by="status")),
    ("How many users work at each institution?", degrees("Institution", "name", *USERS_OF)),
    ("users per institution", degrees("Institution", "name", *USERS_OF)),
    ("number of users by institution", degrees("Institution", "name", *USERS_OF)),
    ("For each user, how many tasks are there?", degrees("User", "user_name", "RUNS")),
    (
        "How many tasks per status were run by users at Karolinska Hospital?",
        lambda s: Counter(
            n.properties["status"]
            for n in s.labelled("Task")
            if names("Task", "task_id", "<RUNS", "WORKS_AT", to=at("Karolinska Hospital"))(s) & {n.orig_id}
        ),
    ),
    ("How many samples per tissue?", tally("Sample", by="tissue")),
]

LISTS: list[tuple[str, Facts]] = [
    ("List all institutions", lambda s: {n.properties["name"] for n in s.labelled("Institution")}),
    (
        "List the names of all institutions",
        lambda s: {n.properties["name"] for n in s.labelled("Institution")},
    ),
    ("What are the statuses of tasks?", lambda s: set(tally("Task", by="status")(s))),
    (
        "Which users work at University of Oxford?",
        names("User", "user_name", "WORKS_AT", to=at("University of Oxford")),
    ),
    ("users at Karolinska Hospital", names("User", "user_name", "WORKS_AT", to=at("Karolinska Hospital"))),
    (
        "which institutions worked on tasks that used the database swissprot",
        names("Institution", "name", *TASKS_OF, "<INPUT", to=in_database("swissprot")),
    ),
    (
        'Which institutions used the database "nt_bacteria"?',
        names("Institution", "name", *TASKS_OF, "<INPUT", to=in_database("nt_bacteria")),
    ),
    ("Which users ran failed Blast tasks?", names("User", "user_name", "RUNS", to=failed_blast)),
]


@pytest.mark.parametrize(("question", "facts"), COUNTS, ids=[question for question, _ in COUNTS])
def test_counts(demo: LoadedSample, question: str, facts: Facts) -> None:
    draft, rows = answer(demo.request(question))
    assert (draft.kind, rows) == ("count", [[facts(demo.sample)]])


@pytest.mark.parametrize(("question", "facts"), RANKINGS, ids=[question for question, _ in RANKINGS])
def test_rankings(demo: LoadedSample, question: str, facts: Facts) -> None:
    _, rows = answer(demo.request(question))
    assert [tuple(row) for row in rows] == facts(demo.sample)


@pytest.mark.parametrize(("question", "facts"), GROUPS, ids=[question for question, _ in GROUPS])
def test_groups(demo: LoadedSample, question: str, facts: Facts) -> None:
    draft, rows = answer(demo.request(question))
    assert draft.kind == "groups"
    assert dict(rows) == dict(facts(demo.sample))


@pytest.mark.parametrize(("question", "facts"), LISTS, ids=[question for question, _ in LISTS])
def test_lists(demo: LoadedSample, question: str, facts: Facts) -> None:
    draft, rows = answer(demo.request(question))
    assert draft.kind in ("list", "distinct")
    assert {row[0] for row in rows} == facts(demo.sample)
    assert facts(demo.sample), "a question without an answer shows nothing"


@pytest.mark.parametrize(
    ("question", "label", "amount"),
    [
        ("show 5 Fasta files", "Fasta", 5),
        ("Show me ten users", "User", 10),
        ("give me 2 Blast tasks", "Blast", 2),
    ],
)
def test_a_number_of_nodes_is_shown(demo: LoadedSample, question: str, label: str, amount: int) -> None:
    _, rows = answer(demo.request(question))
    assert len(rows) == amount
    ids = {node.orig_id for node in demo.sample.labelled(label)}
    assert all(ids & {str(cell) for cell in row} for row in rows)


UNKNOWN = [
    "How many unicorns live here?",
    "Which genes are connected to proteins?",
    "Which institutions worked on tasks that used this database?",
    "How many users or institutions are there?",
    "Which user ran every task?",
    "Show the second largest file",
    "Which users are outside Italy?",
    "users whose tasks all failed",
    "tasks that ran twice",
    "which users ran tasks again",
    "users with the same salary",
    "which user has the longest email",
    "names of institutions in Germany and their users",
    "tasks with more inputs than outputs",
    "Who are you?",
    "What is the weather in Bologna?",
    "istituzioni che hanno usato questo database",
    "hello",
    "",
    "???",
]


@pytest.mark.parametrize("question", UNKNOWN)
def test_what_is_not_wholly_understood_is_not_answered(demo: LoadedSample, question: str) -> None:
    assert parse(demo.request(question)) == ()


@pytest.mark.parametrize("question", ["users named time", "users called number"])
def test_a_common_word_that_is_announced_as_a_name_is_one(demo: LoadedSample, question: str) -> None:
    [draft] = parse(demo.request(question))
    assert question.split()[-1] in draft.params.values()


def test_values_are_parameters_and_never_text(demo: LoadedSample) -> None:
    [draft] = parse(demo.request("""How many users work at the institution "O'Brien' OR true //"?"""))
    assert "Brien" not in draft.cypher
    assert any("brien" in str(value) for value in draft.params.values())


@pytest.mark.parametrize(
    "question", ["How many unicorns live here?", "hello", "Which genes have the most tasks?"]
)
def test_every_question_that_is_offered_can_be_answered(demo: LoadedSample, question: str) -> None:
    offered = nearest_questions(normalise(question), demo.schema)
    assert offered
    for each in offered:
        answer(demo.request(each))


def test_the_tables_hold_what_they_promise() -> None:
    asked: Iterable[str] = [question for table in (COUNTS, RANKINGS, GROUPS, LISTS) for question, _ in table]
    repeated = defaultdict(int)
    for question in asked:
        repeated[question] += 1
    assert max(repeated.values()) == 1 and len(repeated) > 40
