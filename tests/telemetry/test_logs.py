"""What the processes write: whose it is, and never a secret."""

import json
import os
from typing import Any
from urllib.parse import urlsplit

import pytest

from security import issuer
from tenants.models import Tenant
from tests.executions import ended, start
from tests.factories import make_principal
from tests.processes import wait_until
from tests.telemetry import flows  # noqa: F401  (registers the flow)
from tests.telemetry.conftest import METRICS_TOKEN, Platform
from tests.web import Client

IN_THE_HEADER = "hdr-secret-71c6d20b9f"
IN_THE_QUERY = "qry-secret-02ab84e6d1"
IN_THE_BODY = "bdy-secret-5f93c7a810"


def lines(text: str) -> list[dict[str, Any]]:
    """The lines that are JSON; what Celery and Python print beside them is not."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_the_lines_of_a_phase_say_whose_it_is(platform: Platform, scientist: Client, sampled: Tenant) -> None:
    path = scientist.ask("How many users are there?")
    scientist.ended(path)
    run_id = path.rsplit("/", 1)[-1]
    trace = next(
        line["trace_id"]
        for line in lines(platform.web.log.read_text())
        if line.get("path") == "/v1/agent-runs" and line.get("request_id")
    )
    assert trace

    def told() -> list[dict[str, Any]]:
        return [line for line in lines(platform.worker.log.read_text()) if line["event"] == "tool_invoked"]

    wait_until(lambda: len(told()) >= 3, what="the lines of the tools")
    for line in told():
        assert line["tenant_id"] == str(sampled.pk)
        assert {"task_id", "task_name", "execution_id", "trace_id", "span_id", "phase"} <= set(line)
        assert line["execution_id"] != run_id


@pytest.mark.parametrize("process", ["web", "worker", "recovery"])
def test_every_process_writes_json(platform: Platform, process: str) -> None:
    written = lines(getattr(platform, process).log.read_text())
    assert written
    assert all({"event", "level", "timestamp", "logger"} <= set(line) for line in written)


def test_no_secret_reaches_a_log(platform: Platform, scientist: Client, sampled: Tenant) -> None:
    good = scientist.headers["Authorization"].removeprefix("Bearer ")
    expired = issuer.mint(sub="ada", tenant_id=sampled.pk, roles=("user",), ttl=-3600)
    for token in (IN_THE_HEADER, good[:-6], f"{good}x", expired):
        assert scientist.get("/v1/jobs", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    scientist.get("/v1/jobs", headers={"Cookie": f"sessionid={IN_THE_HEADER}", "X-Api-Key": IN_THE_HEADER})
    scientist.get("/v1/jobs", params={"token": IN_THE_QUERY, "page_token": IN_THE_QUERY})
    scientist.post("/v1/jobs", json={"type": "demo", "payload": {"password": IN_THE_BODY}})
    scientist.post(
        "/v1/jobs",
        content=b'{"password": "' + IN_THE_BODY.encode(),
        headers={"Content-Type": "application/json"},
    )
    scientist.post("/admin/login/", data={"username": "admin", "password": IN_THE_BODY})
    execution = start(
        make_principal(sampled), "tests.indiscreet", secret=f"postgresql://app:{IN_THE_BODY}@db/x {good}"
    )
    assert ended(execution).status == "failed"
    wait_until(lambda: "phase_failed" in platform.worker.log.read_text(), what="the line of the failure")
    text = platform.logs()
    assert "phase_failed" in text
    ours = [_password(os.environ[name]) for name in os.environ if name.startswith("DATABASE_")]
    ours += [_password(os.environ["REDIS_URL"]), os.environ["SECRET_KEY"], METRICS_TOKEN]
    ours += [os.environ.get("GRAPH_PASSWORD", "")]
    for secret in (
        IN_THE_HEADER,
        IN_THE_QUERY,
        IN_THE_BODY,
        good,
        good.split(".")[1],
        good.split(".")[2],
        *filter(None, ours),
    ):
        assert secret not in text, secret[:12]


def _password(url: str) -> str:
    return urlsplit(url).password or ""
