"""What is read of a graph: bounded by what counts, in as many queries as it takes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.analytics import cache, reading
from graph.analytics.errors import GraphTooLarge
from graph.analytics.services import Analysis, Observer, analyse
from graph.schema import invalidate
from tenants.models import Tenant
from tests.graph.writes import graphs

QUIET = Observer(check_cancelled=lambda: None)
TOP = Analysis("top_k_degree", {"k": 3, "direction": "both"}, timeout_seconds=30)


@pytest.fixture
def hub(tenant: Tenant) -> Iterator[Tenant]:
    """Eight machines and seven parts; the machine m7 holds each part, and feeds another machine."""
    graphs.fill(tenant.pk)
    graphs.change(
        "MATCH (m:Machine {tenant_id: $tenant, orig_id: 'm7'}), (p:Part {tenant_id: $tenant}) "
        "CREATE (m)-[:HOLDS]->(p)",
        tenant=str(tenant.pk),
    )
    graphs.change(
        "MATCH (a:Machine {tenant_id: $tenant, orig_id: 'm7'}) "
        "MATCH (b:Machine {tenant_id: $tenant, orig_id: 'm1'}) CREATE (a)-[:FEEDS]->(b)",
        tenant=str(tenant.pk),
    )
    invalidate(tenant.pk)
    yield tenant
    graphs.empty(tenant.pk)


def test_only_relationships_between_what_counts_are_bounded(
    hub: Tenant, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    settings.GRAPH_ANALYTICS_MAX_RELATIONSHIPS = 7
    narrowed = Analysis("top_k_degree", {"k": 1, "direction": "both", "labels": ["Machine"]}, 30)
    found, _ = analyse(hub.pk, narrowed, observer=QUIET)
    assert found["items"][0]["degree"] == 1
    with pytest.raises(GraphTooLarge):
        analyse(hub.pk, TOP, observer=QUIET)


def test_what_is_too_much_for_one_query_is_read_in_several(
    hub: Tenant, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    whole, _ = analyse(hub.pk, TOP, observer=QUIET)
    cache.forget(hub.pk)
    monkeypatch.setattr(reading, "MOST_BYTES", 400)
    assert analyse(hub.pk, TOP, observer=QUIET)[0] == whole
    monkeypatch.setattr(reading, "MOST_BYTES", 20)
    with pytest.raises(GraphTooLarge):
        analyse(hub.pk, Analysis("k_core", {"k": 1, "types": ["HOLDS"]}, 30), observer=QUIET)
