"""On one machine only so many analyses are computed at once, in whatever process they were asked for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from django.utils import timezone
from prometheus_client import REGISTRY

from graph.analytics import jobs, places, process, services
from graph.analytics.computing.projection import Projection
from graph.analytics.errors import AnalysesBusy
from graph.analytics.jobs import BUSY_DELAY
from graph.analytics.services import Analysis, Observer, analyse
from jobs.engine.flows import get_flow
from jobs.engine.runner import run_phase
from jobs.errors import Cancelled
from jobs.services import execution_cancel, execution_start
from tenants.context import tenant_scope
from tests.conftest import REPOSITORY
from tests.executions import events, fetch
from tests.factories import make_principal
from tests.graph.etl.running import started, walked
from tools.models import ToolInvocation
from tools.services import INVOKE_FLOW

if TYPE_CHECKING:
    from tenants.models import Tenant

_ELSEWHERE = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(DATA_DIR=Path(sys.argv[1]), BASE_DIR=Path.cwd(), GRAPH_ANALYTICS_AT_ONCE=1)
from graph.analytics import process
process.compute(
    "centrality", {"metric": "betweenness", "k": 1, "directed": False, "samples": 20_000},
    path=Path(sys.argv[2]), budget=1, timeout_seconds=60, check_cancelled=lambda: None,
)
"""


@pytest.fixture(autouse=True)
def two_places(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.GRAPH_ANALYTICS_AT_ONCE = 2


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small"
    Projection.of([(1, "a", ["A"]), (2, "b", ["A"])], [(1, "R", 2)]).write(path)
    return path


def computed(path: Path, *, seconds: float = 30, is_long: bool = False) -> Any:
    said = {"k": 1, "direction": "both"}
    found = process.compute(
        "top_k_degree", said, path=path, budget=1, timeout_seconds=seconds, check_cancelled=lambda: None,
        is_long=is_long,
    )  # fmt: skip
    return found["items"][0]["degree"]


def taken(count: int, *, leaves_one: bool = False) -> ExitStack:
    held = ExitStack()
    for _ in range(count):
        held.enter_context(places.place(seconds=0, leaves_one=leaves_one, check_cancelled=lambda: None))
    return held


def test_who_finds_no_place_in_its_time_is_told_when_to_ask_again(small: Path) -> None:
    with taken(2):
        began = time.monotonic()
        with pytest.raises(AnalysesBusy) as refused:
            computed(small, seconds=0.5)
        assert 0.5 <= time.monotonic() - began < 5
    assert refused.value.as_json()["retry_after"] == 5
    assert refused.value.status == 503
    assert computed(small) == 1


def test_what_takes_long_leaves_a_place_to_those_that_somebody_waits_for(small: Path, settings: Any) -> None:
    with taken(1, leaves_one=True):
        with pytest.raises(AnalysesBusy):
            computed(small, seconds=0.1, is_long=True)
        assert computed(small) == 1
    settings.GRAPH_ANALYTICS_AT_ONCE = 1
    assert computed(small, is_long=True) == 1


def test_who_waits_for_a_place_may_be_cancelled() -> None:
    def cancel() -> None:
        raise Cancelled

    with (
        taken(2),
        pytest.raises(Cancelled),
        places.place(seconds=60, leaves_one=False, check_cancelled=cancel),
    ):
        pass


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Any) -> "Iterator[subprocess.Popen[bytes]]":
    """Another process, in the middle of an analysis that takes long, on a machine with one place."""
    settings.GRAPH_ANALYTICS_AT_ONCE = 1
    nodes = 8_000
    rows = [(i, f"n{i}", ["N"]) for i in range(nodes)]
    Projection.of(rows, [(i, "R", i * k % nodes) for i in range(nodes) for k in (3, 5, 11)]).write(
        tmp_path / "large"
    )
    command = [sys.executable, "-c", _ELSEWHERE, str(settings.DATA_DIR), str(tmp_path / "large")]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment) as other:
        try:
            yield other
        finally:
            other.kill()


