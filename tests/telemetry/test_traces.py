"""One trace from the request to the end of its stream, as a collector receives it."""

import itertools
import secrets

import pytest

from tenants.models import Tenant
from tests.processes import wait_until
from tests.telemetry.collector import Span, Trace
from tests.telemetry.conftest import Platform
from tests.web import Client, Web

QUESTION = "How many Blast tasks are there?"
SERVER, PRODUCER, CONSUMER = 2, 4, 5


def traceparent() -> tuple[str, str, dict[str, str]]:
    """A caller's trace and span, and the header that names them."""
    trace_id, span_id = secrets.token_hex(16), secrets.token_hex(8)
    return trace_id, span_id, {"traceparent": f"00-{trace_id}-{span_id}-01"}


def received(platform: Platform, trace_id: str, name: str, count: int = 1) -> Trace:
    """The trace, once so many spans of this name have come."""
    wait_until(
        lambda: len(platform.collector.trace(trace_id).named(name)) >= count,
        what=f"{count} spans {name!r} of {trace_id}",
    )
    return platform.collector.trace(trace_id)


@pytest.fixture(scope="module")
def run(platform: Platform, sampled: Tenant) -> tuple[str, str, str]:
    """A run that was asked for within a caller's trace and followed to its end: path, trace and caller."""
    trace_id, caller, headers = traceparent()
    with platform.web.client(sampled) as client:
        client.headers.update(headers)
        path = client.ask(QUESTION)
        # Who follows comes without the header, as a browser does: another trace, linked.
        del client.headers["traceparent"]
        with client.events(path) as stream:
            stream.until("end")
    return path, trace_id, caller


def tree(platform: Platform, run: tuple[str, str, str]) -> Trace:
    """Its trace, once the last phase and the stream have been sent."""
    _, trace_id, _ = run
    received(platform, trace_id, "phase agents.finalize")
    return received(platform, trace_id, "stream")


def test_a_run_is_one_trace_of_web_and_worker(platform: Platform, run: tuple[str, str, str]) -> None:
    found = tree(platform, run)
    assert {span.service for span in found.spans} == {"web", "worker"}
    [request] = found.named("POST v1/agent-runs")
    assert (request.kind, request.parent_id) == (SERVER, run[2])
    assert request.attributes["http.response.status_code"] == 202
    orphans = [span for span in found.spans if span is not request and request not in found.ancestors(span)]
    assert orphans == []


def test_its_phases_follow_one_another_below_the_request(
    platform: Platform, run: tuple[str, str, str]
) -> None:
    found = tree(platform, run)
    run_id = run[0].rsplit("/", 1)[-1]
    phases = [span for span in found.named("phase") if span.attributes["execution.id"] == run_id]
    names = [span.name.removeprefix("phase agents.") for span in phases]
    assert names[:2] == ["classify", "plan"]
    assert names[-1] == "finalize"
    assert set(names[2:-1]) == {"execute"}
    assert [span.attributes["execution.phase"] for span in phases] == list(range(len(phases)))
    assert all(earlier.end <= later.start for earlier, later in itertools.pairwise(phases))
    for phase in phases:
        task, message, request = found.ancestors(phase)[:3]
        assert (task.kind, message.kind, request.kind) == (CONSUMER, PRODUCER, SERVER)
        assert "commit" in {span.name for span in found.spans if span.parent_id == phase.span_id}


def test_each_tool_is_below_the_phase_that_called_it(platform: Platform, run: tuple[str, str, str]) -> None:
    found = tree(platform, run)
    executes = found.named("phase agents.execute")
    invocations = found.named("phase tools.invoke")
    assert len(invocations) == len(executes) >= 3
    callers = [_caller(found, invocation) for invocation in invocations]
    assert callers == executes
    queries = found.named("graph query")
    assert queries
    assert {"phase tools.invoke"} <= {span.name for span in found.ancestors(queries[-1])}


def _caller(found: Trace, invocation: Span) -> Span:
    """The phase of another execution that a phase stands below."""
    own = invocation.attributes["execution.id"]
    return next(
        span for span in found.ancestors(invocation) if span.attributes.get("execution.id", own) != own
    )


