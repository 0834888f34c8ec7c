"""Importing files over HTTP, with the product's own workers."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tenants.models import Tenant
from tests.graph.etl.running import jsonl
from tests.processes import wait_until
from tests.web import Client, Web, Workers

PEOPLE = jsonl(
    {"type": "node", "id": "p1", "labels": ["Walker"], "properties": {"name": "Pia"}, "tenant": "x"},
    {"type": "node", "id": "p2", "labels": ["Walker"], "properties": {"name": "Ugo"}},
    "broken",
    {"type": "relationship", "id": "m1", "label": "MEETS", "start": {"id": "p1"}, "end": {"id": "p2"}},
)


@pytest.fixture
def pia(web: Web, tenant: Tenant) -> Iterator[Client]:
    """A data engineer of a fresh tenant, whose graph is empty."""
    with web.client(tenant, "data_engineer") as client:
        yield client


def uploaded(client: Client, content: bytes, name: str) -> str:
    response = client.post("/v1/graph/files", files={"file": (name, content)})
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def queued(client: Client, type_name: str, **payload: Any) -> str:
    response = client.post("/v1/jobs", json={"type": type_name, "payload": payload})
    assert response.status_code == 202, response.text
    return str(response.headers["Location"])


def names(client: Client) -> list[Any]:
    body = {"cypher": "MATCH (w:Walker) RETURN w.name ORDER BY w.name"}
    response = client.post("/v1/graph/query", json=body)
    assert response.status_code == 200, response.text
    return [row[0] for row in response.json()["rows"]]


def test_a_file_is_imported_told_about_and_taken_back(pia: Client) -> None:
    file_id = uploaded(pia, gzip.compress(PEOPLE), "people.jsonl.gz")
    where = queued(pia, "etl.import", file_id=file_id)
    job = pia.ended(where)
    assert job["status"] == "finished", job
    result = job["result"]
    assert {name: result[name] for name in ("nodes", "relationships", "created", "updated", "rejected")} == {
        "nodes": 2,
        "relationships": 1,
        "created": 3,
        "updated": 0,
        "rejected": 1,
    }
    assert result["ignored"] == {"tenant": 1}
    assert names(pia) == ["Pia", "Ugo"]
    with pia.events(where) as stream:
        told = [
            json.loads(frame["data"]) for frame in stream.until("end") if frame.get("event") == "progress"
        ]
    assert {each["stage"] for each in told} == {"extract", "transform", "load", "verify"}
    assert all({"rows", "percent", "seconds_left"} <= each.keys() for each in told)
    assert any(each.get("bytes") == len(PEOPLE) for each in told)
    percents = [each["percent"] for each in told]
    assert percents == sorted(percents)
    letters = pia.get(f"/v1/graph/files/{result['dead_letter_file_id']}/content")
    assert json.loads(letters.text)["line"] == 3
    undone = pia.ended(queued(pia, "etl.undo", file_id=result["undo_file_id"]))
    assert (undone["status"], undone["result"]["deleted"]) == ("finished", 3)
    assert names(pia) == []


def test_two_imports_at_the_same_time_come_in_one_after_the_other(pia: Client, workers: Workers) -> None:
    file_id = uploaded(pia, PEOPLE, "people.jsonl")
    with workers.none():
        first, second, beside = (
            queued(pia, type_name, **payload)
            for type_name, payload in (
                ("etl.import", {"file_id": file_id}),
                ("etl.import", {"file_id": file_id}),
                ("etl.export", {}),
            )
        )
        wait_until(lambda: pia.body(second)["waits_for"] is not None, what="the turn of the first")
        jobs = [pia.body(each) for each in (first, second, beside)]
        assert [job["status"] for job in jobs] == ["queued"] * 3
        assert [job["waits_for"] for job in jobs] == [None, jobs[0]["id"], None]
        listed = {job["id"]: job["waits_for"] for job in pia.body("/v1/jobs")["items"]}
        assert listed == {job["id"]: job["waits_for"] for job in jobs}
        third = pia.post("/v1/jobs", json={"type": "etl.import", "payload": {"file_id": file_id}}).json()
        assert third["waits_for"] == jobs[0]["id"]
        cancelled = pia.delete(third["links"]["self"]).json()
        assert (cancelled["status"], cancelled["waits_for"]) == ("cancelled", None)
    ended = [pia.ended(each) for each in (first, second)]
    assert [job["status"] for job in ended] == ["finished"] * 2
    assert [job["result"]["created"] for job in ended] == [3, 0]
    assert ended[0]["finished_at"] <= ended[1]["started_at"]
    assert ended[1]["waits_for"] is None


@pytest.mark.parametrize(
    ("payload", "pointer"),
    [
        ({}, "/payload"),
        ({"file_id": "01900000-0000-7000-8000-000000000000"}, "/payload/file_id"),
        ({"mode": "append"}, "/payload/mode"),
        ({"format": "xls"}, "/payload/format"),
        ({"strict": "yes"}, "/payload/strict"),
        ({"mapping": {"labels": {"A": "B~`"}}}, "/payload/mapping/labels/A"),
        ({"more": 1}, "/payload"),
    ],
)
def test_a_payload_that_makes_no_sense_is_refused_where_it_is_wrong(
    pia: Client, payload: dict[str, Any], pointer: str
) -> None:
    if payload and "file_id" not in payload:
        payload = {"file_id": uploaded(pia, PEOPLE, "people.jsonl"), **payload}
    response = pia.post("/v1/jobs", json={"type": "etl.import", "payload": payload})
    assert response.status_code == 422, response.text
    assert pointer in [error["pointer"] for error in response.json()["errors"]]


def test_only_those_who_may_write_the_graph_import(web: Web, tenant: Tenant) -> None:
    with web.client(tenant, "viewer") as viewer:
        response = viewer.post("/v1/jobs", json={"type": "etl.import", "payload": {}})
        assert response.status_code == 403


def test_an_undo_wants_a_file_that_undoes_something(pia: Client) -> None:
    payload = {"file_id": uploaded(pia, PEOPLE, "people.jsonl")}
    response = pia.post("/v1/jobs", json={"type": "etl.undo", "payload": payload})
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == "wrong_kind"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("walkers.csv", "id:ID,:LABEL,name\np1,Walker,Pia\np2,Walker,Ugo\n"),
        (
            "walkers.cypher",
            "CREATE (:Walker {orig_id: 'p1', name: 'Pia'}), (:Walker {orig_id: 'p2', name: 'Ugo'});",
        ),
        (
            "walkers.graphml",
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
            '<key id="labels" for="node" attr.name="labels" attr.type="string"/>'
            '<key id="name" for="node" attr.name="name" attr.type="string"/><graph edgedefault="directed">'
            '<node id="p1"><data key="labels">:Walker</data><data key="name">Pia</data></node>'
            '<node id="p2"><data key="labels">:Walker</data><data key="name">Ugo</data></node></graph>'
            "</graphml>",
        ),
    ],
)
def test_every_format_is_loaded(pia: Client, name: str, content: str) -> None:
    job = pia.ended(queued(pia, "etl.import", file_id=uploaded(pia, content.encode(), name)))
    assert job["result"]["created"] == 2, job
    assert names(pia) == ["Pia", "Ugo"]
