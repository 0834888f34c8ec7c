"""How far "not", "without" and "never" reach, in both languages."""

import pytest

from tests.graph.conftest import LoadedSample
from tests.graph.nl.reading import draft_of

NOT_USED_BY_EITHER = (
    "NOT EXISTS { MATCH (f)-[:INPUT]->(b:Blast) } AND NOT EXISTS { MATCH (f)-[:INPUT]->(b2:Bold"
)
NEITHER_INPUT_NOR_OUTPUT = ("NOT EXISTS { MATCH (t)<-[:INPUT]-", "AND NOT EXISTS { MATCH (t)-[:OUTPUT]->")

CASES: list[tuple[str, tuple[str, ...]]] = [
    # what denies the first denies the second
    ("files not used by Blast or Bold tasks", (NOT_USED_BY_EITHER,)),
    ("files used by neither Blast nor Bold tasks", (NOT_USED_BY_EITHER,)),
    ("files that are not Fasta or Xml", ("NOT f:Fasta AND NOT f:Xml",)),
    ("files that are neither Fasta nor Xml", ("NOT f:Fasta AND NOT f:Xml",)),
    ("tasks without an Xml or a tree", ("NOT EXISTS", "AND NOT EXISTS")),
    ("users without email or first name", ("u.email IS NULL AND u.firstName IS NULL",)),
    ("users without either an email or a first name", ("u.email IS NULL AND u.firstName IS NULL",)),
    ("users who are neither students nor professors", ("NOT EXISTS", "r.role = $role OR r.role = $role_2")),
    ("tasks without input or output", NEITHER_INPUT_NOR_OUTPUT),
    ("tasks with no input and no output", NEITHER_INPUT_NOR_OUTPUT),
    ("task che non hanno né input né output", NEITHER_INPUT_NOR_OUTPUT),
    ("task senza input o output", NEITHER_INPUT_NOR_OUTPUT),
    ("users who don't work at Institut Pasteur or Delta Seeds", ("NOT EXISTS", "i.name IN $name")),
    ("utenti che non hanno task falliti né annullati", ("NOT EXISTS", "t.status IN $status")),
    # each has a sign of its own
    ("tasks without output or with input", ("NOT EXISTS { MATCH (t)-[:OUTPUT]->", "OR EXISTS {")),
    ("tasks with outputs but no input", ("MATCH (t:Task)-[:OUTPUT]->", "NOT EXISTS { MATCH (t)<-[:INPUT]-")),
    ("tasks tagged bacteria but not pilot", ("$tags IN t.tags AND NOT $tags_2 IN t.tags",)),
    # never, nobody, un-
    ("unused files", ("NOT EXISTS { MATCH (f)-[:INPUT]->",)),
    ("files that no task has used", ("NOT EXISTS { MATCH (f)-[:INPUT]->(t:Task) }",)),
    ("file che non sono mai stati usati", ("NOT EXISTS { MATCH (f)-[:INPUT]->",)),
    ("utenti che non hanno mai eseguito nulla", ("NOT EXISTS { MATCH (u)-[:RUNS]->",)),
    ("institutions where nobody works", ("NOT EXISTS { MATCH (i)<-[:WORKS_AT]-",)),
    # both
    ("task che hanno sia input che output", ("(t:Task)<-[:INPUT]-", "(t)-[:OUTPUT]->")),
    ("utenti con sia email che nome", ("u.email IS NOT NULL AND u.firstName IS NOT NULL",)),
    ("tasks tagged both bacteria and fungi", ("$tags IN t.tags AND $tags_2 IN t.tags",)),
    # properties of relationships
    ("users whose role is not student", ("NOT EXISTS { MATCH (u)-[r:WORKS_AT]->", "r.role = $role")),
]


@pytest.mark.parametrize(("question", "parts"), CASES, ids=[question for question, _ in CASES])
def test_a_negation_reaches_as_far_as_it_does_in_speech(
    demo: LoadedSample, question: str, parts: tuple[str, ...]
) -> None:
    draft = draft_of(demo.request(question))
    assert all(part in draft.cypher for part in parts), draft.cypher


def test_a_positive_alternative_stays_one(demo: LoadedSample) -> None:
    draft = draft_of(demo.request("users who ran a Blast or a Bold task"))
    assert "NOT" not in draft.cypher and " OR " in draft.cypher