def test_a_process_that_is_killed_gives_its_place_back_once_nothing_of_it_computes(
    elsewhere: "subprocess.Popen[bytes]", small: Path
) -> None:
    ends_at = time.monotonic() + 20
    while not (children := psutil.Process(elsewhere.pid).children()):
        assert elsewhere.poll() is None and time.monotonic() < ends_at
        time.sleep(0.05)
    with pytest.raises(AnalysesBusy):
        computed(small, seconds=0.3)
    elsewhere.send_signal(signal.SIGKILL)
    assert computed(small, seconds=10) == 1
    assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in children)


def test_who_found_no_place_is_counted_as_such(tenant: "Tenant", monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any, **__: Any) -> Path:
        raise AnalysesBusy

    def counted() -> list[float]:
        outcomes = ("busy", "failed")
        return [
            REGISTRY.get_sample_value(
                "platform_graph_analysis_seconds_count", {"measure": "k_core", "outcome": outcome}
            )
            or 0
            for outcome in outcomes
        ]

    busy_before, failed_before = counted()
    monkeypatch.setattr(services, "_projected", busy)
    with pytest.raises(AnalysesBusy):
        analyse(tenant.pk, Analysis("k_core", {}, 1.0), observer=Observer(lambda: None))
    assert counted() == [busy_before + 1, failed_before]


def test_a_tool_is_told_once_that_there_is_no_place(tenant: "Tenant") -> None:
    principal = make_principal(tenant)
    with tenant_scope(tenant.pk):
        invocation = execution_start(principal=principal, flow=get_flow(INVOKE_FLOW), state={})
        ToolInvocation.objects.create(
            execution_id=invocation,
            tool="graph.analytics",
            version="",
            action="k_core",
            arguments={"timeout_ms": 100},
        )
    with taken(2):
        assert walked(invocation).status == "failed"
    error = fetch(invocation).error
    assert (error["code"], error.get("retry_after")) == ("service_unavailable", 5), error
    assert [event.name for event in events(invocation)].count("warning") == 0


def test_a_job_that_finds_no_place_waits_without_a_worker_until_there_is_one(
    tenant: "Tenant", settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = started(make_principal(tenant, "data_engineer"), "graph.analytics", action="k_core", arguments={})
    walked(job, phases=1)
    monkeypatch.setattr(process, "LONG_WAIT_SECONDS", 0)
    with taken(2):
        for _ in range(settings.ENGINE_MAX_ATTEMPTS + 2):
            assert run_phase(execution_id=job, phase=1) == "postponed"
    row = fetch(job)
    assert (row.attempt, row.lease_until, row.dispatched_at) == (0, None, None)
    assert timezone.now() < row.due_at < timezone.now() + BUSY_DELAY
    assert "Waits for a place to compute" in [event.data.get("message") for event in events(job)]
    assert "warning" not in [event.name for event in events(job)]
    assert walked(job).status == "succeeded"


def test_a_job_that_waits_for_a_place_is_cancelled_at_once(
    tenant: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    job = started(make_principal(tenant, "data_engineer"), "graph.analytics", action="k_core", arguments={})
    walked(job, phases=1)
    monkeypatch.setattr(process, "LONG_WAIT_SECONDS", 0)
    with taken(2):
        run_phase(execution_id=job, phase=1)
    with tenant_scope(tenant.pk):
        execution_cancel(execution=fetch(job))
    assert fetch(job).status == "cancelled"


def test_the_time_that_is_left_is_reckoned_from_when_there_was_a_place(
    tenant: "Tenant", monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: Any, observer: Observer) -> Any:
        time.sleep(1.0)
        observer.computing(0.0)
        time.sleep(0.05)
        observer.computing(0.1)
        return {}, []

    job = started(make_principal(tenant, "data_engineer"), "graph.analytics", action="k_core", arguments={})
    walked(job, phases=1)
    monkeypatch.setattr(jobs, "analyse", slow)
    walked(job)
    assert "10%, 0 s left" in [event.data.get("message") for event in events(job)]


def test_the_files_of_machines_that_are_no_more_go(settings: Any) -> None:
    with taken(2):
        old, *_ = sorted(places.folder().iterdir())
        os.utime(old, (0, 0))
        assert [places.forgotten_delete(limit=5), places.forgotten_delete(limit=5)] == [1, 0]
        assert len(list(places.folder().iterdir())) == 1
