"""However long or repetitive a question is, reading it takes little time and memory."""

import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.nl.parser.interpret import MAX_PASSES, interpret
from graph.nl.parser.parts import Choices
from tests.graph.conftest import LoadedSample

SECONDS = 3.0
"""Of CPU, with memory traced: what else runs on the machine does not count."""
MEGABYTES = 64
WORDS = 190
"""Nearly as many as are read at all."""

REPEATED = [
    "users",
    "tasks files",
    "users tasks files institutions genes",
    "users who ran",
    "files used by tasks of users and",
    "failed or",
    "not",
    "no tasks without",
    "user-3 and user-4 or",
    "email, phone and",
    "per user and status and",
    "more than 3",
    "average size of",
    "the same",
    "between",
    "all",
    "node",
    "Italy France",
    "in May 2025",
    "'x'",
    "(",
    "->",
    "7",
    "how many",
    "utenti che hanno eseguito task e",
]


def measured(demo: LoadedSample, question: str) -> tuple[float, float]:
    """Seconds of CPU and the most megabytes that reading a question takes."""
    request = demo.request(question)
    for warm in ("how many users are there", "quanti utenti ci sono"):
        interpret(demo.request(warm))  # the words of the graph are found once for each language
    tracemalloc.start()
    started = time.process_time()
    interpret(request)
    elapsed = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return elapsed, peak / 2**20


@pytest.mark.parametrize("words", REPEATED)
def test_words_said_again_and_again_cost_little(demo: LoadedSample, words: str) -> None:
    seconds, megabytes = measured(demo, " ".join((words.split() * WORDS)[:WORDS]))
    assert seconds < SECONDS and megabytes < MEGABYTES


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from([w for each in REPEATED for w in each.split()]), min_size=30, max_size=120)
)
def test_long_questions_cost_little(demo: LoadedSample, words: list[str]) -> None:
    seconds, megabytes = measured(demo, " ".join(words))
    assert seconds < SECONDS and megabytes < MEGABYTES


@given(sizes=st.lists(st.integers(1, 5), max_size=30))
def test_readings_grow_with_the_choices_and_not_with_their_combinations(sizes: list[int]) -> None:
    choices = Choices()
    choices.sizes = sizes
    deviations = list(choices.deviations())
    assert len(deviations) == sum(size - 1 for size in sizes)
    assert MAX_PASSES <= 8
