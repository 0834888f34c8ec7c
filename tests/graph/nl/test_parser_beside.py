"""Units, what is asked beside the rest, words that stand for others, and who shares something with whom."""

import pytest

from tests.graph.conftest import LoadedSample
from tests.graph.nl.reading import draft_of, is_answered

CASES: list[tuple[str, tuple[str, ...]]] = [
    # units
    ("total size of xml files in MB", ("sum(x.size) / 1000000.0",)),
    (
        "average size in kilobytes of files per extension",
        ("avg(f.size) / 1000.0", "f.extension AS extension"),
    ),
    ("how many GB do the files in raw-data take up?", ("sum(f.size) / 1000000000.0", "f.bucket_name")),
    ("dimensione media in MB dei Fasta", ("avg(f.size) / 1000000.0",)),
    ("quanti MB occupano i file Fasta?", ("sum(f.size) / 1000000.0",)),
    ("how big is reads_00001.fasta", ("f.size",)),
    ("which input files did task-30 use and how big are they", ("f.size AS size",)),
    # what is asked beside the rest
    ("failed Bold tasks and who ran them", ("OPTIONAL MATCH (b)<-[:RUNS]-(u:User)", "u.user_name AS user")),
    ("quali task Bold sono falliti e chi li ha eseguiti?", ("OPTIONAL MATCH (t)<-[:RUNS]-(u:User)",)),
    ("the largest file, and which task produced it", ("OPTIONAL MATCH (f)<-[:OUTPUT]-", "LIMIT 1")),
    ("users with more than 3 tasks, and how many they have", ("> 3", "} AS tasks")),
    ("utenti con più di 3 task e quanti ne hanno", ("> 3", "} AS tasks")),
    ("which tags are used, and how often?", ("UNWIND t.tags AS tags", "count(DISTINCT t) AS tasks")),
    # words that stand for nodes named before
    (
        "users with finished tasks but not a single failed one",
        ("NOT EXISTS { MATCH (u)-[:RUNS]->(t2:Task) WHERE t2",),
    ),
    (
        "users who ran more than 3 tasks, of which at least 2 failed",
        ("RETURN DISTINCT t } > 3", "t2.status = $status RETURN DISTINCT t2 } >= 2"),
    ),
    # who shares something with whom
    (
        "colleagues of user-3",
        ("-[:WORKS_AT]->(i:Institution), (u:User)-[:WORKS_AT]->(i)", "u2.orig_id <> u.orig_id"),
    ),
    ("users in the same department as user-3", ("r.department = r2.department",)),
    (
        "tasks that use the same input file as task-7",
        ("(t:Task)<-[:INPUT]-(f:File), (t2:Task)<-[:INPUT]-(f)",),
    ),
    # lists, and several values of a relationship's property
    ("workflows with FastQC as one of their steps", ("$steps IN w.steps",)),
    ("students and professors per institution", ("r.role IN $role",)),
    ("employees of Delta Seeds", ("-[:WORKS_AT]->(i:Institution)",)),
]

NOT_READ = [
    "files larger than 3 metres",
    "average year of publications in MB",
    "failed Bold tasks and who paid them",
    "how long did task-7 take",
]


@pytest.mark.parametrize(("question", "parts"), CASES, ids=[question for question, _ in CASES])
def test_the_query_says_what_the_words_do(demo: LoadedSample, question: str, parts: tuple[str, ...]) -> None:
    draft = draft_of(demo.request(question))
    assert all(part in draft.cypher for part in parts), draft.cypher


@pytest.mark.parametrize("question", NOT_READ)
def test_what_cannot_be_measured_or_is_not_held_is_not_answered(demo: LoadedSample, question: str) -> None:
    assert not is_answered(demo.request(question))
