"""How the words of a question hang together: whose, of each, but, nothing, together, apart."""

import pytest

from tests.graph.conftest import LoadedSample
from tests.graph.nl.reading import draft_of, is_answered

CASES: list[tuple[str, tuple[str, ...]]] = [
    # a word that is a verb and a property, or no word for a thing at all
    ("tasks that produced nothing", ("NOT EXISTS { MATCH (t)-[:OUTPUT]->",)),
    ("tasks that produced anything", ("MATCH (t:Task)-[:OUTPUT]->",)),
    ("tasks that left no output", ("NOT EXISTS { MATCH (t)-[:OUTPUT]->(f:File) }",)),
    ("users who work at Delta Seeds but did not run anything", ("NOT EXISTS { MATCH (u)-[:RUNS]->",)),
    ("users with no outgoing relationships", ("NOT EXISTS { MATCH (u)-[]->() }",)),
    # whose
    ("user-3's tasks", ("RETURN t.task_id",)),
    ("how many of user-3's tasks failed", ("count(DISTINCT t)", "t.status = $status")),
    # all but, either, a list of properties
    ("all users but user-3", ("u.user_id <> $user_id",)),
    ("all tasks but the failed ones", ("t.status <> $status",)),
    ("users with either no email or no first name", ("u.email IS NULL OR u.firstName IS NULL",)),
    (
        "users without first name, last name and email",
        ("u.firstName IS NULL AND u.lastName IS NULL AND u.email IS NULL",),
    ),
    (
        "what percentage of users have first name, last name and email filled in?",
        ("u.firstName IS NOT NULL AND u.lastName IS NOT NULL AND u.email IS NOT NULL",),
    ),
    # of each
    ("institution of each user", ("RETURN DISTINCT u.user_name AS user, i.name AS institution",)),
    ("each user's email", ("RETURN u.user_name AS user_name, u.email AS email",)),
    ("users with their departments", ("u.user_name AS user_name, r.department AS department",)),
    ("users and how many tasks they ran", ("OPTIONAL MATCH (u)-[:RUNS]->", "count(DISTINCT t) AS tasks")),
    ("number of tasks per tag", ("UNWIND t.tags AS tags", "count(DISTINCT t)")),
    ("top 3 tags by number of tasks", ("UNWIND t.tags AS tags", "LIMIT 3")),
    ("five users whose tasks produced the most files", ("-[:RUNS]->(t:Task), (t)-[:OUTPUT]->(f:File)",)),
    # figures
    ("range of size of files", ("min(f.size)", "max(f.size)")),
    ("average size per extension", ("f.extension AS extension, avg(f.size)",)),
    ("ratio of users to institutions", (":User THEN", ":Institution THEN")),
    # together, apart
    (
        "users who work at an institution together with user-3",
        ("(u:User)-[:WORKS_AT]->(i:Institution), (u2:User)-[:WORKS_AT]->(i)", "u.orig_id <> u2.orig_id"),
    ),
    ("how many hops between user-3 and user-4", ("shortestPath(", "length(path) AS hops")),
    ("how far apart are user-3 and user-4", ("shortestPath(",)),
]

NOT_READ = [
    "users that ran all Blast tasks",
    "files used by all tasks",
    "tasks with status runing",
]


@pytest.mark.parametrize(("question", "parts"), CASES, ids=[question for question, _ in CASES])
def test_the_query_says_what_the_words_do(demo: LoadedSample, question: str, parts: tuple[str, ...]) -> None:
    draft = draft_of(demo.request(question))
    assert all(part in draft.cypher for part in parts), draft.cypher


@pytest.mark.parametrize("question", NOT_READ)
def test_what_would_be_read_wrongly_is_not_answered(demo: LoadedSample, question: str) -> None:
    assert not is_answered(demo.request(question))
