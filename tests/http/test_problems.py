"""Every error is a problem document, says no more than it should, and leaves nothing behind."""

from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.test import AsyncClient
from rest_framework.test import APIClient

from platform_project.http.codes import ErrorCode
from tenants.models import Tenant

pytestmark = pytest.mark.urls("tests.http.sample_urls")

# method, path, further arguments of the request, status, code
REFUSALS: list[tuple[str, str, dict[str, Any], int, ErrorCode]] = [
    ("get", "/v1/nowhere", {}, 404, ErrorCode.NOT_FOUND),
    ("get", "/v1/things/7", {}, 400, ErrorCode.INVALID_REQUEST),
    ("delete", "/v1/echo", {}, 405, ErrorCode.METHOD_NOT_ALLOWED),
    ("get", "/v1/fails/none", {"HTTP_ACCEPT": "image/png"}, 406, ErrorCode.NOT_ACCEPTABLE),
    ("post", "/v1/echo", {"data": "{", "content_type": "application/json"}, 400, ErrorCode.INVALID_REQUEST),
    ("post", "/v1/echo", {"data": "x", "content_type": "text/csv"}, 415, ErrorCode.UNSUPPORTED_MEDIA_TYPE),
    ("post", "/v1/echo", {"data": {"count": 0}, "format": "json"}, 422, ErrorCode.VALIDATION_FAILED),
    ("get", "/v1/fails/conflict", {}, 409, ErrorCode.CONFLICT),
    ("get", "/v1/fails/transient", {}, 503, ErrorCode.SERVICE_UNAVAILABLE),
    ("get", "/v1/fails/throttled", {}, 429, ErrorCode.RATE_LIMITED),
    ("get", "/v1/fails/not-found", {}, 404, ErrorCode.NOT_FOUND),
    ("get", "/v1/fails/django-not-found", {}, 404, ErrorCode.NOT_FOUND),
    ("get", "/v1/fails/django-permission", {}, 403, ErrorCode.PERMISSION_DENIED),
    ("get", "/v1/fails/suspicious", {}, 400, ErrorCode.INVALID_REQUEST),
    ("get", "/v1/fails/unhandled", {}, 500, ErrorCode.INTERNAL_ERROR),
    ("get", "/v1/plain/conflict", {}, 409, ErrorCode.CONFLICT),
    ("get", "/v1/plain/django-not-found", {}, 404, ErrorCode.NOT_FOUND),
    ("get", "/v1/plain/django-permission", {}, 403, ErrorCode.PERMISSION_DENIED),
    ("get", "/v1/plain/suspicious", {}, 400, ErrorCode.INVALID_REQUEST),
    ("get", "/v1/plain/database", {}, 503, ErrorCode.SERVICE_UNAVAILABLE),
    ("get", "/v1/plain/unhandled", {}, 500, ErrorCode.INTERNAL_ERROR),
    ("get", "/v1/problems/nonsense", {}, 404, ErrorCode.NOT_FOUND),
]


@pytest.mark.parametrize(("method", "path", "arguments", "status", "code"), REFUSALS)
def test_an_error_is_a_problem(
    api: APIClient, method: str, path: str, arguments: dict[str, Any], status: int, code: ErrorCode
) -> None:
    response = getattr(api, method)(path, **arguments)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["code"], body["status"], body["instance"]) == (code, status, path)
    assert body["type"] == f"/v1/problems/{code}"
    assert body["title"] and body["detail"] and len(body["trace_id"]) == 32
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize(("error", "status"), [("conflict", 409), ("unhandled", 500)])
def test_an_async_view_answers_the_same(error: str, status: int) -> None:
    client = AsyncClient(raise_request_exception=False)
    response = async_to_sync(client.get)(f"/v1/plain-async/{error}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("error", ["django-not-found", "django-permission", "suspicious", "unhandled"])
def test_outside_the_api_errors_are_pages(api: APIClient, error: str) -> None:
    response = api.get(f"/page/{error}")
    assert response["Content-Type"].startswith("text/html")
    assert "secret" not in response.content.decode()


def test_validation_points_at_what_is_wrong(api: APIClient) -> None:
    body = {"count": 0, "parts": [{"name": "fine"}, {"name": "too long"}, {}]}
    errors = api.post("/v1/echo", body, format="json").json()["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [
        ("/count", "min_value"),
        ("/parts/1/name", "max_length"),
        ("/parts/2/name", "required"),
    ]


def test_what_is_wrong_with_the_whole_body_has_an_empty_pointer(api: APIClient) -> None:
    problem = api.post("/v1/echo", {"count": 13}, format="json").json()
    assert problem["errors"] == [{"pointer": "", "code": "unlucky", "detail": "Thirteen is unlucky."}]


def test_a_problem_keeps_its_further_members(api: APIClient) -> None:
    assert api.get("/v1/fails/conflict").json()["blockers"] == ["run-1"]


@pytest.mark.parametrize(("error", "seconds"), [("transient", "7"), ("throttled", "3")])
def test_retry_after_is_a_header_too(api: APIClient, error: str, seconds: str) -> None:
    assert api.get(f"/v1/fails/{error}")["Retry-After"] == seconds


def test_405_says_what_is_allowed(api: APIClient) -> None:
    assert api.delete("/v1/echo")["Allow"] == "POST, OPTIONS"


def rows_after(api: APIClient, error: str) -> tuple[HttpResponse, bool]:
    slug = f"written-{uuid4().hex[:12]}"
    response = api.get(f"/v1/fails/{error}?slug={slug}")
    return response, Tenant.objects.filter(slug=slug).exists()


@pytest.mark.parametrize("error", ["conflict", "not-found", "django-not-found", "throttled", "unhandled"])
def test_what_a_failing_view_wrote_is_gone(api: APIClient, error: str) -> None:
    response, written = rows_after(api, error)
    assert response.status_code >= 400
    assert not written


def test_what_a_succeeding_view_wrote_stays(api: APIClient) -> None:
    response, written = rows_after(api, "none")
    assert response.status_code == 200
    assert written


def test_the_browsable_api_shows_a_problem_as_a_page(api: APIClient) -> None:
    response = api.get("/v1/fails/conflict", HTTP_ACCEPT="text/html")
    assert response.status_code == 409
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_has_a_page(api: APIClient, code: ErrorCode) -> None:
    response = api.get(f"/v1/problems/{code}")
    assert response.status_code == 200
    assert f"<code>{code}</code>" in response.content.decode()
