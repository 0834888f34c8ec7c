"""Where measures run, what is kept of a graph, and that nothing outlives its time."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from graph import client
from graph.analytics import cache, process, services
from graph.analytics.computing.projection import Projection, ProjectionDamaged
from graph.analytics.computing.registry import measure, measures
from graph.analytics.errors import (
    AnalysisFailed,
    AnalysisTimeout,
    NodeAmbiguous,
    NodeNotFound,
)
from graph.analytics.services import Analysis, Observer, analyse
from graph.errors import GraphTimeout
from graph.schema import invalidate, schema_of
from jobs.errors import Cancelled
from platform_project.operations.cleaning import clean, cleaners
from tenants.models import Tenant
from tests.conftest import REPOSITORY
from tests.graph.writes import graphs

QUIET = Observer(check_cancelled=lambda: None)
TOP = Analysis("top_k_degree", {"k": 3, "direction": "both"}, timeout_seconds=30)


@pytest.fixture
def filled(tenant: Tenant) -> Any:
    """A tenant with eight machines and seven parts."""
    graphs.fill(tenant.pk)
    yield tenant
    graphs.empty(tenant.pk)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph on which betweenness takes far longer than anybody here waits."""
    nodes = 8_000
    rows = [(i, f"n{i}", ["N"]) for i in range(nodes)]
    edges = [(i, "R", (i * k + 7) % nodes) for i in range(nodes) for k in (3, 5, 11, 17)]
    path = tmp_path_factory.mktemp("projections") / "large"
    Projection.of(rows, edges).write(path)
    return path


def slow(path: Path, *, seconds: float = 60, check: Any = lambda: None) -> dict[str, Any]:
    said = {"metric": "betweenness", "k": 1, "directed": False, "samples": 20_000}
    return process.compute(
        "centrality", said, path=path, budget=1, timeout_seconds=seconds, check_cancelled=check
    )


def children() -> list[psutil.Process]:
    return [
        each
        for each in psutil.Process().children()
        if "graph.analytics.computing" in " ".join(each.cmdline())
    ]


def test_what_takes_too_long_is_ended_with_its_process(large: Path) -> None:
    began = time.monotonic()
    with pytest.raises(AnalysisTimeout):
        slow(large, seconds=1)
    assert time.monotonic() - began < 3
    assert children() == []


def test_a_cancel_is_seen_within_two_seconds(large: Path) -> None:
    began = time.monotonic()

    def check() -> None:
        if time.monotonic() - began > 1:
            assert len(children()) == 1
            raise Cancelled

    with pytest.raises(Cancelled):
        slow(large, check=check)
    assert time.monotonic() - began < 3
    assert children() == []


