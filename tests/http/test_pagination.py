"""Pages by keyset."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from tenants.models import Tenant

pytestmark = pytest.mark.urls("tests.http.sample_urls")


@pytest.fixture
def listed() -> str:
    """The prefix of five tenants, made one after another."""
    prefix = f"page-{uuid4().hex[:12]}-"
    for number in range(5):
        Tenant.objects.create(slug=f"{prefix}{number}", name="x")
    return prefix


def numbers(body: dict[str, list[dict[str, str]]]) -> list[int]:
    return [int(item["slug"][-1]) for item in body["items"]]


def test_pages_follow_each_other_newest_first_without_gap_or_repeat(api: APIClient, listed: str) -> None:
    seen, token = [], ""
    for _ in range(3):
        body = api.get(f"/v1/tenants/{listed}", {"page_size": 2, "page_token": token}).json()
        seen += numbers(body)
        token = body["next_page_token"]
    assert seen == [4, 3, 2, 1, 0]
    assert token is None


def test_the_link_to_the_next_page_works(api: APIClient, listed: str) -> None:
    first = api.get(f"/v1/tenants/{listed}", {"limit": 3})
    url, relation = first["Link"].split("; ")
    assert relation == 'rel="next"'
    second = api.get(url.strip("<>"))
    assert numbers(second.json()) == [1, 0]
    assert "Link" not in second


def test_rows_made_meanwhile_shift_nothing(api: APIClient, listed: str) -> None:
    first = api.get(f"/v1/tenants/{listed}", {"page_size": 2}).json()
    Tenant.objects.create(slug=f"{listed}9", name="x")
    second = api.get(f"/v1/tenants/{listed}", {"page_size": 2, "cursor": first["next_page_token"]}).json()
    assert numbers(second) == [2, 1]


@pytest.mark.parametrize(("query", "total"), [({}, None), ({"include_total": "true", "page_size": 1}, 5)])
def test_the_total_is_counted_on_request(
    api: APIClient, listed: str, query: dict[str, str], total: int | None
) -> None:
    assert api.get(f"/v1/tenants/{listed}", query).json().get("total") == total


@pytest.mark.parametrize("size", ["0", "201", "-1", "many", "1e2", "٣", "99999999999"])
def test_a_page_size_out_of_range_is_invalid(api: APIClient, size: str) -> None:
    response = api.get("/v1/tenants/x", {"page_size": size})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/page_size"


def test_a_token_that_was_not_given_out_by_this_list_is_refused(api: APIClient, listed: str) -> None:
    token = api.get(f"/v1/tenants/{listed}", {"page_size": 2}).json()["next_page_token"]
    for path, bad in [(listed, "nonsense"), (listed, token[:-1]), ("other", token), (listed, f"{token}x")]:
        response = api.get(f"/v1/tenants/{path}", {"page_token": bad})
        assert (response.status_code, response.json()["code"]) == (400, "invalid_page_token")
