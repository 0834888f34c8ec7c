"""Fields that nobody knows."""

from typing import Any

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.urls("tests.http.sample_urls")

UNKNOWN: list[tuple[str, dict[str, Any], set[tuple[str, str]]]] = [
    ("at the top", {"count": 1, "colour": 1}, {("/colour", "unknown_field")}),
    ("in an object", {"count": 1, "part": {"name": "a", "size": 1}}, {("/part/size", "unknown_field")}),
    ("in a list", {"count": 1, "parts": [{"name": "a"}, {"nmae": "a"}]},
     {("/parts/1/nmae", "unknown_field"), ("/parts/1/name", "required")}),
    ("read only", {"count": 1, "seen": False}, {("/seen", "unknown_field")}),
    ("beside other faults", {"count": 0, "": 1, "a/b": 2},
     {("/count", "min_value"), ("/", "unknown_field"), ("/a~1b", "unknown_field")}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "errors"), [row[1:] for row in UNKNOWN], ids=[row[0] for row in UNKNOWN])
def test_an_unknown_field_is_pointed_at(
    api: APIClient, body: dict[str, Any], errors: set[tuple[str, str]]
) -> None:
    response = api.post("/v1/echo", body, format="json")
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert {(error["pointer"], error["code"]) for error in response.json()["errors"]} == errors


def test_a_flood_of_unknown_fields_is_answered_in_brief(api: APIClient) -> None:
    response = api.post("/v1/echo", {f"x{number}": 1 for number in range(1000)}, format="json")
    assert len(response.json()["errors"]) <= 21


@pytest.mark.parametrize("body", [[1], "text", 7, None])
def test_what_is_no_object_is_invalid(api: APIClient, body: Any) -> None:
    assert api.post("/v1/echo", body, format="json").status_code == 422
