"""What the processes count, read as a scraper reads it."""

import signal
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.processes import wait_until
from tests.telemetry.conftest import METRICS_TOKEN, Platform
from tests.web import Client


def samples(platform: Platform, port: int) -> dict[tuple[str, frozenset[str]], float]:
    """The samples of a process, by name and the values of their labels."""
    response = platform.scrape(port)
    assert response.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def value(platform: Platform, port: int, name: str, *labels: str) -> float:
    """One sample; zero while it was never counted."""
    return samples(platform, port).get((name, frozenset(labels)), 0.0)


def test_counts_of_a_worker_add_up_when_its_children_are_replaced(
    platform: Platform, scientist: Client
) -> None:
    port = platform.worker_port

    def ended() -> float:
        return value(platform, port, "platform_executions_ended_total", "job", "jobs.demo", "finished")

    def succeeded() -> float:
        return value(platform, port, "platform_executions_ended_total", "job", "jobs.demo", "succeeded")

    before = succeeded()
    for round_ in (1, 2):
        for job in [scientist.queue() for _ in range(4)]:
            assert scientist.ended(job)["status"] == "finished"
        wait_until(lambda: succeeded() == before + 4 * round_, what="four more ended jobs")  # noqa: B023
        children = platform.worker.children()
        for child in children:
            platform.worker.signal_one(child, signal.SIGKILL)
        wait_until(
            lambda: len(set(platform.worker.children()) - set(children)) == 2,  # noqa: B023
            what="two new children",
        )
        assert succeeded() == before + 4 * round_
    assert ended() == 0
    found = samples(platform, port)
    job = ("job", "jobs.demo")
    # Those that failed or were cancelled have run, too.
    assert found["platform_execution_run_seconds_count", frozenset(job)] >= succeeded()
    assert found["platform_execution_wait_seconds_count", frozenset(job)] >= succeeded()
    assert found["platform_claims_total", frozenset({"claimed"})] >= succeeded()
    assert found["platform_phase_seconds_count", frozenset({"jobs.demo.verify"})] >= 8


def test_the_files_of_a_worker_do_not_grow_in_number_with_its_dead(platform: Platform) -> None:
    from django.conf import settings

    files = list((settings.STATE_DIR / "metrics" / str(platform.worker_port)).glob("counter_*.db"))
    assert files
    assert len(files) <= 2 + 1 + 2  # its two places, the main process, and children that had no place yet


def test_requests_are_counted_by_route_and_never_by_path(platform: Platform, scientist: Client) -> None:
    port = platform.web.port

    def requests(*labels: str) -> float:
        return value(platform, port, "platform_http_requests_total", *labels)

    route = "v1/jobs/<id:job_id>"
    before = requests("GET", route, "4xx")
    missing = uuid4()
    for _ in range(3):
        scientist.get(f"/v1/jobs/{missing}")
    scientist.get(f"/no/such/path/{missing}")
    scientist.request("PROPFIND", f"/v1/jobs/{missing}")
    assert requests("GET", route, "4xx") == before + 3
    assert requests("GET", "unmatched", "4xx") >= 1
    assert requests("other", route, "4xx") >= 1
    assert str(missing) not in platform.scrape(port).text
    assert value(platform, port, "platform_http_request_seconds_count", "GET", route) >= 3


def test_streams_are_counted_while_they_last_and_with_what_they_sent(
    platform: Platform, scientist: Client
) -> None:
    port = platform.web.port
    sent = value(platform, port, "platform_sse_events_total")
    job = scientist.queue(duration_ms=1_500)
    with scientist.events(job) as stream:
        frames = iter(stream)
        next(frame for frame in frames if "id" in frame)
        assert value(platform, port, "platform_sse_clients") == 1
        last = [frame for frame in frames if "id" in frame][-1]
    wait_until(lambda: value(platform, port, "platform_sse_clients") == 0, what="the end of the stream")
    assert value(platform, port, "platform_sse_events_total") == sent + int(last["id"])


def test_queues_and_live_executions_are_asked_at_the_scrape(platform: Platform, scientist: Client) -> None:
    job = scientist.queue(duration_ms=2_000)
    wait_until(lambda: scientist.body(job)["status"] == "running", what="a claim")
    found = samples(platform, platform.web.port)
    assert found["platform_executions_live", frozenset({"job", "running"})] >= 1
    depths = [labels for name, labels in found if name == "platform_queue_messages"]
    assert {"interactive.cont", "batch.new"} <= {queue for labels in depths for queue in labels}
    assert ("platform_queue_oldest_seconds", frozenset({"batch.new"})) in found
    scientist.delete(job)


def test_recovery_shows_its_passes(platform: Platform) -> None:
    found = samples(platform, platform.recovery_port)
    assert found["platform_recovery_pass_seconds_count", frozenset()] > 0
    assert found["platform_recovery_last_pass_timestamp_seconds", frozenset()] > 1.7e9
    wait_until(
        lambda: value(platform, platform.recovery_port, "platform_recovered_executions_total", "lost") >= 0
    )


def test_django_prometheus_counts_what_is_asked_of_the_database(platform: Platform) -> None:
    found = samples(platform, platform.web.port)
    assert found["django_db_execute_total", frozenset({"default", "postgresql"})] > 0


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": METRICS_TOKEN}],
)
@pytest.mark.parametrize("process", ["web", "worker", "recovery"])
def test_to_those_without_the_token_there_are_no_metrics(
    platform: Platform, process: str, headers: dict[str, str]
) -> None:
    port = {"web": platform.web.port, "worker": platform.worker_port, "recovery": platform.recovery_port}
    response = httpx.get(f"http://127.0.0.1:{port[process]}/metrics", headers=headers)
    assert response.status_code == 404
    assert "platform_" not in response.text
