"""Ids in and out, and bodies that are too long."""

import re

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project.http.trace import TraceContext

pytestmark = pytest.mark.urls("tests.http.sample_urls")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"


@pytest.mark.parametrize("request_id", ["abc-123", "A.b:c_d", "x" * 128])
def test_a_well_formed_request_id_comes_back(api: APIClient, request_id: str) -> None:
    assert api.get("/v1/context", HTTP_X_REQUEST_ID=request_id)["X-Request-ID"] == request_id


@pytest.mark.parametrize("request_id", ["", "x" * 129, "a b", "<script>", "a\tb"])
def test_another_request_id_is_replaced(api: APIClient, request_id: str) -> None:
    given_back = api.get("/v1/context", HTTP_X_REQUEST_ID=request_id)["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f-]{36}", given_back)


def test_log_lines_carry_the_ids_of_their_request_only(api: APIClient) -> None:
    first = api.get("/v1/context", HTTP_X_REQUEST_ID="first", HTTP_TRACEPARENT=f"00-{TRACE}-{SPAN}-01").json()
    assert first == {"request_id": "first", "trace_id": TRACE}
    second = api.get("/v1/context").json()
    assert second["request_id"] != "first"
    assert second["trace_id"] != TRACE


def test_async_requests_have_ids_too() -> None:
    response = async_to_sync(AsyncClient().get)("/v1/context", headers={"X-Request-ID": "from-async"})
    assert response["X-Request-ID"] == "from-async"
    assert response.json()["request_id"] == "from-async"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        f"00-{TRACE}-{SPAN}",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
    ],
)
def test_a_malformed_traceparent_starts_a_new_trace(header: str | None) -> None:
    context = TraceContext.from_header(header)
    assert re.fullmatch(r"[0-9a-f]{32}", context.trace_id)
    assert context.trace_id not in (TRACE, "0" * 32)


def test_a_good_traceparent_is_continued_in_a_new_span() -> None:
    context = TraceContext.from_header(f"00-{TRACE}-{SPAN}-00")
    assert (context.trace_id, context.flags) == (TRACE, "00")
    assert context.span_id != SPAN


@given(st.text())
def test_what_is_sent_on_is_always_well_formed(header: str) -> None:
    sent = TraceContext.from_header(header).traceparent
    assert TraceContext.from_header(sent).trace_id == sent.split("-")[1]


def test_a_body_that_is_too_long_is_refused_unread(api: APIClient, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = api.post("/v1/echo", {"count": 1, "padding": "x" * 100}, format="json")
    assert (response.status_code, response.json()["code"]) == (413, "payload_too_large")
    assert api.post("/v1/echo", {"count": 1}, format="json").status_code == 200


def test_a_body_of_unknown_length_is_refused(api: APIClient) -> None:
    response = api.get("/v1/context", HTTP_TRANSFER_ENCODING="chunked")
    assert (response.status_code, response.json()["code"]) == (411, "length_required")
