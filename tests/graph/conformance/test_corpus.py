"""All of the corpus of accepted queries runs as it is rendered."""

import pytest

from graph import client
from graph.cypher import prepare
from tests.graph.conformance.conftest import Tenants
from tests.graph.cypher.corpus import CORPUS, PARAMETERS


@pytest.mark.parametrize("text", CORPUS)
def test_an_accepted_query_runs(tenants: Tenants, text: str) -> None:
    prepared = prepare(text, params=PARAMETERS, tenant_id=tenants.mine)
    client.read(prepared.text, prepared.params, timeout_seconds=5, max_rows=prepared.max_rows)
