"""``/v1/graph/files`` over HTTP."""

import bz2
import gzip
import hashlib
import json
import lzma
import socket
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from django.conf import settings

from graph.files import storage
from graph.files.models import GraphFile
from graph.files.services import file_store
from jobs.services import job_create
from security.scopes import Scope
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.factories import make_principal
from tests.processes import wait_until
from tests.web import Client, Web

FILES = "/v1/graph/files"
NODE = b'{"type": "node", "id": "1", "labels": ["Task"], "properties": {"name": "a"}}\n'
LINES = NODE * 100
SHOWN = {
    "id", "name", "format", "compression", "media_type", "size", "sha256", "kind", "created_by", "made_by",
    "created_at", "expires_at", "links",
}  # fmt: skip


@pytest.fixture
def curator(web: Web, tenant: Tenant) -> Iterator[Client]:
    with web.client(tenant, "curator", sub="carla") as client:
        yield client


@pytest.fixture
def reader(web: Web, tenant: Tenant) -> Iterator[Client]:
    with web.client(tenant, "user", sub="ada") as client:
        yield client


def upload(
    client: Client, content: bytes = LINES, name: str = "tasks.jsonl", **headers: str
) -> httpx.Response:
    return client.post(FILES, files={"file": (name, content)}, headers=headers)


def uploaded(client: Client, content: bytes = LINES, name: str = "tasks.jsonl") -> dict[str, Any]:
    response = upload(client, content, name)
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json()
    return found


def refused(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def fault(response: httpx.Response) -> tuple[str, str]:
    assert refused(response) == (422, "validation_failed"), response.text
    [error] = response.json()["errors"]
    return error["pointer"], error["code"]


def on_disk(tenant: Tenant) -> set[str]:
    folder = storage.folder() / str(tenant.pk)
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def under_way() -> set[Path]:
    folder = storage.folder() / storage.INCOMING
    return set(folder.iterdir()) if folder.is_dir() else set()


def test_a_file_is_kept_described_downloaded_and_deleted(curator: Client, tenant: Tenant) -> None:
    response = upload(curator)
    assert response.status_code == 201, response.text
    file = response.json()
    assert set(file) == SHOWN
    assert response.headers["Location"] == file["links"]["self"] == f"{FILES}/{file['id']}"
    assert (file["name"], file["format"], file["compression"]) == ("tasks.jsonl", "jsonl", "none")
    assert (file["size"], file["sha256"]) == (len(LINES), hashlib.sha256(LINES).hexdigest())
    assert (file["kind"], file["created_by"], file["made_by"]) == ("upload", "carla", None)
    assert on_disk(tenant) == {file["id"]}
    assert curator.body(file["links"]["self"]) == file

    content = curator.get(file["links"]["content"])
    assert content.content == LINES
    assert content.headers["ETag"] == f'"{file["sha256"]}"'
    assert content.headers["Content-Disposition"] == 'attachment; filename="tasks.jsonl"'
    assert content.headers["X-Content-Type-Options"] == "nosniff"
    assert content.headers["Content-Length"] == str(len(LINES))

    assert curator.delete(file["links"]["self"]).status_code == 204
    assert refused(curator.get(file["links"]["self"])) == (404, "not_found")
    assert refused(curator.get(file["links"]["content"])) == (404, "not_found")
    assert on_disk(tenant) == set()


def zipped(*names: str, content: bytes = b"id,labels,name\n1,Task,a\n") -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "format_name", "compression"),
    [
        ("tasks.csv", b"id,labels,name\n1,Task,a\n", "csv", "none"),
        ("tasks.txt", LINES, "jsonl", "none"),
        ("tasks.csv", b"CREATE (:Task {orig_id: '1'});\n", "cypher", "none"),
        ("g", b'<?xml version="1.0"?>\n<graphml xmlns="x"><graph/></graphml>', "graphml", "none"),
        ("tasks.jsonl.gz", gzip.compress(LINES), "jsonl", "gzip"),
        ("tasks.bz2", bz2.compress(LINES), "jsonl", "bzip2"),
        ("tasks.xz", lzma.compress(LINES), "jsonl", "xz"),
        ("both.zip", zipped("nodes.csv", "relationships.csv", "__MACOSX/x"), "csv", "zip"),
    ],
)
def test_what_it_is_is_told_by_its_content(
    curator: Client, name: str, content: bytes, format_name: str, compression: str
) -> None:
    file = uploaded(curator, content, name)
    assert (file["format"], file["compression"]) == (format_name, compression)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "file_refused"),
        (b"\x7fELF\x02\x01\x01\x00", "file_refused"),
        (b"just some words", "file_refused"),
        (zipped("a.csv", "b.png", content=b"\x89PNG\x00"), "file_refused"),
        (b"\x28\xb5\x2f\xfdxxxx", "file_refused"),
        (gzip.compress(LINES)[:-20], "file_damaged"),
        (b"BZh9" + b"x" * 50, "file_damaged"),
        (b"PK\x03\x04" + b"x" * 50, "file_damaged"),
        (zipped(), "file_damaged"),
    ],
)
def test_what_nobody_could_load_is_refused_and_leaves_nothing(
    curator: Client, tenant: Tenant, content: bytes, code: str
) -> None:
    before = under_way()
    assert refused(upload(curator, content, "x")) == (422, code)
    assert on_disk(tenant) == set()
    assert under_way() <= before


