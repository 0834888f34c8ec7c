"""JSON bodies that must not reach the database."""

import io
import json

import pytest
from rest_framework.exceptions import ParseError

from platform_project.http.parsers import JSONParser


@pytest.mark.parametrize(
    "body",
    [
        '{"a": "\\u0000"}',
        '{"\\u0000": 1}',
        '{"a": [{"b": "x\\ud800y"}]}',
        "[" * 100_000 + "]" * 100_000,
        '{"a": NaN}',
        '{"a": ',
    ],
    ids=["NUL", "NUL in a key", "lone surrogate", "nested without end", "NaN", "cut off"],
)
def test_a_body_that_cannot_be_stored_is_refused(body: str) -> None:
    with pytest.raises(ParseError):
        JSONParser().parse(io.BytesIO(body.encode()), "application/json", {})


def test_any_other_text_is_kept_as_it_is() -> None:
    body = {"prompt": "Quante analisi? 🧬 è \t", "nested": [1, None, {"a": True}]}
    assert JSONParser().parse(io.BytesIO(json.dumps(body).encode()), "application/json", {}) == body