def test_the_stream_is_the_end_of_the_trace_and_linked_to_who_asked_for_it(
    platform: Platform, run: tuple[str, str, str]
) -> None:
    found = tree(platform, run)
    [stream] = found.named("stream")
    assert stream.attributes["stream.ended"] is True
    assert stream.attributes["stream.events"] > 5
    assert stream.end >= max(span.end for span in found.named("phase agents.finalize"))
    [link] = stream.links
    assert link != stream.trace_id
    received(platform, link, "GET v1/agent-runs/<id:")


def test_problems_and_logs_name_the_trace(platform: Platform, scientist: Client) -> None:
    trace_id, _, headers = traceparent()
    problem = scientist.get("/v1/agent-runs/none", headers=headers).json()
    assert problem["trace_id"] == trace_id
    [request] = received(platform, trace_id, "GET").named("GET")
    line = next(line for line in platform.web.log.read_text().splitlines() if trace_id in line)
    assert request.span_id in line


def test_an_unsampled_trace_stays_so_everywhere(platform: Platform, scientist: Client) -> None:
    trace_id, span_id, _ = traceparent()
    path = scientist.post(
        "/v1/jobs",
        json={"type": "demo", "payload": {}},
        headers={"traceparent": f"00-{trace_id}-{span_id}-00"},
    ).headers["Location"]
    scientist.ended(path)
    last, _, headers = traceparent()
    scientist.get("/v1/auth/me", headers=headers)
    received(platform, last, "GET")
    assert platform.collector.trace(trace_id).spans == []


def test_no_call_to_a_server_is_a_trace_of_its_own(platform: Platform, run: tuple[str, str, str]) -> None:
    tree(platform, run)
    client = 3
    assert [span for span in platform.collector.spans if span.kind == client and not span.parent_id] == []


def test_spans_hold_nothing_that_people_wrote(platform: Platform, run: tuple[str, str, str]) -> None:
    tree(platform, run)
    sent = b"".join(platform.collector.bodies)
    assert b"graph query" in sent
    for written in (QUESTION, "Blast tasks", "MATCH (", "eyJ", "Bearer"):
        assert written.encode() not in sent, written


@pytest.fixture(scope="module")
def around_the_stop(platform: Platform, sampled: Tenant) -> tuple[Trace, Trace]:
    """The trace of a job whose worker died, before and after the web process and the next worker are stopped.

    These two keep their spans for a minute unless they are stopped. The platform has no worker afterwards.
    """
    patient = {"OTEL_BSP_SCHEDULE_DELAY": "60000"}
    trace_id, _, headers = traceparent()
    web = Web(**platform.environment | patient)
    with web.client(sampled) as client:
        client.headers.update(headers)
        job = client.queue(duration_ms=3_000)
        wait_until(lambda: client.body(job)["status"] == "running", what="a claim")
        platform.replace_worker(**patient)
        assert client.ended(job)["status"] == "finished"
    before = platform.collector.trace(trace_id)
    platform.worker.stop()
    web.stop()
    return before, platform.collector.trace(trace_id)


def attempts(trace: Trace) -> set[int]:
    return {span.attributes["execution.attempt"] for span in trace.named("phase jobs.demo")}


# The last two of all: they leave the platform without its worker.
def test_what_was_not_sent_yet_is_sent_when_a_process_stops(around_the_stop: tuple[Trace, Trace]) -> None:
    before, after = around_the_stop
    assert before.named("POST") == []
    assert attempts(before) <= {1}
    assert after.named("POST v1/jobs")
    assert after.named("phase jobs.demo.verify")


def test_the_trace_goes_on_in_the_attempt_after_a_death(around_the_stop: tuple[Trace, Trace]) -> None:
    _, found = around_the_stop
    assert 2 in attempts(found)
    second = next(span for span in found.named("phase") if span.attributes["execution.attempt"] == 2)
    services = [span.service for span in found.ancestors(second)]
    assert services == ["worker", "recovery", "web"]