def test_an_empty_file_is_refused(curator: Client, tenant: Tenant) -> None:
    assert fault(upload(curator, b"")) == ("/file", "empty")
    assert on_disk(tenant) == set()


def test_the_file_is_in_the_field_file_and_alone(curator: Client, tenant: Tenant) -> None:
    file = ("tasks.jsonl", LINES)
    wrong = curator.post(FILES, files={"upload": file})
    assert ("/upload", "unknown_field") in pointers(wrong)
    assert ("/file", "too_many") in pointers(curator.post(FILES, files=[("file", file), ("file", file)]))
    assert pointers(curator.post(FILES, files={"file": file}, data={"colour": "blue"})) == {
        ("/colour", "unknown_field")
    }
    assert pointers(curator.post(FILES, files={"file": (None, b"text")})) == {("/file", "invalid")}
    boundary = {"Content-Type": "multipart/form-data; boundary=b"}
    assert pointers(curator.post(FILES, content=b"--b--\r\n", headers=boundary)) == {("/file", "required")}
    assert refused(curator.post(FILES, json={"file": "x"})) == (415, "unsupported_media_type")
    assert refused(curator.post(FILES, content=b"x", headers={"Content-Type": "multipart/form-data"})) == (
        400,
        "invalid_request",
    )
    assert on_disk(tenant) == set()
    assert under_way() == set()


def pointers(response: httpx.Response) -> set[tuple[str, str]]:
    assert refused(response) == (422, "validation_failed"), response.text
    return {(error["pointer"], error["code"]) for error in response.json()["errors"]}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("città è così.jsonl", "città è così.jsonl"),
        ("数据.jsonl", "数据.jsonl"),
        ("a" * 300 + ".jsonl", "a" * 249 + ".jsonl"),
    ],
)
def test_a_name_is_for_people_and_no_path(curator: Client, tenant: Tenant, name: str, kept: str) -> None:
    file = uploaded(curator, name=name)
    assert file["name"] == kept
    assert on_disk(tenant) == {file["id"]}
    assert curator.get(file["links"]["content"]).content == LINES


