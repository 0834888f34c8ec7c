"""The whole platform with a collector of traces, metrics on ports of their own, and secrets to look for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tenants.models import Tenant
    from tests.processes import Process
    from tests.telemetry.collector import Collector
    from tests.web import Client, Web

METRICS_TOKEN = "mtok-5d1c9a7e3b2f4860"
# Spans are sent at once, so that no test has to wait for them.
QUICK = {"OTEL_BSP_SCHEDULE_DELAY": "50"}


@dataclass
class Platform:
    """Its processes, and the collector that they all send their spans to."""

    collector: "Collector"
    web: "Web"
    worker: "Process"
    recovery: "Process"
    worker_port: int
    recovery_port: int
    environment: dict[str, str]

    def replace_worker(self, **environment: str) -> None:
        """Kill the worker with its children, and start another in its place."""
        self.worker.kill()
        self.worker = _worker(self.worker_port, {**self.environment, **environment})

    def scrape(self, port: int) -> httpx.Response:
        """The metrics that a process shows on a port."""
        headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
        return httpx.get(f"http://127.0.0.1:{port}/metrics", headers=headers)

    def logs(self) -> str:
        """Everything that its processes have written."""
        processes = (self.web, self.worker, self.recovery)
        return "\n".join(process.log.read_text(errors="replace") for process in processes)


def _worker(port: int, environment: dict[str, str]) -> "Process":
    from tests.processes import worker

    return worker(application="tests.telemetry.flows", METRICS_PORT=str(port), **environment)


@pytest.fixture(scope="package")
def platform() -> Iterator[Platform]:
    from platform_project.devstack import ports
    from tests.processes import recovery
    from tests.telemetry.collector import collecting
    from tests.web import Web

    with collecting() as collector:
        told = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "METRICS_TOKEN": METRICS_TOKEN,
            "ENGINE_LEASE_SECONDS": "1.5",
            "ENGINE_HEARTBEAT_SECONDS": "0.3",
            **QUICK,
        }
        worker_port, recovery_port = ports.any_free(), ports.any_free()
        platform = Platform(
            collector=collector,
            web=Web(**told),
            worker=_worker(worker_port, told),
            recovery=recovery(METRICS_PORT=str(recovery_port), **told),
            worker_port=worker_port,
            recovery_port=recovery_port,
            environment=told,
        )
        yield platform
        for process in (platform.web, platform.worker, platform.recovery):
            process.kill()


@pytest.fixture
def scientist(platform: Platform, sampled: "Tenant") -> "Iterator[Client]":
    """A user of the tenant with the sample."""
    with platform.web.client(sampled) as client:
        yield client
