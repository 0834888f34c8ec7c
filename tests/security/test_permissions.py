"""A view is as open as it declares, and shut when it declares nothing."""

import pytest
from rest_framework.permissions import AllowAny
from rest_framework.test import APIClient

from tests.security.conftest import Bearer

pytestmark = pytest.mark.urls("tests.security.sample_urls")

# method, path, status for: nobody, viewer, user, admin
TABLE = [
    ("get", "/v1/undeclared", 401, 403, 403, 403),
    ("get", "/v1/public", 200, 200, 200, 200),
    ("get", "/v1/known", 401, 200, 200, 200),
    ("get", "/v1/one-scope", 401, 403, 200, 200),
    ("head", "/v1/one-scope", 401, 403, 200, 200),
    ("get", "/v1/by-method", 401, 200, 200, 200),
    ("head", "/v1/by-method", 401, 200, 200, 200),
    ("post", "/v1/by-method", 401, 403, 201, 201),
    ("options", "/v1/by-method", 401, 200, 200, 200),
    ("delete", "/v1/by-method", 405, 405, 405, 405),
    ("get", "/v1/half", 401, 200, 200, 200),
    ("post", "/v1/half", 401, 403, 403, 403),
]


@pytest.mark.parametrize(("method", "path", "nobody", "viewer", "user", "admin"), TABLE)
def test_callers_reach_what_their_scopes_open(
    bearer: Bearer, method: str, path: str, nobody: int, viewer: int, user: int, admin: int
) -> None:
    clients = [APIClient(), bearer("viewer"), bearer("user"), bearer("admin")]
    assert [getattr(each, method)(path).status_code for each in clients] == [nobody, viewer, user, admin]


def test_a_refusal_names_the_missing_scope(bearer: Bearer) -> None:
    response = bearer("viewer").post("/v1/by-method")
    assert response.json()["required_scopes"] == ["graph:write", "jobs:write"]
    assert 'error="insufficient_scope"' in response["WWW-Authenticate"]


def test_the_browsable_api_hides_a_form_that_may_not_be_sent(bearer: Bearer) -> None:
    pages = {role: bearer(role).get("/v1/form", HTTP_ACCEPT="text/html") for role in ("viewer", "curator")}
    assert {page.status_code for page in pages.values()} == {200}
    assert 'name="_content"' not in pages["viewer"].content.decode()
    assert 'name="_content"' in pages["curator"].content.decode()


def test_nobody_bypasses_the_default_permission() -> None:
    from django.conf import settings

    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["security.permissions.HasScope"]
    assert AllowAny.__name__ not in str(settings.REST_FRAMEWORK)