@pytest.fixture
def large() -> bytes:
    """More than a body in memory may have."""
    return NODE * (3_000_000 // len(NODE))


def test_a_large_file_comes_through_whole(curator: Client, large: bytes) -> None:
    file = uploaded(curator, large)
    assert (file["size"], file["sha256"]) == (len(large), hashlib.sha256(large).hexdigest())
    assert curator.get(file["links"]["content"]).content == large


def test_a_large_body_is_taken_where_files_go_and_refused_elsewhere(curator: Client, large: bytes) -> None:
    for path in (f"{FILES}/{uuid4()}", "/v1/jobs"):
        response = curator.post(path, files={"file": ("tasks.jsonl", large)})
        assert refused(response) == (413, "payload_too_large"), path


def test_a_body_beyond_the_limit_is_refused_by_its_length(web: Web, curator: Client) -> None:
    """Neither a thread nor the disk is used, although most of it never comes."""
    answer = raw(web, curator, settings.MAX_UPLOAD_BYTES + 1_000_000, b"x" * 9_000_000)
    assert b" 413 " in answer.split(b"\r\n", 1)[0]


def test_a_body_of_unknown_length_is_refused(curator: Client) -> None:
    response = curator.post(FILES, content=iter([b"x"]), headers={"Content-Type": "multipart/form-data"})
    assert refused(response) == (411, "length_required")


def raw(
    web: Web, client: httpx.Client, length: int, body: bytes, *, cut: bool = False, **headers: str
) -> bytes:
    """What is answered to a body that says to be longer than it is; its sender is silent then, or goes."""
    address = urlsplit(web.url)
    lines = [
        f"POST {FILES} HTTP/1.1", "Host: localhost", f"Content-Length: {length}",
        "Content-Type: multipart/form-data; boundary=b",
        *([f"Authorization: {client.headers['Authorization']}"] if "Authorization" in client.headers else []),
        *(f"{name}: {value}" for name, value in headers.items()),
    ]  # fmt: skip
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        if cut:
            connection.shutdown(socket.SHUT_WR)
        return connection.recv(65_536)


BEGINNING = b'--b\r\nContent-Disposition: form-data; name="file"; filename="cut.jsonl"\r\n\r\n' + LINES


@pytest.mark.parametrize("length", [100_000, 5_000_000])
def test_a_connection_that_is_cut_leaves_nothing(
    web: Web, curator: Client, tenant: Tenant, length: int
) -> None:
    assert raw(web, curator, length, BEGINNING, cut=True) == b""
    assert on_disk(tenant) == set()
    assert under_way() == set()
    assert curator.body(FILES)["items"] == []


def test_a_form_without_its_end_is_no_file(web: Web, curator: Client, tenant: Tenant) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    response = curator.post(FILES, content=BEGINNING, headers=headers)
    assert response.status_code == 422, response.text
    assert on_disk(tenant) == set()
    assert under_way() == set()


def test_nobody_is_asked_for_a_large_body_that_will_be_refused(web: Web, tenant: Tenant) -> None:
    """``Expect: 100-continue`` is answered with the refusal itself."""
    for client, status in ((httpx.Client(), b" 401 "), (web.client(tenant, "user"), b" 403 ")):
        with client:
            answer = raw(web, client, 5_000_000, b"", Expect="100-continue")
        assert status in answer.split(b"\r\n", 1)[0], answer


def test_who_may_read_reads_and_who_may_write_writes(web: Web, tenant: Tenant, curator: Client) -> None:
    file = uploaded(curator)
    with web.client(tenant, "user") as user:
        assert [each["id"] for each in user.body(FILES)["items"]] == [file["id"]]
        assert user.body(file["links"]["self"])["sha256"] == file["sha256"]
        assert refused(upload(user)) == (403, "permission_denied")
        assert refused(user.delete(file["links"]["self"])) == (403, "permission_denied")
    with web.client(tenant, "viewer") as viewer:
        for path in (FILES, file["links"]["self"], file["links"]["content"]):
            assert refused(viewer.get(path)) == (403, "permission_denied")
    for path in (FILES, file["links"]["content"]):
        assert refused(httpx.get(web.url + path)) == (401, "unauthenticated")


def test_what_is_in_an_upload_is_for_who_has_sent_it_and_who_may_have_personal_data(
    web: Web, tenant: Tenant, curator: Client, reader: Client
) -> None:
    file = uploaded(curator)
    assert refused(reader.get(file["links"]["content"])) == (403, "permission_denied")
    assert reader.get(file["links"]["content"]).json()["required_scopes"] == ["graph:write"]
    for seen in (reader.body(file["links"]["self"]), *reader.body(FILES)["items"]):
        assert seen["links"] == {**file["links"], "content": None}
    with web.client(tenant, "data_engineer") as another:
        assert another.get(file["links"]["content"]).content == LINES
    with web.client(tenant, "user", sub="carla") as no_curator_any_more:
        assert no_curator_any_more.body(FILES)["items"] == [file]
        assert no_curator_any_more.get(file["links"]["content"]).content == LINES


def test_another_tenants_files_are_not_there(web: Web, curator: Client, other_tenant: Tenant) -> None:
    file = uploaded(curator)
    with web.client(other_tenant, "admin") as stranger:
        assert stranger.body(FILES)["items"] == []
        for method, path in (("GET", "self"), ("GET", "content"), ("DELETE", "self")):
            assert refused(stranger.request(method, file["links"][path])) == (404, "not_found")
    assert curator.get(file["links"]["content"]).content == LINES


def test_what_needs_more_is_not_shown_to_others(reader: Client, curator: Client, tenant: Tenant) -> None:
    with tenant_scope(tenant.pk):
        file = file_store(
            tenant_id=tenant.pk, created_by="root", name="people.jsonl", chunks=[LINES],
            kind=GraphFile.Kind.EXPORT, scope=Scope.GRAPH_WRITE,
        )  # fmt: skip
    assert curator.get(f"{FILES}/{file.pk}/content").content == LINES
    assert refused(reader.get(f"{FILES}/{file.pk}/content")) == (404, "not_found")
    assert reader.body(FILES)["items"] == []


def test_with_the_same_key_it_is_kept_once(curator: Client, tenant: Tenant) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first, second = upload(curator, **key), upload(curator, **key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert (second.headers["Idempotency-Replayed"], second.json()) == ("true", first.json())
    assert refused(upload(curator, NODE, **key)) == (409, "idempotency_key_reused")
    assert on_disk(tenant) == {first.json()["id"]}
    assert under_way() == set()


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10-", 206, 10, None),
        ("bytes=-5", 206, -5, None),
        ("bytes=5-999999", 206, 5, None),
        ("bytes=0-1,3-4", 200, 0, None),
        ("lines=0-1", 200, 0, None),
        ("bytes=9-1", 200, 0, None),
    ],
)
def test_a_range_of_the_content(
    curator: Client, asked: str, status: int, start: int, stop: int | None
) -> None:
    response = curator.get(uploaded(curator)["links"]["content"], headers={"Range": asked})
    assert (response.status_code, response.content) == (status, LINES[start:stop])
    if status == 206:
        first = start % len(LINES)
        last = first + len(response.content) - 1
        assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(LINES)}"


