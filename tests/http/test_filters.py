"""Lists that are narrowed and ordered."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from tenants.models import Tenant

pytestmark = pytest.mark.urls("tests.http.sample_urls")


@pytest.fixture
def prefix() -> str:
    """The prefix of four tenants, made one after another, of two names."""
    prefix = f"filter-{uuid4().hex[:12]}-"
    for number, name in enumerate(["b", "a", "b", "a"]):
        Tenant.objects.create(
            slug=f"{prefix}{number}", name=name, status="suspended" if number == 3 else "active"
        )
    return prefix


def numbers(api: APIClient, prefix: str, **query: object) -> list[int]:
    """The tenants in the order of the list, page by page."""
    seen, token = [], ""
    while token is not None:
        response = api.get(f"/v1/tenants/{prefix}", {**query, "page_size": 1, "page_token": token})
        assert response.status_code == 200, response.content
        seen += [int(item["slug"][-1]) for item in response.json()["items"]]
        token = response.json()["next_page_token"]
    return seen


QUERIES: list[tuple[dict[str, object], list[int]]] = [
    ({}, [3, 2, 1, 0]),
    ({"name": "b"}, [2, 0]),
    ({"status": ["active"]}, [2, 1, 0]),
    ({"status": ["active", "suspended"], "name": "a"}, [3, 1]),
    ({"ordering": "created_at"}, [0, 1, 2, 3]),
    ({"ordering": "-created_at"}, [3, 2, 1, 0]),
    ({"ordering": "name"}, [1, 3, 0, 2]),
    ({"ordering": "-name"}, [2, 0, 3, 1]),
    ({"ordering": "-name", "status": "active"}, [2, 0, 1]),
    ({"name": "", "ordering": "", "created_after": ""}, [3, 2, 1, 0]),
    ({"created_after": "2999-01-01T00:00:00Z"}, []),
    ({"created_after": "2020-01-01T00:00:00+02:00"}, [3, 2, 1, 0]),
    ({"created_after": "2020-01-01T00:00:00+23:59"}, [3, 2, 1, 0]),
    ({"created_after": "2999-01-01T00:00:00-16:00"}, []),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES, ids=[str(row[0]) for row in QUERIES])
def test_a_list_is_narrowed_and_ordered_across_its_pages(
    api: APIClient, prefix: str, query: dict[str, object], expected: list[int]
) -> None:
    assert numbers(api, prefix, **query) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "nonsense"), ("ordering", "slug"), ("ordering", "name,created_at"), ("created_after", "soon"),
     ("created_after", "2020-01-01T00:00:00+24:00"), ("created_after", "0001-01-01T00:00:00+00:01"),
     ("created_after", "9999-12-31T23:59:59-00:01"),
     ("name", "a\x00b"), ("include_total", "yes"), ("page_size", "1.0")],
)  # fmt: skip
def test_a_value_that_a_filter_does_not_take_is_invalid(api: APIClient, name: str, value: str) -> None:
    response = api.get("/v1/tenants/x", {name: value})
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert {error["pointer"].split("/")[1] for error in response.json()["errors"]} == {name}


def test_a_parameter_that_a_list_does_not_know_is_refused_by_name(api: APIClient) -> None:
    response = api.get("/v1/tenants/x", {"staus": "active", "page": 2})
    problem = response.json()
    assert (response.status_code, problem["code"]) == (400, "invalid_request")
    assert "page, staus" in problem["detail"]
    assert {"status", "ordering", "page_size", "page_token"} <= set(problem["known"])


def test_the_total_is_that_of_what_is_left(api: APIClient, prefix: str) -> None:
    query = {"name": "a", "include_total": "true", "page_size": 1}
    assert api.get(f"/v1/tenants/{prefix}", query).json()["total"] == 2
