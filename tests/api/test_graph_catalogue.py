"""``/v1/graph/catalog`` over HTTP."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tenants.models import Tenant
from tests.web import Client, Web

PATH = "/v1/graph/catalog"
PATTERN = {
    "name": "tasks-of-status",
    "category": "tasks",
    "questions": {"en": ["total of {status:value(Task.status)} tasks"]},
    "cypher": "MATCH (t:Task) WHERE t.status = $status RETURN count(t) AS total",
    "kind": "count",
    "subject": {"en": ["task", "tasks"]},
}


@pytest.fixture
def curator(web: Web, tenant: Tenant) -> Iterator[Client]:
    with web.client(tenant, "curator", sub="cora") as client:
        yield client


@pytest.fixture
def platform(web: Web) -> Iterator[Client]:
    tenant, _ = Tenant.objects.get_or_create(slug="platform", defaults={"name": "Platform"})
    with web.client(tenant, "admin", sub="root") as client:
        yield client


def added(client: Client, **fields: Any) -> dict[str, Any]:
    response = client.post(PATH, json={**PATTERN, **fields})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    assert response.headers["Location"] == f"{PATH}/{made['id']}"
    return made


def test_a_pattern_is_added_read_changed_and_deleted(curator: Client) -> None:
    made = added(curator)
    path = f"{PATH}/{made['id']}"
    assert (made["shared"], made["source"], made["version"], made["created_by"]) == (
        False,
        "operator",
        1,
        "cora",
    )
    assert curator.body(path) == made
    tag = curator.get(path).headers["ETag"]
    change = {"enabled": False, "subject": {"en": None, "it": ["task", "task"]}}
    response = curator.patch(path, json=change, headers={"If-Match": tag})
    assert response.status_code == 200, response.text
    changed = response.json()
    assert (changed["enabled"], changed["subject"], changed["version"]) == (
        False,
        {"it": ["task", "task"]},
        2,
    )
    assert curator.patch(path, json={"enabled": True}, headers={"If-Match": tag}).status_code == 412
    assert curator.patch(path, json={}).status_code == 400
    assert curator.delete(path).status_code == 204
    gone = curator.get(path)
    assert (gone.status_code, gone.json()["code"]) == (404, "pattern_not_found")


def test_a_list_is_narrowed_paged_and_has_what_ships(curator: Client) -> None:
    added(curator)
    added(curator, name="other", category="strange", enabled=False, description="Something Peculiar")
    for query, expected in (
        ({"shared": "false"}, ["other", "tasks-of-status"]),
        ({"category": "strange"}, ["other"]),
        ({"enabled": "false", "shared": "false"}, ["other"]),
        ({"q": "peculiar"}, ["other"]),
        ({"source": "operator", "ordering": "name"}, ["other", "tasks-of-status"]),
        ({"source": "operator", "language": "it"}, []),
    ):
        assert [each["name"] for each in curator.get(PATH, params=query).json()["items"]] == expected, query
    page = curator.body(f"{PATH}?source=shipped&page_size=20&include_total=true")
    assert page["total"] > 40 and len(page["items"]) == 20 and page["next_page_token"]
    assert all(each["shared"] for each in page["items"])
    assert curator.get(PATH, params={"colour": "red"}).status_code == 400
    assert curator.get(PATH, params={"language": "tlh"}).status_code == 422


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"name": "no slug"}, ["/name"]),
        ({"cypher": "MATCH (n) DETACH DELETE n"}, ["/cypher", "/cypher"]),
        ({"questions": {"en": ["{"], "tlh": ["x"]}}, ["/questions", "/questions/en/0"]),
        ({"colour": "red"}, ["/colour"]),
        ({"kind": "poem", "subject": {"en": ["one"]}}, ["/kind", "/subject/en"]),
    ],
)
def test_what_is_no_pattern_is_refused_with_all_that_is_wrong(
    curator: Client, fields: dict[str, Any], pointers: list[str]
) -> None:
    response = curator.post(PATH, json={**PATTERN, **fields})
    assert response.status_code == 422
    faults = [each["pointer"] for each in response.json()["errors"]]
    assert sorted(set(faults)) == sorted(set(pointers)), response.text


def test_a_name_is_taken_once(curator: Client) -> None:
    added(curator)
    taken = curator.post(PATH, json=PATTERN)
    assert (taken.status_code, taken.json()["code"]) == (409, "pattern_exists")


def test_who_may_read_write_and_write_for_all(
    web: Web, tenant: Tenant, other_tenant: Tenant, curator: Client, platform: Client
) -> None:
    own = f"{PATH}/{added(curator)['id']}"
    shared = added(platform, name=f"shared-{tenant.slug}", shared=True)
    every = f"{PATH}/{shared['id']}"
    with (
        web.client(tenant) as user,
        web.client(tenant, "viewer") as viewer,
        web.client(other_tenant) as other,
    ):
        assert user.get(own).status_code == 200
        assert [user.post(PATH, json=PATTERN).status_code, user.delete(own).status_code] == [403, 403]
        assert [viewer.get(PATH).status_code, viewer.get(own).status_code] == [403, 403]
        assert [other.get(own).status_code, other.get(every).status_code] == [404, 200]
    for response in (
        curator.patch(every, json={"enabled": False}),
        curator.delete(every),
        curator.post(PATH, json={**PATTERN, "name": "mine", "shared": True}),
        curator.post(f"{PATH}/import", json={"content": "format: 1", "shared": True}),
    ):
        assert (response.status_code, response.json()["code"]) == (403, "permission_denied")
    assert platform.patch(every, json={"enabled": False}).json()["version"] == 2
    assert platform.delete(every).status_code == 204
    assert curator.get(f"{PATH}/{uuid4()}").status_code == 404
    assert curator.get(f"{PATH}/7").status_code == 400


def test_a_pattern_is_tried_and_shows_its_parameters_query_and_rows(web: Web, sampled: Tenant) -> None:
    with web.client(sampled, "curator") as curator:
        path = f"{PATH}/{added(curator, name=f't-{uuid4().hex[:8]}', enabled=False)['id']}/try"
        trial = curator.post(path, json={"question": "Total of failed tasks?"}).json()
        assert (trial["matches"], trial["reason"], trial["answered_by"]) == (True, "", None)
        assert trial["params"]["status"] == "Failed"
        assert "tenant_id: $tenant" in trial["cypher"]
        assert {"syntax", "read_only", "tenant"} <= {layer["name"] for layer in trial["layers"]}
        [[number]] = trial["rows"]
        assert number > 0 and str(number) in trial["text"]
        other = curator.post(path, json={"question": "How many nodes are there?"}).json()
        assert (other["matches"], other["answered_by"], other["rows"]) == (False, "node-count", [])


def test_the_answer_of_a_run_becomes_a_pattern(web: Web, sampled: Tenant) -> None:
    with web.client(sampled, "curator", sub="cora") as curator:
        run = curator.answer('How many tasks have status "Failed"?')
        assert run["outcome"] == "answer", run
        name = f"kept-{uuid4().hex[:8]}"
        response = curator.post(PATH, json={"from_run": run["id"], "name": name, "category": "kept"})
        assert response.status_code == 201, response.text
        kept = response.json()
        assert (kept["name"], kept["category"], kept["source"]) == (name, "kept", "answer")
        [question] = kept["questions"]["en"]
        assert "{" in question and "Failed" not in kept["cypher"]
        again = question.replace(question[question.index("{") : question.index("}") + 1], "Finished")
        trial = curator.post(f"{PATH}/{kept['id']}/try", json={"question": again}).json()
        assert trial["matches"] and trial["rows"][0][0] != run["outputs"][1]["rows"][0][0]
        assert curator.delete(f"{PATH}/{kept['id']}").status_code == 204
        chat = curator.answer("Hello!")
        refused = curator.post(PATH, json={"from_run": chat["id"]})
        assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")


def test_the_answer_of_a_question_becomes_a_pattern(web: Web, sampled: Tenant) -> None:
    with web.client(sampled, "curator", sub="cora") as curator:
        asked = {"question": 'How many tasks have status "Failed"?'}
        wait = {"Prefer": "wait=20"}
        question = curator.post("/v1/graph/ask", json=asked, headers=wait).json()
        name = f"kept-{uuid4().hex[:8]}"
        response = curator.post(PATH, json={"from_run": question["id"], "name": name, "enabled": False})
        assert response.status_code == 201, response.text
        kept = response.json()
        assert (kept["source"], kept["kind"]) == ("answer", "count")
        assert "{" in kept["questions"]["en"][0] and "Failed" not in kept["cypher"]
        assert curator.delete(f"{PATH}/{kept['id']}").status_code == 204
        planned = curator.post("/v1/graph/ask", json={**asked, "dry_run": True}, headers=wait).json()
        refused = curator.post(PATH, json={"from_run": planned["id"]})
        assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
        assert curator.post(PATH, json={"from_run": str(uuid4())}).status_code == 404


def test_a_catalogue_goes_from_one_tenant_to_another(web: Web, other_tenant: Tenant, curator: Client) -> None:
    added(curator)
    content = curator.body(f"{PATH}/export")["content"]
    assert "tasks-of-status" in content
    assert "node-count" in curator.body(f"{PATH}/export?shared=true")["content"]
    assert curator.get(f"{PATH}/export?shared=perhaps").status_code == 422
    with web.client(other_tenant, "curator") as neighbour:
        report = neighbour.post(f"{PATH}/import", json={"content": content, "dry_run": True}).json()
        entry = {"pointer": "/patterns/0", "name": "tasks-of-status", "change": "created"}
        assert report == {"dry_run": True, "entries": [entry]}
        assert neighbour.body(f"{PATH}?shared=false")["items"] == []
        assert neighbour.post(f"{PATH}/import", json={"content": content}).json()["entries"] == [entry]
        assert neighbour.body(f"{PATH}/export")["content"] == content
        broken = content.replace("kind: count", "kind: poem")
        refused = neighbour.post(f"{PATH}/import", json={"content": broken})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/patterns/0/kind")
