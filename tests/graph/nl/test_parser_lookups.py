"""One thing by its name: its properties, its lists, who made it, what came of it; general words for it."""

from typing import Any

import pytest

from tests.graph.conftest import LoadedSample
from tests.graph.nl.reading import draft_of, is_answered

TAGS = "UNWIND t.tags AS tags WITH DISTINCT tags RETURN tags"

CASES: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    # by the label of all files, though the name is that of a Fasta
    ("is there a file called reads_00001.fasta?", ("(f:File)", "count(f) > 0"), {}),
    ("file reads_00001.fasta", ("(f:File)",), {"user_filename": "reads_00001.fasta"}),
    ("when was task-7 started?", ("`start`",), {"task_id": "task-7"}),
    ("who is the author of task-7?", ("(u:User)-[:RUNS]->",), {"task_id": "task-7"}),
    ("where is Institut Pasteur?", ("RETURN i.country AS country",), {}),
    ("where does user-3 work?", ("(i:Institution)<-[:WORKS_AT]-(u:User)",), {}),
    # chosen properties
    (
        "first and last names of the users at Delta Seeds",
        ("u.firstName AS firstName", "u.lastName AS lastName"),
        {},
    ),
    ("nome e cognome dei membri di Delta Seeds", ("u.firstName AS firstName, u.lastName AS lastName",), {}),
    (
        "names of the institutions where the authors of failed tasks work",
        ("(i:Institution)<-[:WORKS_AT]-(u:User), (u)-[:RUNS]->(t:Task)", "DISTINCT i.name"),
        {"status": "Failed"},
    ),
    # lists
    ("tags of tasks", (TAGS,), {}),
    ("what tags do failed tasks have", (TAGS, "t.status = $status"), {"status": "Failed"}),
    ("tasks tagged with fungi or bacteria", ("$tags IN t.tags OR $tags_2 IN t.tags",), {}),
    ("workflows with a blastn step", ("$steps IN w.steps",), {"steps": "blastn"}),
    ("how many different tags are there?", ("UNWIND t.tags AS tags RETURN count(DISTINCT tags)",), {}),
    # other words for what a label says
    ("Fasta files used by Bold runs", ("(f:Fasta:File)-[:INPUT]->(b:Bold",), {}),
    ("files of the blast databases", ("BlastDb",), {}),
    # the ends of a name are text, whatever else they mean
    ("files ending in .xml", ("ENDS WITH $user_filename",), {"user_filename": "xml"}),
    ("files whose name starts with reads and ends with fasta", ("STARTS WITH", "AND", "ENDS WITH"), {}),
    # from and into say which way
    ("which files came out of failed tasks", ("(f:File)<-[:OUTPUT]-(t:Task)",), {}),
    ("which files went into task-7?", ("(f:File)-[:INPUT]->",), {}),
    ("cosa ha prodotto task-15?", ("(f:File)<-[:OUTPUT]-",), {"task_id": "task-15"}),
    ("report_00010.xml: which task produced it?", ("MATCH (t:Task)-[:OUTPUT]->(x:Xml)",), {}),
    ("title of 10.5555/sample.1", ("p.title",), {"doi": "10.5555/sample.1"}),
    # two that have something in common
    ("do any two genes share a symbol?", ("g.symbol = g2.symbol",), {}),
    ("ci sono due utenti con lo stesso cognome?", ("u.lastName = u2.lastName",), {}),
    ("users who share an institution with user-3", ("u.orig_id <> u2.orig_id", "u2.user_id = $user_id"), {}),
]

NOT_ANSWERED = ["CPU time of task-7", "names of institutions in Germany and their users"]


@pytest.mark.parametrize(("question", "parts", "values"), CASES, ids=[case[0] for case in CASES])
def test_what_is_asked_of_one_thing_is_found(
    demo: LoadedSample, question: str, parts: tuple[str, ...], values: dict[str, Any]
) -> None:
    draft = draft_of(demo.request(question))
    assert all(part in draft.cypher for part in parts), draft.cypher
    assert values.items() <= draft.params.items()


@pytest.mark.parametrize("question", NOT_ANSWERED)
def test_what_has_no_answer_gets_none(demo: LoadedSample, question: str) -> None:
    assert not is_answered(demo.request(question))
