"""The attack table: none gets through, and nothing that only looks like an attack is refused."""

from contextlib import suppress

import pytest

from graph.cypher import CypherRefused, classify, prepare
from tests.graph.cypher.attacks import ATTACKS, BY_CATEGORY
from tests.graph.cypher.corpus import PARAMETERS
from tests.graph.cypher.harmless import HARMLESS
from tests.graph.cypher.schemas import MILLION, large

TENANT = "11111111-1111-7111-8111-111111111111"
ATTACKERS_PARAMETERS = {**PARAMETERS, "huge": 10**9, "evil": "(a+)+$", "properties": {"a": 1}}
NEEDS_NO_GRAPH = {text for _, text, layer in ATTACKS if layer == "cost" and "MATCH" not in text}


def test_the_tables_are_large_and_say_nothing_twice() -> None:
    assert len({text for _, text, _ in ATTACKS}) == len(ATTACKS) >= 200
    assert len({name for name, _, _ in ATTACKS}) == len(ATTACKS)
    assert len(set(HARMLESS)) == len(HARMLESS) >= 60
    assert min(map(len, BY_CATEGORY.values())) >= 20


@pytest.mark.parametrize(("text", "layer"), [a[1:] for a in ATTACKS], ids=[a[0] for a in ATTACKS])
def test_an_attack_is_refused(text: str, layer: str) -> None:
    with pytest.raises(CypherRefused) as caught:
        prepare(text, params=ATTACKERS_PARAMETERS, tenant_id=TENANT, schema=MILLION, strict=False)
    assert caught.value.layer == layer
    assert caught.value.reasons
    assert caught.value.as_json()["code"] == "cypher_refused"


def test_what_is_no_matter_of_counts_is_refused_without_a_schema_too() -> None:
    through = []
    for _, text, layer in ATTACKS:
        if layer != "cost" or text in NEEDS_NO_GRAPH:
            with suppress(CypherRefused):
                through.append(prepare(text, params=ATTACKERS_PARAMETERS, tenant_id=TENANT).text)
    assert through == []


def test_what_is_no_read_is_never_called_only_read() -> None:
    texts = [text for _, text, layer in ATTACKS if layer == "read_only" and "(" not in text]
    assert [text for text in texts if classify(text) == {"read"}] == []


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_an_attack_is_accepted(text: str) -> None:
    for schema in (None, large(20_000)):
        assert prepare(text, params=PARAMETERS, tenant_id=TENANT, schema=schema, strict=False).text
    assert classify(text) == {"read"}
