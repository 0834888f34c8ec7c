"""Entity tags, and requests that depend on them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from platform_project.http.conditional import entity_tag, is_current, is_expected
from platform_project.http.errors import InvalidRequest
from tenants.models import Tenant
from tests.factories import make_tenant

pytestmark = pytest.mark.urls("tests.http.sample_urls")
TAGS = st.binary(max_size=3).map(entity_tag)
STALE = entity_tag(b"something else")


def at(tenant: Tenant) -> str:
    return f"/v1/tenant/{tenant.pk}"


@given(st.binary(max_size=9), st.binary(max_size=9))
def test_representations_have_the_same_tag_only_when_they_are_the_same(one: bytes, other: bytes) -> None:
    assert (entity_tag(one) == entity_tag(other)) == (one == other)


@given(TAGS, st.lists(TAGS, min_size=1, max_size=4), st.data())
def test_a_list_of_tags_fits_when_one_of_them_does(
    tag: str, given_tags: list[str], data: st.DataObject
) -> None:
    weak = [data.draw(st.booleans()) for _ in given_tags]
    header = " , ".join(f"W/{t}" if w else t for t, w in zip(given_tags, weak, strict=True))
    strong = [t for t, w in zip(given_tags, weak, strict=True) if not w]
    assert is_current(header, tag) == (tag in given_tags)
    assert is_expected(header, tag) == (tag in strong)


@pytest.mark.parametrize(
    ("header", "tag", "expected"), [("*", STALE, True), ("*", None, False), (STALE, None, False)]
)
def test_an_asterisk_stands_for_anything_that_is_there(header: str, tag: str | None, expected: bool) -> None:
    assert is_expected(header, tag) is expected


@pytest.mark.parametrize(
    "header", ["", "abc", '"abc', f"{STALE}, abc", "*, *", f"{STALE} {STALE}", "w/" + STALE]
)
def test_a_malformed_if_match_is_never_passed_over(header: str) -> None:
    with pytest.raises(InvalidRequest):
        is_expected(header, STALE)


def test_what_has_not_changed_is_not_sent_again(api: APIClient, tenant: Tenant) -> None:
    first = api.get(at(tenant))
    assert first["Cache-Control"] == "private, no-cache"
    for header in (first["ETag"], f"W/{first['ETag']}", f'"x", {first["ETag"]}', "*"):
        again = api.get(at(tenant), HTTP_IF_NONE_MATCH=header)
        assert (again.status_code, again.content) == (304, b"")
        assert "Content-Type" not in again
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again[name] == first[name]


def test_what_has_changed_is_sent_with_another_tag(api: APIClient, tenant: Tenant) -> None:
    before = api.get(at(tenant))["ETag"]
    Tenant.objects.filter(pk=tenant.pk).update(slug=f"{tenant.slug}-x")
    after = api.get(at(tenant), HTTP_IF_NONE_MATCH=before)
    assert (after.status_code, after.json()["slug"]) == (200, f"{tenant.slug}-x")
    assert after["ETag"] != before


def test_the_same_page_of_a_list_has_the_same_tag(api: APIClient) -> None:
    prefix = f"e-{uuid4().hex[:8]}"
    for number in range(3):
        make_tenant(slug=f"{prefix}-{number}")
    path = f"/v1/tenants/{prefix}"
    assert api.get(path, {"page_size": 2})["ETag"] == api.get(path, {"page_size": 2})["ETag"]
    assert api.get(path, {"page_size": 1})["ETag"] != api.get(path, {"page_size": 2})["ETag"]


def test_other_representations_and_refusals_have_no_tag(api: APIClient, tenant: Tenant) -> None:
    assert "ETag" not in api.get(at(tenant), HTTP_ACCEPT="text/html")
    for refused in (api.get(f"/v1/tenant/{uuid4()}"), api.get("/v1/things/7")):
        assert "ETag" not in refused
        assert refused["Cache-Control"] == "no-store"


def test_an_answer_depends_on_who_asks_and_for_which_tenant(api: APIClient, tenant: Tenant) -> None:
    varies = {name.strip() for name in api.get(at(tenant))["Vary"].lower().split(",")}
    assert {"accept", "authorization", "x-tenant-id"} <= varies


@pytest.mark.parametrize("accept", ["application/json", "application/json; indent=2"])
def test_who_knows_what_is_there_may_change_it(api: APIClient, tenant: Tenant, accept: str) -> None:
    known = api.get(at(tenant), HTTP_ACCEPT=accept)["ETag"]
    changed = {"slug": f"{tenant.slug}-new"}
    response = api.patch(at(tenant), changed, HTTP_IF_MATCH=known, HTTP_ACCEPT=accept)
    assert (response.status_code, response.json()["slug"]) == (200, changed["slug"])


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_who_knows_something_else_changes_nothing(api: APIClient, tenant: Tenant, method: str) -> None:
    known = api.get(at(tenant))["ETag"]
    for header in (STALE, f"W/{known}", f'{STALE}, "x"'):
        response = getattr(api, method)(at(tenant), {"slug": "other"}, HTTP_IF_MATCH=header)
        problem = response.json()
        assert (response.status_code, problem["code"], problem["etag"]) == (412, "precondition_failed", known)
    assert Tenant.objects.get(pk=tenant.pk).slug == tenant.slug


@pytest.mark.parametrize("header", [None, "*"])
def test_a_condition_is_not_needed(api: APIClient, tenant: Tenant, header: str | None) -> None:
    headers = {} if header is None else {"HTTP_IF_MATCH": header}
    assert api.delete(at(tenant), **headers).status_code == 204


def test_what_is_not_there_stays_not_found(api: APIClient) -> None:
    assert api.delete(f"/v1/tenant/{uuid4()}", HTTP_IF_MATCH="*").status_code == 404


def test_a_malformed_condition_changes_nothing(api: APIClient, tenant: Tenant) -> None:
    response = api.delete(at(tenant), HTTP_IF_MATCH="unquoted")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
    assert Tenant.objects.filter(pk=tenant.pk).exists()


def test_of_two_who_change_the_same_at_once_one_is_told_that_it_has_changed(tenant: Tenant) -> None:
    known = APIClient().get(at(tenant))["ETag"]
    together = Barrier(2)

    def change(number: int) -> int:
        try:
            together.wait(5)
            body = {"slug": f"{tenant.slug}-{number}"}
            return APIClient().patch(at(tenant), body, HTTP_IF_MATCH=known, format="json").status_code
        finally:
            connection.close()

    for _ in range(3):
        known = APIClient().get(at(tenant))["ETag"]
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(change, range(2))) == [200, 412]
        Tenant.objects.filter(pk=tenant.pk).update(slug=tenant.slug)
