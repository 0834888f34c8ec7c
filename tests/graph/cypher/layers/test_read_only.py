"""Layer 2: clauses and functions that are allowed, and no procedure at all."""

import pytest

from graph.cypher import CypherRefused, parse, prepare
from graph.cypher.functions import ALLOWED_FUNCTIONS
from graph.cypher.layers import read_only


@pytest.mark.parametrize("name", sorted(ALLOWED_FUNCTIONS))
def test_an_allowed_function_may_be_written_in_any_case(name: str) -> None:
    assert read_only.check(parse(f"RETURN {name.upper()}(1) AS x")).ok


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("RETURN apoc.meta.schema() AS x", "apoc.meta.schema"),
        ("MATCH (n) RETURN n ORDER BY out(n)", "out"),
        ("MATCH (n {a: file()}) RETURN n", "file"),
        ("RETURN [x IN [1] | sleep(x)] AS x", "sleep"),
        ("RETURN EXISTS { MATCH (n) WHERE both(n) } AS x", "both"),
    ],
)
def test_any_other_function_is_refused_by_name(text: str, name: str) -> None:
    with pytest.raises(CypherRefused, match=f"the function {name} is not allowed") as caught:
        read_only.check(parse(text))
    assert caught.value.layer == "read_only"


@pytest.mark.parametrize("text", ["CALL db.labels()", "CALL db.labels YIELD label RETURN label"])
def test_a_procedure_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(CypherRefused, match="no procedure can be held to one tenant") as caught:
        prepare(text, params={}, tenant_id="t")
    assert caught.value.layer == "read_only"
