"""Templates of known questions: what they are, and what they make of a question."""

import statistics
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.models import CataloguePattern
from graph.nl.catalogue.loading import compile_patterns
from graph.nl.catalogue.lookup import best_match
from graph.nl.catalogue.matching import Matcher
from graph.nl.catalogue.parameters import TemplateError, Vocabulary
from graph.nl.catalogue.templates import MAX_SEQUENCES, plain, read_template
from graph.nl.normalise import normalise
from graph.nl.synonyms import Synonyms
from tests.graph.nl.catalogue import NOTHING, SCHEMA, fields, in_english

VOCABULARY = Vocabulary(SCHEMA, Synonyms(labels={"job": "Task"}, values={"running": "In Progress"}))


def match(template: str, question: str, vocabulary: Vocabulary = VOCABULARY) -> dict[str, Any] | None:
    matcher: Matcher[str] = Matcher()
    matcher.add("it", read_template(template), language="en")
    found = matcher.matches(normalise(question), vocabulary)
    return found[0].values if found else None


@pytest.mark.parametrize(
    ("template", "question"),
    [
        ("how many tasks are there", "how many tasks are there"),
        ("(which|what|) [files] (were|was) made from {file:name}", "which were made from {file}"),
        ("(|all) [the (last|latest)] {n:integer} {what:value(Task.status)} tasks", "{n} {what} tasks"),
    ],
)
def test_a_template_is_shown_as_one_question(template: str, question: str) -> None:
    assert plain(template) == question


@pytest.mark.parametrize(
    ("template", "question", "values"),
    [
        # Text and names
        ("which files come from {file}", "Which files come from reads_1.fasta?", {"file": "reads_1.fasta"}),
        ("which files come from {file:text}", "which file comes from the alpha x", {"file": "alpha x"}),
        ("who works at {place:text}", "Who works at the University of X?", {"place": "University of X"}),
        ("what did {who} do", 'What did "Ada and Bruno" do?', {"who": "Ada and Bruno"}),
        ("files of {who:name}", "files of ada", {"who": "ada"}),
        ("files of {who:name}", "files of ada rossi", None),
        ("files of {who:name}", 'files of "ada rossi"', {"who": "ada rossi"}),
        ("which files come from {file:text}", "which files come from here and are not used", None),
        ("which files come from {file:text}", "which files come from", None),
        ("which files come from {file:text}", "which files come from running jobs", None),
        ("which files come from {file:text}", "which files come from :Task", None),
        # Numbers
        ("last {n:integer} tasks", "the last five tasks", {"n": 5}),
        ("last {n:integer} tasks", "last 5.5 tasks", None),
        ("last {n:integer} tasks", "last many tasks", None),
        ("tasks above {n:number}", "tasks above 5.5", {"n": 5.5}),
        # What the graph has
        ("how many {what:label} are there", "how many tasks are there", {"what": "Task"}),
        ("how many {what:label} are there", "how many jobs are there", {"what": "Task"}),
        ("how many {what:label} are there", "how many blast db are there", {"what": "BlastDb"}),
        ("how many {what:label} are there", "how many users are there", None),
        ("how many {r:relationship} are there", "how many used by are there", {"r": "USED_BY"}),
        ("tasks that are {s:value(Task.status)}", "tasks that are failed", {"s": "Failed"}),
        ("tasks that are {s:value(Task.status)}", "tasks that are in progress", {"s": "In Progress"}),
        ("tasks that are {s:value(Task.status)}", "tasks that are running", {"s": "In Progress"}),
        ("tasks that are {s:value(Task.status)}", "tasks that are purple", None),
        ("tasks that are {s:value(Task.colour)}", "tasks that are failed", None),
        # Time
        (
            "tasks of {day:date}",
            "tasks of 2025-05-01",
            {"day": "2025-05-01T00:00:00+00:00"},
        ),
        (
            "tasks started {when:span}",
            "tasks started in May 2025",
            {"when_start": "2025-05-01T00:00:00+00:00", "when_end": "2025-06-01T00:00:00+00:00"},
        ),
        (
            "tasks started {when:span}",
            "tasks started before 2025",
            {"when_start": "0001-01-01T00:00:00+00:00", "when_end": "2025-01-01T00:00:00+00:00"},
        ),
        ("tasks started {when:span}", "tasks started somewhere", None),
        # Left out, alternatives, and the whole question
        ("(how many|count) tasks [are there]", "count the tasks", {}),
        ("(how many|count) tasks [are there]", "how many tasks are there, please?", {}),
        ("(how many|count) tasks [are there]", "how many tasks are not there", None),
        ("(how many|count) tasks [are there]", "how many", None),
        ("tasks [of [my|our] group]", "tasks of our group", {}),
        ("quanti (task|file) ci sono", "Quanti file ci sono?", {}),
    ],
)  # fmt: skip
def test_the_whole_question_is_the_template_or_it_is_no_match(
    template: str, question: str, values: dict[str, Any] | None
) -> None:
    assert match(template, question) == values


@pytest.mark.parametrize(
    "template",
    [
        "{n:colour}", "{a}", "tasks of {a} and {a:integer}", "tasks [of {a}]", "(tasks of {a}|tasks)",
        "tasks [of", "tasks)", "tasks {", "of the {s:value}", "x {s:text(Task.status)}", "x {s:value(Task)}",
        "", "the", "x" * 301, "(a b|c) (d|e) (f|g) (h|i) (j|k) (l|m) (n|o)", "tasks {tenant name}",
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_read_is_refused(template: str) -> None:
    with pytest.raises(TemplateError):
        read_template(template)


@given(st.text(alphabet="ab {}[]()|:n,integer", max_size=60))
def test_a_template_is_read_within_bounds_or_refused(text: str) -> None:
    try:
        template = read_template(text)
    except TemplateError:
        return
    assert 0 < len(template.sequences) <= MAX_SEQUENCES
    assert all(sequence for sequence in template.sequences)


@given(st.lists(st.sampled_from(["go", "b", "c", "one", "7", "'x y'", "the", "of"]), max_size=60))
def test_matching_ends_soon_whatever_is_asked(words: list[str]) -> None:
    matcher: Matcher[int] = Matcher()
    for i, text in enumerate(
        ("go {x} b {y} c {z}", "{x} go {y}", "go {x:integer} {y} b", "go b {x} {y} {z} c")
    ):
        matcher.add(i, read_template(text), language="en")
    began = time.thread_time()
    matcher.matches(normalise(" ".join(words)), NOTHING)
    assert time.thread_time() - began < 0.5


def test_hundreds_of_patterns_are_looked_up_in_a_few_milliseconds() -> None:
    rows = [
        CataloguePattern(
            **fields(
                name=f"p{i}",
                questions=in_english(
                    f"(which|what) things{i % 40} of {{x:text}} (kept|were kept) with {{y:text}} number{i}"
                ),
                cypher="MATCH (n) WHERE n.a = $x AND n.b = $y RETURN count(n) AS total",
            )
        )
        for i in range(500)
    ]
    catalogue = compile_patterns(rows)
    question = normalise("What things39 of the red house on a hill were kept with some blue boxes number479?")
    times = []
    for _ in range(40):
        began = time.thread_time()
        assert len(catalogue.matcher.matches(question, NOTHING)) == 1
        times.append(time.thread_time() - began)
    assert statistics.quantiles(times, n=20)[-1] < 0.005
    assert best_match(catalogue, normalise("What is this?"), NOTHING) is None
