"""Runs that a job drives: one thing under two names."""

import os
from uuid import uuid4

import psycopg
import pytest

from tests.web import Client, Workers


def created(client: Client, prompt: str, **fields: object) -> dict[str, str]:
    response = client.post("/v1/agent-runs?use_jobs=true", json={"prompt": prompt, **fields})
    assert response.status_code == 202, response.text
    return response.json()


def test_a_run_by_a_job_is_seen_under_both_and_both_tell_its_end(scientist: Client) -> None:
    run = created(scientist, "How many Blast tasks are there?")
    assert scientist.body(f"/v1/agent-runs/{run['id']}")["job_id"] == run["job_id"]
    job = scientist.ended(f"/v1/jobs/{run['job_id']}")
    ended = scientist.body(f"/v1/agent-runs/{run['id']}")
    assert (job["status"], ended["status"], ended["outcome"]) == ("finished", "succeeded", "answer")
    assert job["type"] == "agent.run"
    assert job["result"] == {
        "run_id": run["id"],
        "outcome": "answer",
        "output": ended["output"],
        "session_id": run["session_id"],
    }


def test_the_jobs_events_say_that_the_run_was_started(scientist: Client) -> None:
    run = created(scientist, "hello")
    with scientist.events(f"/v1/jobs/{run['job_id']}") as stream:
        told = [frame.get("data", "") for frame in stream]
    assert all(any(word in data for data in told) for word in ("agent_run_started", "orchestrator_init"))
    assert sum(run["id"] in data for data in told) == 2


def test_a_job_of_the_type_makes_a_run_of_its_own(scientist: Client) -> None:
    response = scientist.post(
        "/v1/jobs", json={"type": "agent.run", "payload": {"prompt": "How many Blast tasks are there?"}}
    )
    job = scientist.ended(response.headers["Location"])
    run = scientist.body(f"/v1/agent-runs/{job['result']['run_id']}")
    assert (run["job_id"], run["output"]) == (job["id"], job["result"]["output"])


@pytest.mark.parametrize("which", ["run", "job"])
def test_cancelling_either_cancels_both(ada: Client, which: str, workers: Workers) -> None:
    with workers.none():
        run = created(ada, "How many Blast tasks are there?")
        paths = {"run": f"/v1/agent-runs/{run['id']}", "job": f"/v1/jobs/{run['job_id']}"}
        assert ada.delete(paths[which]).status_code == 200
        assert ada.ended(paths["run"])["status"] == ada.ended(paths["job"])["status"] == "cancelled"


def test_a_run_whose_job_ends_before_it_starts_it_ends_too(ada: Client, workers: Workers) -> None:
    with workers.none():
        run = created(ada, "How many Blast tasks are there?")
        with psycopg.connect(os.environ["DATABASE_ENGINE_URL"]) as engine:
            queue = engine.execute(
                "UPDATE executions SET deadline_at = now() - interval '1 s' WHERE id = %s RETURNING queue",
                [run["job_id"]],
            ).fetchone()
        assert queue == ("interactive.new",)
        assert ada.ended(f"/v1/jobs/{run['job_id']}")["error"]["code"] == "deadline_exceeded"
        ended = ada.ended(f"/v1/agent-runs/{run['id']}")
    assert (ended["status"], ended["error"]["code"]) == ("failed", "execution_failed")


@pytest.mark.parametrize(
    ("payload", "status", "code"),
    [
        ({}, 422, "validation_failed"),
        ({"prompt": "x", "session_id": "no uuid"}, 422, "validation_failed"),
        ({"prompt": "x", "session_id": f"{uuid4()}\n"}, 422, "validation_failed"),
        ({"prompt": "x", "session_id": "00000000-0000-0000-0000-000000000000"}, 404, "session_not_found"),
        ({"prompt": "x", "model": "none-such"}, 422, "unknown_model"),
    ],
)
def test_what_a_run_would_refuse_its_job_refuses_at_once(
    ada: Client, payload: dict[str, str], status: int, code: str
) -> None:
    response = ada.post("/v1/jobs", json={"type": "agent.run", "payload": payload})
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert ada.body("/v1/jobs")["items"] == []
