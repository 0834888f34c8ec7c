"""A person's question to the running stack, over HTTP like any other client: token, run, stream, answer."""

import base64
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import neo4j

from platform_project.devstack.console import say
from platform_project.devstack.errors import StackError
from platform_project.devstack.graph_address import GraphAddress
from platform_project.devstack.state import REPOSITORY

DEMO_QUESTION: Final = "How many Blast tasks are there?"
_DEMO_COUNT: Final = "MATCH (task:Blast) WHERE task.tenant_id = $tenant RETURN count(task) AS tasks"

_TIMEOUT: Final = httpx.Timeout(10.0, read=40.0)
"""Reading may take longer than the pause between two heartbeats of a stream (15 s)."""
_PATIENCE_SECONDS: Final = 180.0
_RECONNECT_SECONDS: Final = 1.0
_LINE_WIDTH: Final = 150
_NOT_WORTH_A_LINE: Final = {"type", "seq", "at", "id", "run_id", "execution_id"}


@dataclass(frozen=True)
class ServerEvent:
    """One message of a stream (WHATWG HTML, server-sent events)."""

    name: str
    data: dict[str, Any]
    id: str | None


def mint_token(environment: Mapping[str, str], *, tenant: str = "demo") -> str:
    """A token of the development issuer for an ordinary user of `tenant`; raises `StackError`."""
    done = subprocess.run(
        [sys.executable, "manage.py", "token", "--tenant", tenant],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StackError(f"No token for tenant {tenant}:\n{done.stderr.strip()}")
    return done.stdout.strip()


def ask(*, web: str, token: str, question: str) -> dict[str, Any]:
    """Ask, print each event as it arrives and then the answer; returns the finished run.

    Raises `StackError` when the platform refuses the question or does not answer in time.
    """
    say(f"\n  Q  {question}\n")
    started = time.monotonic()
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=web, headers=headers, timeout=_TIMEOUT) as client:
        links = _json(client.post("/v1/agent-runs", json={"prompt": question}))["links"]
        for event in stream(client, links["events"]):
            say(f"  {time.monotonic() - started:5.2f} s  {describe(event)}")
        run = _json(client.get(links["self"]))
    _print_answer(run, seconds=time.monotonic() - started)
    return run


def stream(client: httpx.Client, url: str) -> Iterator[ServerEvent]:
    """Every event up to the end, each once; a lost connection is taken up again after the last event seen.

    Raises `StackError` when the server refuses, or after `_PATIENCE_SECONDS`.
    """
    last: str | None = None
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
        try:
            with client.stream("GET", url, headers=headers) as response:
                if response.status_code == httpx.codes.NO_CONTENT:
                    return  # It has ended, and we have seen all of it.
                if response.is_client_error:
                    response.read()
                    _json(response)
                for event in parse_events(response.iter_lines() if response.is_success else ()):
                    last = event.id or last
                    yield event
                    if event.name == "end":
                        return
        except httpx.TransportError as error:
            say(f"  (connection lost: {error or type(error).__name__}; connecting again)")
        time.sleep(_RECONNECT_SECONDS)
    raise StackError(f"No end of {url} within {_PATIENCE_SECONDS:.0f} s.")


def parse_events(lines: Iterable[str]) -> Iterator[ServerEvent]:
    """The events in the lines of a stream; comments and events without data are left out."""
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name == "data" and "data" in fields else value
            continue
        if "data" in fields:
            yield ServerEvent(fields.get("event", "message"), json.loads(fields["data"]), fields.get("id"))
        fields = {}


def describe(event: ServerEvent) -> str:
    """One line about an event, in words."""
    data = event.data
    match event.name:
        case "step":
            by = f" ({data['tool']})" if data.get("tool") else ""
            said = (data.get("error") or {}).get("detail") or data.get("detail") or ""
            text = f"{data['index']}. {data['action']}{by}, {data['latency_ms']:.0f} ms: {said}"
        case "todo":
            todos = data["todos"]
            done = sum(todo["status"] == "completed" for todo in todos)
            under_way = [todo["task"] for todo in todos if todo["status"] == "in_progress"]
            text = f"{done} of {len(todos)} done" + "".join(f", now: {task}" for task in under_way)
        case "status" | "end":
            text = str(data.get("status", ""))
        case _:
            told = {key: value for key, value in data.items() if key not in _NOT_WORTH_A_LINE}
            text = "  ".join(f"{key}={_short(value)}" for key, value in told.items())
    return f"{event.name:<8} {' '.join(text.split())}"[:_LINE_WIDTH].rstrip()


def demo_count(graph: GraphAddress, token: str) -> int:
    """The right answer to the demo question, counted in the graph itself for the token's tenant."""
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    with neo4j.GraphDatabase.driver(graph.url, auth=(graph.user, graph.password)) as driver:
        records, _, _ = driver.execute_query(
            _DEMO_COUNT, tenant=claims["tenant_id"], database_=graph.database
        )
    return int(records[0]["tasks"])


def answers_with(run: Mapping[str, Any], number: int) -> bool:
    """Whether the finished run succeeded and its text states `number`; a sample without any is wrong."""
    stated = {int(text.replace(",", "")) for text in re.findall(r"\d[\d,]*", run.get("output") or "")}
    return run.get("status") == "succeeded" and number > 0 and number in stated


def _print_answer(run: Mapping[str, Any], *, seconds: float) -> None:
    say(f"\n  A  {run.get('output') or run.get('error') or '(nothing)'}")
    if run.get("cypher"):
        say(f"\n     Cypher   {run['cypher']}")
    say(f"     Run      {run['id']}  {run['status']}, {run.get('outcome')}, {seconds:.2f} s\n")


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json(response: httpx.Response) -> dict[str, Any]:
    if not response.is_success:
        raise StackError(
            f"{response.request.method} {response.request.url}: {response.status_code} {response.text}"
        )
    content: dict[str, Any] = response.json()
    return content
