"""Layer 1: understood as a whole, with a value that can be sent for every parameter."""

import pytest

from graph.cypher import CypherRefused, prepare
from graph.cypher.layers import syntax


@pytest.mark.parametrize(
    ("text", "params", "layer", "reason"),
    [
        ("MATCH (n RETURN n", {}, "syntax", "is never closed"),
        ("MATCH (n) RETRUN n", {}, "syntax", "line 1, column 11"),
        ("MATCH (n) RETURN n.a = $x AS a, $y AS b", {"x": 1}, "syntax", r"the parameter \$y has no value"),
        ("MATCH (n) DELETE n", {}, "read_only", "looks like delete"),
        ("DROP INDEX i", {}, "read_only", "looks like admin"),
        ("CALL db.labels()", {}, "read_only", "the procedure db.labels is not allowed"),
    ],
)
def test_a_text_that_is_not_understood_is_refused_as_what_it_seems_to_be(
    text: str, params: dict[str, object], layer: str, reason: str
) -> None:
    with pytest.raises(CypherRefused, match=reason) as caught:
        syntax.read(text, params)
    assert caught.value.layer == layer


@pytest.mark.parametrize(
    "value", [2**63, -(2**63) - 1, [1, [2**63]], {"a": 2**63}, "\ud83d", ["a\udc00"], {"\ud83d": 1}]
)
def test_a_value_that_no_server_takes_is_refused_before_anything_runs(value: object) -> None:
    with pytest.raises(CypherRefused, match=r"the parameter \$x holds") as caught:
        prepare("RETURN $x AS x", params={"x": value}, tenant_id="11111111-1111-7111-8111-111111111111")
    assert caught.value.layer == "syntax"


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63), True, None, 1.5, "\U0001f600", [1, {"a": "b"}]])
def test_a_value_that_a_server_takes_is_left_alone(value: object) -> None:
    assert syntax.read("RETURN $x AS x", {"x": value})[1].ok


def test_a_reserved_parameter_is_left_to_the_tenant_layer() -> None:
    statement, report = syntax.read("RETURN $tenant AS t", {})
    assert syntax.parameters(statement) == {"tenant"}
    assert report.ok
