"""Fields that nobody knows, and values of another type."""

from typing import Any

import pytest
from django.http import QueryDict
from rest_framework.test import APIClient

from tests.http.sample_urls import ThingSerializer

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


MISTYPED: list[tuple[str, dict[str, Any], str]] = [
    ("a number for text", {"title": 0.0}, "/title"),
    ("a whole number for text", {"title": 1}, "/title"),
    ("a boolean for text", {"title": True}, "/title"),
    ("a number for a boolean", {"loud": 0.0}, "/loud"),
    ("a text for a boolean", {"loud": "true"}, "/loud"),
    ("an object for a boolean", {"loud": {}}, "/loud"),
    ("in an object", {"part": {"name": 7}}, "/part/name"),
    ("in a list of objects", {"parts": [{"name": "a"}, {"name": 7}]}, "/parts/1/name"),
    ("in a list of texts", {"tags": ["a", 7]}, "/tags/1"),
    ("in a map of texts", {"names": {"it": "uno", "en": 1}}, "/names/en"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "pointer"), [row[1:] for row in MISTYPED], ids=[row[0] for row in MISTYPED]
)
def test_in_json_no_type_is_taken_for_another(api: APIClient, fields: dict[str, Any], pointer: str) -> None:
    response = api.post("/v1/echo", {"count": 1, **fields}, format="json")
    assert response.status_code == 422
    assert [(each["pointer"], each["code"]) for each in response.json()["errors"]] == [(pointer, "invalid")]


def test_json_of_the_right_types_and_null_are_taken(api: APIClient) -> None:
    body = {"count": 1, "title": "7", "loud": False, "tags": ["1"], "names": {"en": "1"}}
    assert api.post("/v1/echo", body, format="json").json() == {**body, "seen": True}
    assert api.post("/v1/echo", {"count": 1, "title": None, "loud": None}, format="json").status_code == 200


def test_a_form_has_only_texts_which_stand_for_all_types() -> None:
    form = QueryDict("count=1&title=7&loud=true&tags=9&tags=10")
    serializer = ThingSerializer(data=form)
    assert serializer.is_valid(), serializer.errors
    taken = serializer.validated_data
    assert (taken["title"], taken["loud"], taken["tags"]) == ("7", True, ["9", "10"])


def test_a_flood_of_unknown_fields_is_answered_in_brief(api: APIClient) -> None:
    response = api.post("/v1/echo", {f"x{number}": 1 for number in range(1000)}, format="json")
    assert len(response.json()["errors"]) <= 21


@pytest.mark.parametrize("body", [[1], "text", 7, None])
def test_what_is_no_object_is_invalid(api: APIClient, body: Any) -> None:
    assert api.post("/v1/echo", body, format="json").status_code == 422
