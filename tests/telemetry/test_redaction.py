"""What must not be read in logs, and what must."""

import json
import logging
from typing import Any

import pytest
import structlog
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from platform_project.telemetry.redaction import REDACTED, Redactor

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLWJ5dGVz"
redactor = Redactor(["correct-horse-battery"])


def redacted(**event: Any) -> dict[str, Any]:
    return dict(redactor(None, "info", event))


@pytest.mark.parametrize(
    "name",
    [
        "authorization", "Authorization", "password", "db_password", "token", "access_token", "client_secret",
        "api_key", "apiKey", "API-KEY", "cookie", "Set-Cookie", "credentials", "private_key", "tokens",
    ],
)  # fmt: skip
def test_a_field_that_is_named_as_a_secret_is_redacted(name: str) -> None:
    assert redacted(**{name: "hunter2"}) == {name: REDACTED}
    assert redacted(request={"headers": [{name: "hunter2"}]}) == {"request": {"headers": [{name: REDACTED}]}}


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"got {JWT} from a client", JWT.split(".")[1]),
        ("header was Bearer abcdef123456", "abcdef123456"),
        ("authorization: Basic dXNlcjpodW50ZXIy", "dXNlcjpodW50ZXIy"),
        ("cannot reach postgresql://app:hunter2@db:5432/x", "hunter2"),
        ("redis://:p@ss/w@rd@127.0.0.1:6379/0 refused", "w@rd"),
        ("connection failed: host=db user=app password=hunter2 dbname=x", "hunter2"),
        ("GET /v1/things?api_key=hunter2&page=1", "hunter2"),
        ("{'token': 'hunter2', 'page': 1}", "hunter2"),
        ("OPENAI_API_KEY=hunter2", "hunter2"),
        ("key sk-abcdefghijklmnopqrstuvwx is wrong", "abcdefghijklmnopqrstuvwx"),
        ("it says correct-horse-battery somewhere", "correct-horse-battery"),
    ],
)
def test_a_text_that_looks_like_a_secret_is_redacted(text: str, secret: str) -> None:
    assert secret not in redacted(event=text)["event"]
    assert REDACTED in redacted(event=text)["event"]


@pytest.mark.parametrize(
    "event",
    [
        {"event": "request", "path": "/v1/agent-runs", "status": 200, "duration_ms": 3.5},
        {"event": "http://127.0.0.1:8000/v1/jobs answered"},
        {"total_tokens": 1500, "token": None, "is_token": True},
        {"event": "the tokenizer passes", "flow": "agents.run", "count": 0},
    ],
)
def test_what_is_no_secret_stays(event: dict[str, Any]) -> None:
    assert redacted(**event) == event


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_is_logged_becomes_json_and_twice_is_as_once(value: Any) -> None:
    once = redacted(value=value)
    json.dumps(once)
    assert redacted(**once) == once


def test_an_exception_with_a_connection_string_is_logged_without_its_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        **{key: value for key, value in settings.LOGGING["formatters"]["json"].items() if key != "()"}
    )
    try:
        raise ConnectionError("postgresql://app:hunter2@db/x is away")
    except ConnectionError as error:
        record = logging.LogRecord(
            "n", logging.ERROR, "p", 1, "failed for %s", (JWT,), (type(error), error, None)
        )
    line = json.loads(formatter.format(record))
    assert "hunter2" not in line["exception"]
    assert "ConnectionError" in line["exception"]
    assert line["event"] == f"failed for {REDACTED}"
