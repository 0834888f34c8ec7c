"""Requests with an Idempotency-Key: what they ask for is done once."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from rest_framework.test import APIClient

from platform_project.urls import v1
from security import issuer
from security.api.views import PlatformAPIView
from security.idempotency.services import idempotency_expired_delete
from security.models import IdempotencyKey
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.security.idempotent_urls import calls

pytestmark = pytest.mark.urls("tests.security.idempotent_urls")


def somebody(tenant: Tenant, *roles: str, sub: str = "ada") -> APIClient:
    client = APIClient(raise_request_exception=False)
    token = issuer.mint(sub=sub, tenant_id=tenant.pk, roles=roles or ("user",))
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def post(client: APIClient, key: str | None, body: Any = None, path: str = "/v1/work", **extra: Any) -> Any:
    headers = {} if key is None else {"HTTP_IDEMPOTENCY_KEY": key}
    return client.post(path, body, **headers, **extra)


def marks(response: Any) -> tuple[str | None, str | None]:
    return response.get("Idempotency-Key"), response.get("Idempotency-Replayed")


def rows(tenant: Tenant) -> list[IdempotencyKey]:
    with tenant_scope(tenant.pk):
        return list(IdempotencyKey.objects.order_by("id"))


def forget_in_redis(tenant: Tenant) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for row in rows(tenant):
            assert client.delete(f"platform:idempotency:{row.digest}") == 1


@pytest.fixture
def ada(tenant: Tenant) -> Iterator[APIClient]:
    calls.clear()
    yield somebody(tenant)


# how the work answers, the status, whether the answer is kept, whether the work is
ANSWERS = [
    ("created", 201, True, True),
    ("nothing", 204, True, True),
    ("conflict", 409, True, False),
    ("not-found", 404, True, False),
    ("invalid", 422, True, False),
    ("not-you", 403, False, False),
    ("not-now", 429, False, False),
    ("transient", 503, False, False),
    ("unhandled", 500, False, False),
]


@pytest.mark.parametrize(("answer", "status", "kept", "worked"), ANSWERS)
def test_an_answer_is_kept_with_its_work_unless_it_would_not_stay(
    ada: APIClient, tenant: Tenant, answer: str, status: int, kept: bool, worked: bool
) -> None:
    slug = f"t-{uuid4().hex[:12]}"
    first, second = (post(ada, "k", {"answer": answer, "slug": slug}) for _ in range(2))
    assert (first.status_code, second.status_code) == (status, status)
    assert len(calls) == (1 if kept else 2)
    assert Tenant.objects.filter(slug=slug).exists() == worked
    assert len(rows(tenant)) == kept
    if kept:
        assert (marks(first), marks(second)) == (("k", "false"), ("k", "true"))
        assert first.content == second.content
        for name in ("Location", "ETag", "Cache-Control", "Content-Type", "X-Event-Id"):
            assert first.get(name) == second.get(name)
    else:
        assert second.get("Idempotency-Replayed") != "true"


@pytest.mark.parametrize("answer", ["created", "conflict"])
def test_postgresql_alone_gives_the_same_answer_as_redis(ada: APIClient, tenant: Tenant, answer: str) -> None:
    first, from_redis = (post(ada, "k", {"answer": answer}) for _ in range(2))
    forget_in_redis(tenant)
    from_postgresql = post(ada, "k", {"answer": answer})
    assert first.content == from_redis.content == from_postgresql.content
    assert marks(from_redis) == marks(from_postgresql) == ("k", "true")
    assert len(calls) == 1


def test_without_a_key_nothing_is_held_together(ada: APIClient, tenant: Tenant) -> None:
    assert [marks(post(ada, None)) for _ in range(2)] == [(None, None)] * 2
    assert (len(calls), rows(tenant)) == (2, [])


def test_where_nobody_is_known_a_key_means_nothing(tenant: Tenant) -> None:
    calls.clear()
    assert [marks(post(APIClient(), "k", path="/v1/open-work")) for _ in range(2)] == [(None, None)] * 2
    assert len(calls) == 2


def test_what_is_no_document_is_not_kept(ada: APIClient, tenant: Tenant) -> None:
    assert [marks(post(ada, "k", {"answer": "stream"})) for _ in range(2)] == [(None, None)] * 2
    assert (len(calls), rows(tenant)) == (2, [])


def test_a_key_belongs_to_its_tenant_subject_and_path(
    ada: APIClient, tenant: Tenant, other_tenant: Tenant
) -> None:
    requests = [
        (ada, "/v1/work"),
        (ada, "/v1/other-work"),
        (ada, "/v1/things/é%00"),
        (somebody(tenant, sub="bob"), "/v1/work"),
        (somebody(other_tenant), "/v1/work"),
    ]
    for round_ in ("false", "true"):
        assert {marks(post(client, "k", path=path)) for client, path in requests} == {("k", round_)}
    assert len(calls) == len(requests)
    assert marks(post(ada, "K")) == ("K", "false")
    assert [row.tenant_id for row in rows(other_tenant)] == [other_tenant.pk]
    with tenant_scope(other_tenant.pk):
        assert not IdempotencyKey.unscoped.filter(tenant=tenant).exists()


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ('{"slug": "", "answer": "conflict", "n": 1}', ""),
        ('{"slug": "", "answer": "created", "n": 2}', ""),
        ('{"slug": "", "n": 1}', ""),
        ("", ""),
        ('{"slug": "", "answer": "created", "n": 1}', "?x=2"),
        ('{"slug": "", "answer": "created", "n": 1}', "?x=1&x=1"),
    ],
)
def test_a_key_is_for_one_body_and_query(ada: APIClient, tenant: Tenant, body: str, query: str) -> None:
    first = '{"slug": "", "answer": "created", "n": 1}'
    sent = {"content_type": "application/json"}
    post(ada, "k", first, path="/v1/work?x=1", **sent)
    for _ in ("with Redis", "without"):
        refused = post(ada, "k", body, path=f"/v1/work{query}", **sent)
        assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_reused")
        forget_in_redis(tenant)
        assert marks(post(ada, "k", first, path="/v1/work?x=1", **sent)) == ("k", "true")
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            client.set(f"platform:idempotency:{rows(tenant)[0].digest}", "of another version")
    assert len(calls) == 1


@pytest.mark.parametrize("body", ['{"n":1,"slug":""}', ' { "slug" : "" , "\\u006e": 1 } '])
def test_the_spelling_of_a_body_does_not_matter(ada: APIClient, body: str) -> None:
    post(ada, "k", '{"slug": "", "n": 1}', content_type="application/json")
    assert marks(post(ada, "k", body, content_type="application/json")) == ("k", "true")


def test_files_are_compared_by_their_content(ada: APIClient) -> None:
    content = random.Random(7).randbytes(200_000)

    def upload(data: bytes) -> Any:
        file = SimpleUploadedFile("sample.bin", data)
        return post(ada, "k", {"file": file}, path="/v1/uploads", format="multipart")

    first, second, other = upload(content), upload(content), upload(content[:-1])
    assert first.json() == second.json() == {"size": len(content)}
    assert (len(calls), marks(second)) == (1, ("k", "true"))
    assert other.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "a\tb", "\x7f"])
def test_a_key_is_printable_and_short(ada: APIClient, key: str) -> None:
    refused = post(ada, key)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")
    assert calls == []


@pytest.mark.parametrize("key", ["x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', " ~!,;="])
def test_any_other_key_will_do(ada: APIClient, key: str) -> None:
    assert [marks(post(ada, key)) for _ in range(2)] == [(key, "false"), (key, "true")]


def test_what_cannot_be_read_is_refused_each_time(ada: APIClient, tenant: Tenant) -> None:
    for _ in range(2):
        assert post(ada, "k", "{", content_type="application/json").status_code == 400
        assert post(ada, "k", "x", content_type="text/plain").status_code == 415
    assert (calls, rows(tenant)) == ([], [])


def test_who_may_not_do_it_gets_no_replay_either(ada: APIClient, tenant: Tenant) -> None:
    for _ in range(2):
        assert post(somebody(tenant, "curator"), "k", path="/v1/writers-work").status_code == 201
    assert post(ada, "k", path="/v1/writers-work").status_code == 403
    assert post(APIClient(), "k", path="/v1/writers-work").status_code == 401
    assert len(calls) == 1


def test_after_a_day_a_key_is_new(ada: APIClient, tenant: Tenant) -> None:
    post(ada, "k")
    (row,) = rows(tenant)
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert 86_300 < client.ttl(f"platform:idempotency:{row.digest}") <= 86_400
    assert timedelta(hours=23.9) < row.expires_at - timezone.now() <= timedelta(hours=24)
    forget_in_redis(tenant)
    expire(tenant)
    assert [marks(post(ada, "k", {"n": 2})) for _ in range(2)] == [("k", "false"), ("k", "true")]
    assert (len(calls), len(rows(tenant))) == (2, 1)


def test_what_has_expired_is_deleted_and_nothing_else(ada: APIClient, tenant: Tenant) -> None:
    for number in range(3):
        post(ada, f"old-{number}")
    expire(tenant)
    post(ada, "new")
    while idempotency_expired_delete(limit=2):
        assert len(rows(tenant)) >= 1
    assert [row.key for row in rows(tenant)] == ["new"]


def expire(tenant: Tenant) -> None:
    with tenant_scope(tenant.pk):
        IdempotencyKey.objects.update(expires_at=timezone.now())


def test_no_post_of_the_api_can_do_without() -> None:
    views = [view for view in _views(v1) if hasattr(view, "post")]
    assert views
    assert [view for view in views if not issubclass(view, PlatformAPIView)] == []


def _views(patterns: list[URLPattern | URLResolver]) -> Iterator[type]:
    """The class-based views of some paths."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _views(entry.url_patterns)
        elif view := getattr(entry.callback, "view_class", None):
            yield view
