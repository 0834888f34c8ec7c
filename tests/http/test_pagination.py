"""Pages by keyset."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from platform_project.http.keyset import Keyset
from security.models import User
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


def test_the_link_to_the_next_page_works_and_keeps_what_was_asked(api: APIClient, listed: str) -> None:
    response = api.get(f"/v1/tenants/{listed}", {"limit": 2, "ordering": "created_at"})
    seen = numbers(response.json())
    while "Link" in response and 'rel="next"' in response["Link"]:
        url = response["Link"].split(">")[0].strip("<")
        assert "ordering=created_at" in url
        assert "limit" not in url
        response = api.get(url)
        seen += numbers(response.json())
    assert seen == [0, 1, 2, 3, 4]
    assert "Link" not in response


@pytest.mark.parametrize(("name", "older"), [("page_size", "limit"), ("page_token", "cursor")])
def test_a_parameter_under_both_of_its_names_is_refused(
    api: APIClient, listed: str, name: str, older: str
) -> None:
    response = api.get(f"/v1/tenants/{listed}", {name: "2", older: "null"})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [("", [2, 1, 0]), ("-created_at", [2, 1, 0]), ("created_at", [2, 3, 4, 9]), ("name", [2, 3, 4, 9])],
)
def test_rows_made_and_deleted_meanwhile_shift_nothing(
    api: APIClient, listed: str, ordering: str, expected: list[int]
) -> None:
    first = api.get(f"/v1/tenants/{listed}", {"page_size": 2, "ordering": ordering}).json()
    Tenant.objects.create(slug=f"{listed}9", name="x")
    Tenant.objects.filter(slug=f"{listed}{numbers(first)[0]}").delete()
    rest = api.get(f"/v1/tenants/{listed}", {"ordering": ordering, "cursor": first["next_page_token"]}).json()
    assert numbers(rest) == expected


def test_people_who_write_while_pages_are_read_hide_nothing(api: APIClient, listed: str) -> None:
    done = Event()

    def write() -> None:
        try:
            for number in count():
                if done.wait(0.002):
                    return
                Tenant.objects.create(slug=f"{listed}w{number}0", name="x")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            body = api.get(f"/v1/tenants/{listed}", {"page_size": 1}).json()
            seen = [item["slug"] for item in body["items"]]
            while (token := body["next_page_token"]) is not None:
                body = api.get(f"/v1/tenants/{listed}", {"page_size": 1, "page_token": token}).json()
                seen += [item["slug"] for item in body["items"]]
        finally:
            done.set()
        writing.result()
    assert len(seen) == len(set(seen))
    assert [slug for slug in seen if "w" not in slug] == [f"{listed}{number}" for number in (4, 3, 2, 1, 0)]


@settings(max_examples=15, deadline=None)
@given(
    moments=st.lists(st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2020, 1, 2)), max_size=8),
    descending=st.booleans(),
    size=st.integers(1, 3),
)
def test_pages_go_through_nulls_and_ties_once_and_in_order(
    moments: list[datetime | None], descending: bool, size: int
) -> None:
    prefix = f"u-{uuid4().hex[:12]}"
    for number, moment in enumerate(moments):
        login = moment and moment.replace(tzinfo=UTC, microsecond=moment.microsecond % 2)
        User.objects.create(username=f"{prefix}-{number}", last_login=login)
    rows = User.objects.filter(username__startswith=prefix).order_by(
        "-last_login" if descending else "last_login"
    )
    keyset, seen, place = Keyset.of(rows), [], None
    while True:
        left = keyset.sorted(rows)
        page = list((left if place is None else keyset.after(left, place))[:size])
        if not page:
            break
        seen += page
        place = json.loads(json.dumps(keyset.position(page[-1])))
    past = [(user.last_login, user.pk) for user in seen if user.last_login is not None]
    unknown = [user.pk for user in seen if user.last_login is None]
    assert seen == [u for u in seen if u.last_login is not None] + [u for u in seen if u.last_login is None]
    assert past == sorted(past, reverse=descending)
    assert unknown == sorted(unknown, reverse=descending)
    assert sorted(user.pk for user in seen) == sorted(rows.values_list("pk", flat=True))


def test_a_list_of_two_orders_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        Keyset.of(Tenant.objects.order_by("name", "slug"))


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


def test_a_token_is_good_for_its_list_filters_and_order_only(api: APIClient, listed: str) -> None:
    asked = {"page_size": 2, "name": "x"}
    token = api.get(f"/v1/tenants/{listed}", asked).json()["next_page_token"]
    refused: list[tuple[str, dict[str, object]]] = [
        (listed, {**asked, "page_token": "nonsense"}),
        (listed, {**asked, "page_token": token[:-1]}),
        (listed, {**asked, "page_token": f"{token}x"}),
        (listed, {"page_size": 2, "page_token": token}),
        (listed, {**asked, "name": "y", "page_token": token}),
        (listed, {**asked, "ordering": "created_at", "page_token": token}),
        ("other", {**asked, "page_token": token}),
    ]
    for path, query in refused:
        response = api.get(f"/v1/tenants/{path}", query)
        assert (response.status_code, response.json()["code"]) == (400, "invalid_page_token"), query
    again = {"page_size": 1, "include_total": "true", "name": "x", "page_token": token}
    assert api.get(f"/v1/tenants/{listed}", again).status_code == 200
