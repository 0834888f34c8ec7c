"""JSON bodies that must not reach the database."""

import io
import json
import time

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
        '{"a": 1e400}',
        '{"a": {"b": 1, "c": 2, "b": 1}}',
        "[" * 33 + "]" * 33,
        '{"a":' * 33 + "1" + "}" * 33,
        "[" + "1," * 100_000 + "1]",
        "",
        "\ufeff{}",
    ],
    ids=["NUL", "NUL in a key", "lone surrogate", "nested without end", "NaN", "cut off", "infinite",
         "a name twice", "33 lists deep", "33 objects deep", "too many values", "nothing", "a mark of bytes"],
)  # fmt: skip
def test_a_body_that_cannot_be_stored_is_refused(body: str) -> None:
    with pytest.raises(ParseError):
        JSONParser().parse(io.BytesIO(body.encode()), "application/json", {})


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ParseError):
        JSONParser().parse(io.BytesIO(b'{"a": "\xff"}'), "application/json", {})


@pytest.mark.parametrize("body", ["[" * 32 + "]" * 32, '{"a":' * 32 + "1" + "}" * 32, "7", '"x"', "null"])
def test_a_body_within_bounds_is_taken(body: str) -> None:
    assert JSONParser().parse(io.BytesIO(body.encode()), "application/json", {}) == json.loads(body)


def test_an_object_of_many_names_is_read_at_once() -> None:
    names = ",".join(f'"{number}":1' for number in range(90_000))
    began = time.monotonic()
    with pytest.raises(ParseError, match="twice"):
        JSONParser().parse(io.BytesIO(f'{{{names},"0":1}}'.encode()), "application/json", {})
    assert time.monotonic() - began < 2


def test_any_other_text_is_kept_as_it_is() -> None:
    body = {"prompt": "Quante analisi? 🧬 è \t", "nested": [1, None, {"a": True}]}
    assert JSONParser().parse(io.BytesIO(json.dumps(body).encode()), "application/json", {}) == body
