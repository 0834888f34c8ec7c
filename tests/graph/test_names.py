"""A name is written so that it means itself, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cypher import CypherRefused, ast, parse
from graph.cypher.names import fresh, name
from graph.nl.catalogue.queries import with_names

ODD = ["", "a`b", "a\\b", "\ufeffname", "tab\there", "zero\u200bwidth", "x" * 129]


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_a_name_that_no_query_can_hold_is_refused(odd: str) -> None:
    with pytest.raises(CypherRefused):
        name(odd)
    with pytest.raises(CypherRefused):
        with_names("MATCH (n:`$what`) RETURN count(n) AS n", {"what": odd})


@given(st.text(max_size=140))
def test_every_other_name_is_read_back_as_it_is(given_name: str) -> None:
    try:
        written = name(given_name)
    except CypherRefused:
        return
    assert ast.Label(given_name) in list(ast.walk(parse(f"MATCH (n:{written}) RETURN n")))


def test_names_of_our_own_are_nobody_elses() -> None:
    assert next(fresh("link", {"link_1", "link_2", "other"})) == "link_3"
