"""Rules that need no server: which link does which phase, and the words of the API for a status."""

from typing import Any

import pytest
from celery import chain
from hypothesis import given
from hypothesis import strategies as st

from jobs.engine.flows import Flow, PhaseTask, register_flow
from jobs.models import Execution, wire_status
from tests.flows import announce, gather, repeat, work


def flow_of(*links: Any) -> Flow:
    return Flow(name="of.the.test", kind=Execution.Kind.RUN, links=links)


PLAIN: st.SearchStrategy[list[PhaseTask]] = st.lists(st.sampled_from([announce, gather, work]), max_size=4)


@given(before=PLAIN, after=PLAIN, repetitions=st.integers(0, 20))
def test_the_phases_are_the_links_in_order_with_the_repeated_one_as_often_as_was_said(
    before: list[PhaseTask], after: list[PhaseTask], repetitions: int
) -> None:
    flow = flow_of(*before, repeat, *after)
    count = flow.phase_count(repetitions)
    assert [flow.link_at(phase, count) for phase in range(count)] == [
        *before,
        *[repeat] * repetitions,
        *after,
    ]


@given(links=PLAIN.filter(bool))
def test_without_a_repeated_link_each_link_is_one_phase(links: list[PhaseTask]) -> None:
    flow = flow_of(*links)
    assert flow.phase_count() == len(links)
    assert [flow.link_at(phase, len(links)) for phase in range(len(links))] == links


@given(before=PLAIN, after=PLAIN, repetitions=st.integers(0, 20))
def test_saying_how_often_moves_no_phase_that_has_been_done(
    before: list[PhaseTask], after: list[PhaseTask], repetitions: int
) -> None:
    flow = flow_of(*before, repeat, *after)
    planned, said = flow.phase_count(), flow.count_after(flow.phase_count(), repetitions)
    assert flow.count_after(said, None) == said
    assert [flow.link_at(phase, said) for phase in range(len(before))] == [
        flow.link_at(phase, planned) for phase in range(len(before))
    ]


def test_a_flow_repeats_at_most_one_link() -> None:
    with pytest.raises(ValueError, match="repeats more than one"):
        register_flow(
            "of.the.test", kind=Execution.Kind.RUN, declaration=chain(repeat.si(), work.si(), repeat.si())
        )


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="already"):
        register_flow("tests.five", kind=Execution.Kind.RUN, declaration=chain(work.si()))


WORDS = {
    "pending": ("pending", "queued", "queued"),
    "running": ("running", "running", "running"),
    "waiting": ("running", "running", "running"),
    "succeeded": ("succeeded", "finished", "finished"),
    "failed": ("failed", "failed", "failed"),
    "cancelled": ("cancelled", "cancelled", "cancelled"),
}


def test_the_table_has_every_status() -> None:
    assert set(WORDS) == set(Execution.Status.values)


@pytest.mark.parametrize(("status", "words"), WORDS.items())
def test_each_kind_has_its_own_words_for_a_status(status: str, words: tuple[str, ...]) -> None:
    kinds = (Execution.Kind.RUN, Execution.Kind.JOB, Execution.Kind.INVOCATION)
    assert tuple(wire_status(kind, status) for kind in kinds) == words