def test_a_process_that_nobody_waits_for_ends_by_itself(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SPARE_SECONDS", -8.0)
    with pytest.raises(AnalysisFailed):
        slow(large, seconds=9)


def test_a_process_that_dies_is_told_of(large: Path) -> None:
    def kill() -> None:
        for each in children():
            each.kill()

    with pytest.raises(AnalysisFailed):
        slow(large, check=kill)


def test_progress_is_told(large: Path) -> None:
    shares: list[float] = []
    said = {"metric": "betweenness", "k": 1, "directed": False, "samples": 40}
    process.compute(
        "centrality", said, path=large, budget=1, timeout_seconds=60, check_cancelled=lambda: None,
        told=shares.append,
    )  # fmt: skip
    assert shares == sorted(shares) and len(shares) > 10 and shares[-1] == 1


def test_the_process_knows_no_secrets(large: Path) -> None:
    seen: list[dict[str, str]] = []

    def look() -> None:
        seen.extend(each.environ() for each in children())
        if seen:
            raise Cancelled

    with pytest.raises(Cancelled):
        slow(large, check=look)
    assert not {"SECRET_KEY", "DATABASE_URL", "GRAPH_PASSWORD"} & seen[0].keys()


def test_a_projection_is_the_same_however_its_rows_come_and_survives_the_disk(tmp_path: Path) -> None:
    rows: list[tuple[Any, Any, list[str]]] = [
        (7, "b", ["Z", "A"]), (9, "ü\ud800", []), (1, None, ["A"]), (3, "a", ["A"]), (4, 5, ["A"]),
    ]  # fmt: skip
    edges = [(7, "R", 3), (7, "R", 3), (3, "Q", 3), (1, "R", 9), (3, "R", 99)]
    made = Projection.of(rows, edges)
    assert made == Projection.of(rows[::-1], edges[::-1])
    assert (made.node_count, made.relationship_count) == (5, 4)
    made.write(tmp_path / "it")
    assert Projection.read(tmp_path / "it") == made
    assert oct((tmp_path / "it").stat().st_mode)[-3:] == "600"
    assert [each.name for each in tmp_path.iterdir()] == ["it"]
    for damage in (b"", b"{}\n", (tmp_path / "it").read_bytes()[:-1]):
        (tmp_path / "broken").write_bytes(damage)
        with pytest.raises(ProjectionDamaged):
            Projection.read(tmp_path / "broken")


def test_a_graph_is_read_once_until_somebody_writes_to_it(
    filled: Tenant, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    own = tmp_path / "analytics" / str(filled.pk)

    def degree() -> int:
        found, _ = analyse(filled.pk, TOP, observer=QUIET)
        return int(found["items"][0]["degree"])

    assert degree() == degree() == 1
    assert len(list(own.iterdir())) == 1
    graphs.change(
        "MATCH (m:Machine {tenant_id: $tenant, orig_id: 'm7'}), (p:Part {tenant_id: $tenant}) "
        "CREATE (p)-[:FITS]->(m)",
        tenant=str(filled.pk),
    )
    assert degree() == 7
    # Another writer than the platform is noticed once what is kept has become too old.
    client.write(
        lambda tx: tx.run(
            "MATCH (n {tenant_id: $tenant})-[r:FITS]->() DELETE r", tenant=str(filled.pk)
        ).consume()
    )
    assert degree() == 7
    for path in own.iterdir():
        os.utime(path, (0, 0))
    assert degree() == 1


def test_only_some_projections_are_kept_and_they_go_with_their_tenant(
    filled: Tenant, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    own = tmp_path / "analytics" / str(filled.pk)
    for labels in (["Machine"], ["Part"], ["Machine", "Part"], ["Machine"], [], ["A"], ["B"]):
        analyse(filled.pk, Analysis("k_core", {"k": 1, "labels": labels}, 30), observer=QUIET)
    assert len(list(own.iterdir())) == cache.KEPT_OF_TENANT
    monkeypatch.setattr(cache, "KEPT_BYTES", 1)
    analyse(filled.pk, Analysis("k_core", {"k": 1, "labels": ["C"]}, 30), observer=QUIET)
    assert len(list(own.iterdir())) == 1
    assert list(cache._remove(filled.pk)) == [1] and not own.exists()


def test_a_write_while_the_graph_is_read_leaves_nothing_for_others(
    filled: Tenant, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    wrote: list[int] = []

    def reading(nodes: int, relationships: int) -> None:
        if not wrote:
            wrote.append(1)
            invalidate(filled.pk)

    first = cache_files(filled, Observer(lambda: None, reading=reading))
    again = cache_files(filled, QUIET)
    assert len(first) == 1 and len(again) == 2


def cache_files(tenant: Tenant, observer: Observer) -> list[str]:
    analyse(tenant.pk, TOP, observer=observer)
    return [each.name for each in (cache.folder() / str(tenant.pk)).iterdir()]


def test_a_projection_that_makes_room_before_it_is_opened_is_read_again(
    filled: Tenant, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    projected, gone = cache.projected, list[Path]()

    def forgotten(*args: Any, **more: Any) -> Path:
        path = projected(*args, **more)
        if not gone:
            gone.append(path)
            path.unlink()
        return path

    monkeypatch.setattr(cache, "projected", forgotten)
    found, _ = analyse(filled.pk, TOP, observer=QUIET)
    assert len(found["items"]) == 3 and len(gone) == 1


def test_the_schema_is_asked_for_before_an_analysis_and_not_after_it(
    filled: Tenant, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody may have written meanwhile, and the graph be too busy to be looked at anew."""
    settings.DATA_DIR = tmp_path
    asked: list[Any] = []

    def once(tenant_id: Any) -> Any:
        asked.append(tenant_id)
        if len(asked) > 1:
            raise GraphTimeout
        return schema_of(tenant_id)

    monkeypatch.setattr(services, "schema_of", once)
    analysis = Analysis("k_core", {"k": 1, "labels": ["Nothing"]}, 30)
    assert analyse(filled.pk, analysis, observer=QUIET)[1] == ["No node has the label Nothing."]


def test_projections_that_are_too_old_go_with_the_cleanup(
    filled: Tenant, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    for labels in ([], ["Machine"], ["Part"]):
        analyse(filled.pk, Analysis("k_core", {"k": 1, "labels": labels}, 30), observer=QUIET)
    young, *old = (tmp_path / "analytics" / str(filled.pk)).iterdir()
    for path in old:
        os.utime(path, (0, 0))
    assert [clean(cleaners()["analytics"], check=lambda: None).deleted for _ in range(2)] == [2, 0]
    assert young.exists()


def test_a_cancel_ends_the_reading_too(filled: Tenant, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path

    def check() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        analyse(filled.pk, TOP, observer=Observer(check))
    assert not cache.folder().exists()


def test_an_id_that_is_not_one_nodes_is_refused_in_words(large: Path, tmp_path: Path) -> None:
    path = tmp_path / "twins"
    Projection.of([(1, "x", ["A"]), (2, "x", ["B"]), (3, None, ["A"])], []).write(path)
    said = {"k": 1, "method": "jaccard"}
    for id_, refused in (("x", NodeAmbiguous), ("y", NodeNotFound), ("None", NodeNotFound)):
        with pytest.raises(refused, match=id_):
            process.compute(
                "similarity", {"orig_id": id_, **said}, path=path, budget=1, timeout_seconds=30,
                check_cancelled=lambda: None,
            )  # fmt: skip


def test_a_measure_has_a_name_of_its_own_and_says_what_it_finds() -> None:
    assert {"centrality", "k_core", "similarity", "shortest_path", "all_shortest_paths"} <= measures().keys()
    with pytest.raises(ValueError, match="already"):
        measure("k_core", {})(lambda network, said: {})
    with pytest.raises(ValueError, match="does not say"):
        measure("another", {})(lambda network, said: {})


def test_what_computes_does_without_django() -> None:
    """It would cost each analysis a second, and hand it the settings."""
    text = "import sys, graph.analytics.computing.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", text], cwd=REPOSITORY).returncode == 0