def test_a_range_behind_the_end_and_parts_of_another_content(curator: Client) -> None:
    file = uploaded(curator)
    content = file["links"]["content"]
    response = curator.get(content, headers={"Range": f"bytes={len(LINES)}-"})
    assert refused(response) == (416, "range_not_satisfiable")
    assert response.headers["Content-Range"] == f"bytes */{len(LINES)}"
    stale = curator.get(content, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert (stale.status_code, len(stale.content)) == (200, len(LINES))
    fresh = curator.get(content, headers={"Range": "bytes=0-1", "If-Range": f'"{file["sha256"]}"'})
    assert (fresh.status_code, fresh.content) == (206, LINES[:2])


def test_content_that_the_caller_has_is_not_sent_again(curator: Client) -> None:
    file = uploaded(curator)
    tag = f'"{file["sha256"]}"'
    again = curator.get(file["links"]["content"], headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    head = curator.head(file["links"]["content"])
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(LINES)))
    assert refused(curator.post(file["links"]["content"])) == (405, "method_not_allowed")


def test_a_file_that_is_gone_from_the_disk_is_said_to_be(curator: Client, tenant: Tenant) -> None:
    file = uploaded(curator)
    (storage.folder() / str(tenant.pk) / file["id"]).unlink()
    assert refused(curator.get(file["links"]["content"])) == (410, "file_content_missing")


