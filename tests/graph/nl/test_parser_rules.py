"""What holds of every draft, whatever is asked."""

import statistics
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.cypher import prepare
from graph.nl.generate import CONFIDENCE_THRESHOLD
from graph.nl.languages import WORDS, Language
from graph.nl.operators import Operator
from graph.nl.parser import parse, why_not
from tests.graph.conftest import LoadedSample

SPOKEN = (
    *(
        "users",
        "tasks",
        "Blast",
        "files",
        "institutions",
        "genes",
        "run",
        "used",
        "produced",
        "status",
        "size",
    ),
    *(
        "email",
        "Failed",
        "Italy",
        "France",
        "swissprot",
        "user-3",
        "3",
        "5 MB",
        "in May 2025",
        "weather",
        "x'); //",
    ),
    *(phrase for phrases in WORDS[Language.ENGLISH].operators.values() for phrase in phrases[:2]),
    *(phrase for phrases in WORDS[Language.ITALIAN].operators.values() for phrase in phrases[:1]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(SPOKEN), max_size=9))
def test_any_words_give_drafts_that_validation_takes(demo: LoadedSample, words: list[str]) -> None:
    request = demo.request(" ".join(words))
    for draft in parse(request):
        assert draft.confidence >= CONFIDENCE_THRESHOLD and not draft.left_over
        assert draft.table or prepare(draft.cypher, params=draft.params, tenant_id=demo.tenant_id)
    assert isinstance(why_not(request), str)


def test_every_operator_is_said_in_every_language() -> None:
    for language, words in WORDS.items():
        assert set(words.operators) == set(Operator), language


def test_readings_are_made_in_milliseconds_once_a_graph_is_known(demo: LoadedSample) -> None:
    request = demo.request(
        "Which 3 institutions have users who ran more than 2 failed Blast tasks in May 2025?"
    )
    parse(request)
    elapsed = []
    for _ in range(20):
        started = time.process_time()
        parse(request)
        elapsed.append(time.process_time() - started)
    assert statistics.median(elapsed) < 0.03
