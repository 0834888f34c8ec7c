"""What will go away says so."""

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.urls("tests.http.sample_urls")
ABOUT = '</v1/docs>; rel="deprecation"; type="text/html"'


def test_a_deprecated_view_says_since_when_and_until_when(api: APIClient) -> None:
    response = api.get("/v1/outgoing")
    assert response["Deprecation"] == "@1767225600"  # RFC 9745: a date of structured fields
    assert response["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"  # RFC 8594: a date of HTTP
    assert response["Link"] == f'</v1/next>; rel="next", {ABOUT}'


def test_its_refusals_say_so_too(api: APIClient) -> None:
    response = api.delete("/v1/outgoing")
    assert (response.status_code, response["Deprecation"]) == (409, "@1767225600")


@pytest.mark.parametrize("name", ["limit", "cursor"])
def test_the_older_name_of_a_parameter_is_deprecated(api: APIClient, name: str) -> None:
    response = api.get("/v1/tenants/nobody", {name: ""})
    assert response["Deprecation"].startswith("@")
    assert ABOUT in response["Link"]
    assert "Sunset" not in response


def test_the_names_of_today_are_not(api: APIClient) -> None:
    assert "Deprecation" not in api.get("/v1/tenants/nobody", {"page_size": 5, "page_token": ""})