def test_what_a_job_uses_stays_until_it_has_ended(curator: Client, tenant: Tenant) -> None:
    file = uploaded(curator)
    with tenant_scope(tenant.pk):
        job = job_create(
            principal=make_principal(tenant, "admin"),
            type_name="demo",
            payload={"items": 2},
        )
        type(job).objects.filter(pk=job.pk).update(payload={"files": {"nodes": file["id"].upper()}})
        execution = type(job.execution).objects
        execution.filter(pk=job.pk).update(status="pending", held=True, dispatched_at=None, finished_at=None)
    response = curator.delete(file["links"]["self"])
    assert refused(response) == (409, "file_in_use"), response.text
    assert response.json()["blockers"] == [{"type": "jobs", "count": 1, "ids": [str(job.pk)]}]
    assert curator.get(file["links"]["content"]).content == LINES
    with tenant_scope(tenant.pk):
        type(job).objects.filter(pk=job.pk).update(payload={})
    assert curator.delete(file["links"]["self"]).status_code == 204


def test_a_change_that_rests_on_another_state_is_refused(curator: Client) -> None:
    file = uploaded(curator)
    stale = curator.delete(file["links"]["self"], headers={"If-Match": '"other"'})
    assert refused(stale) == (412, "precondition_failed")
    tag = curator.get(file["links"]["self"]).headers["ETag"]
    assert curator.delete(file["links"]["self"], headers={"If-Match": tag}).status_code == 204


def test_the_list_is_paged_filtered_and_sorted(curator: Client) -> None:
    names = ["b.jsonl", "a.csv", "c.jsonl"]
    contents = [LINES, b"id,name\n1,x\n", NODE]
    files = [uploaded(curator, content, name) for name, content in zip(names, contents, strict=True)]

    def listed(query: str) -> list[str]:
        return [each["name"] for each in curator.body(f"{FILES}?{query}")["items"]]

    assert listed("") == ["c.jsonl", "a.csv", "b.jsonl"]
    assert listed("ordering=size") == ["a.csv", "c.jsonl", "b.jsonl"]
    assert listed("ordering=name") == ["a.csv", "b.jsonl", "c.jsonl"]
    assert listed("file_format=csv") == ["a.csv"]
    assert listed("q=C.js") == ["c.jsonl"]
    assert listed(f"sha256={files[0]['sha256']}") == ["b.jsonl"]
    assert listed("kind=export&kind=report") == []
    assert listed("created_by=carla&kind=upload") == ["c.jsonl", "a.csv", "b.jsonl"]
    first = curator.body(f"{FILES}?page_size=2&include_total=true")
    assert ([each["name"] for each in first["items"]], first["total"]) == (["c.jsonl", "a.csv"], 3)
    assert listed(f"page_size=2&page_token={first['next_page_token']}") == ["b.jsonl"]


def test_slow_senders_and_readers_hold_no_thread(web: Web, curator: Client, large: bytes) -> None:
    """More of them than there are threads."""
    file = uploaded(curator, large * 3)
    address = urlsplit(web.url)
    token = curator.headers["Authorization"]
    connections = [socket.create_connection((address.hostname, address.port)) for _ in range(24)]
    try:
        for number, connection in enumerate(connections):
            line = f"GET {file['links']['content']}" if number % 2 else f"POST {FILES}"
            length = "" if number % 2 else "Content-Length: 5000000\r\n"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(
                f"{line} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n{length}"
                "Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode()
            )
        for _ in range(5):
            assert curator.body(FILES)["items"]
    finally:
        for connection in connections:
            connection.close()
    wait_until(lambda: not spooled(), what="the end of what was taken in")


def spooled() -> list[str]:
    """Files without a name that processes of these tests hold open in the data folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target.startswith(str(settings.DATA_DIR)) and target.endswith("(deleted)"):
            found.append(target)
    return found


def test_the_log_says_who_has_kept_read_and_deleted_what(web: Web, curator: Client) -> None:
    file = uploaded(curator, name="a-name-nobody-should-read.jsonl")
    curator.get(file["links"]["content"])
    curator.delete(file["links"]["self"])

    def events() -> list[str]:
        lines = [json.loads(line) for line in web.log.read_text().splitlines() if file["id"] in line]
        return [line["event"] for line in lines if line.get("by") == "carla"]

    expected = ["graph_file_stored", "graph_file_read", "graph_file_deleted"]
    wait_until(lambda: events() == expected, what="the lines of the log")
    assert "a-name-nobody-should-read" not in web.log.read_text()
