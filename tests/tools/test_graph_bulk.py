"""graph.bulk: rows in batches, judged one by one."""

from collections.abc import Iterator
from typing import Any

import pytest

from graph.mutations import errors
from graph.mutations.identity import labels_with_identity
from security.principal import Principal
from tenants.ids import new_id
from tenants.models import Tenant
from tests.factories import make_principal
from tests.graph.mutations import graphs
from tests.tools.invoking import invoked
from tools.errors import ToolArgumentsInvalid

LINK = "(a {tenant_id: $tenant})-[r:NEXT]->(b {tenant_id: $tenant})"


@pytest.fixture
def curator(tenant: Tenant) -> Iterator[Principal]:
    yield make_principal(tenant, "curator", sub="carla")
    graphs.empty(tenant.pk)


def bulk(caller: Principal, action: str, **arguments: Any) -> dict[str, Any]:
    return invoked(caller, "graph.bulk", action, **arguments).data


def nodes(*numbers: int, **props: Any) -> list[dict[str, Any]]:
    return [{"orig_id": f"s{each}", "labels": ["Stop"], "props": {"at": each, **props}} for each in numbers]


def edges(*pairs: tuple[int, int], **more: Any) -> list[dict[str, Any]]:
    return [
        {"start_orig_id": f"s{start}", "end_orig_id": f"s{end}", "type": "NEXT", **more}
        for start, end in pairs
    ]


def numbers(done: dict[str, Any]) -> dict[str, int]:
    """The figures of an answer that are not zero."""
    names = ("created", "updated", "failed", "skipped", "missing_endpoints", "endpoints_created")
    return {name: done[name] for name in names if done[name]}


def test_nodes_are_made_in_batches_and_stamped(curator: Principal) -> None:
    done = bulk(curator, "ingest_nodes", nodes=nodes(*range(25)), batch_size=10)
    assert numbers(done) == {"created": 25}
    assert (done["processed"], done["succeeded"], done["errors"], done["written"]) == (25, 25, [], True)
    stamped = "(n:Stop {tenant_id: $tenant, created_by: 'carla', updated_by: 'carla'})"
    assert graphs.count(curator.tenant_id, stamped) == 25


def test_one_error_leaves_nothing_when_it_is_to_fail_fast(curator: Principal) -> None:
    bulk(curator, "ingest_nodes", nodes=nodes(7))
    done = bulk(curator, "ingest_nodes", nodes=nodes(*range(10)), batch_size=3)
    assert numbers(done) == {"failed": 1, "skipped": 9}
    assert done["errors"] == [{"row": 7, "code": "conflict", "detail": "There is a node s7 already."}]
    assert done["written"] is False
    bad = [*nodes(1), {"orig_id": "x", "labels": ["_Own"]}]
    assert numbers(bulk(curator, "ingest_nodes", nodes=bad)) == {"failed": 1, "skipped": 1}
    assert graphs.count(curator.tenant_id) == 1


def test_rows_with_errors_are_left_out_when_it_goes_on(curator: Principal) -> None:
    rows: list[dict[str, Any]] = [
        *nodes(1, 2),
        {"orig_id": "x", "labels": ["Stop"], "props": {"tenant_id": "other"}},
        {"orig_id": "y", "labels": ["Stop"], "props": {"a": {"b": 1}}},
        {"labels": ["Stop"]},
        {"orig_id": "z", "labels": ["Other"]},
        {"orig_id": "q", "labels": ["Stop"], "name": 1},
        *nodes(2, 3),
    ]
    done = bulk(curator, "upsert_nodes", nodes=rows, fail_fast=False, batch_size=2)
    assert numbers(done) == {"created": 3, "failed": 6}
    assert [(each["row"], each["code"]) for each in done["errors"]] == [
        (2, "invalid"), (3, "invalid"), (4, "invalid"), (5, "mixed_labels"), (6, "invalid"), (7, "duplicate")
    ]  # fmt: skip
    assert graphs.count(curator.tenant_id) == 3


def test_what_the_server_alone_refuses_is_an_error_of_its_row(curator: Principal) -> None:
    rows = [*nodes(1, 2), {"orig_id": "x", "labels": ["A~B"]}]
    done = bulk(curator, "ingest_nodes", nodes=rows, fail_fast=False, allow_mixed_labels=True)
    assert numbers(done) == {"created": 2, "failed": 1}
    assert done["errors"][0]["row"] == 2


def test_ten_errors_are_shown_and_all_are_counted(curator: Principal) -> None:
    rows: list[dict[str, Any]] = [{"orig_id": f"x{each}", "labels": ["_Own"]} for each in range(25)]
    done = bulk(curator, "ingest_nodes", nodes=rows, fail_fast=False)
    assert (done["failed"], [each["row"] for each in done["errors"]]) == (25, list(range(10)))


def test_what_is_there_is_changed_by_an_upsert(curator: Principal) -> None:
    bulk(curator, "ingest_nodes", nodes=nodes(1, 2, kind="old"))
    done = bulk(curator, "upsert_nodes", nodes=[*nodes(2, 3, kind=None), *nodes(1, kind="new")])
    assert numbers(done) == {"created": 1, "updated": 2}
    kinds = graphs.rows(
        "MATCH (n {tenant_id: $tenant}) RETURN n.orig_id, n.kind ORDER BY n.orig_id",
        tenant=str(curator.tenant_id),
    )
    assert kinds == [["s1", "new"], ["s2", None], ["s3", None]]
    other = [{"orig_id": "s1", "labels": ["Harbour"]}]
    assert bulk(curator, "upsert_nodes", nodes=other)["errors"][0]["code"] == "conflict"


def test_relationships_need_both_ends(curator: Principal) -> None:
    bulk(curator, "ingest_nodes", nodes=nodes(*range(5)))
    rows = edges((0, 1), (1, 2), (2, 9), (8, 9))
    assert numbers(bulk(curator, "ingest_edges", edges=rows)) == {
        "failed": 2, "skipped": 2, "missing_endpoints": 2
    }  # fmt: skip
    assert graphs.count(curator.tenant_id, LINK) == 0
    done = bulk(curator, "ingest_edges", edges=rows, fail_fast=False)
    assert numbers(done) == {"created": 2, "failed": 2, "missing_endpoints": 2}
    assert [each["code"] for each in done["errors"]] == ["missing_endpoint"] * 2


@pytest.mark.parametrize("labels", [{}, {"start_labels": ["Stop"], "end_labels": ["Stop", "Last"]}])
def test_ends_are_made_when_they_may_be(curator: Principal, labels: dict[str, Any]) -> None:
    bulk(curator, "ingest_nodes", nodes=nodes(0))
    rows = edges((0, 1), (1, 2), (2, 0), **labels)
    done = bulk(curator, "ingest_edges", edges=rows, allow_create_endpoints=True, batch_size=1)
    assert numbers(done) == {"created": 3, "endpoints_created": 2}
    assert (graphs.count(curator.tenant_id), graphs.count(curator.tenant_id, LINK)) == (3, 3)
    # And they are found again, whatever labels they have or lack.
    again = bulk(curator, "ingest_edges", edges=rows, allow_create_endpoints=True)
    assert numbers(again) == {"created": 3}
    assert graphs.count(curator.tenant_id) == 3


def test_relationships_are_another_each_time_or_the_same(curator: Principal) -> None:
    bulk(curator, "ingest_nodes", nodes=nodes(0, 1))
    pair = edges((0, 1), props={"weight": 1})
    assert numbers(bulk(curator, "ingest_edges", edges=pair * 2)) == {"created": 2}
    assert bulk(curator, "upsert_edges", edges=pair)["errors"][0]["code"] == "conflict"
    back = edges((1, 0), props={"weight": 2})
    assert numbers(bulk(curator, "upsert_edges", edges=back)) == {"created": 1}
    assert numbers(bulk(curator, "upsert_edges", edges=edges((1, 0), props={"weight": 3}))) == {"updated": 1}
    own = edges((1, 0), orig_id="e1", props={"weight": 4})
    assert numbers(bulk(curator, "ingest_edges", edges=own)) == {"created": 1}
    assert numbers(bulk(curator, "ingest_edges", edges=own)) == {"failed": 1}
    assert numbers(bulk(curator, "upsert_edges", edges=own)) == {"updated": 1}
    found = graphs.rows(f"MATCH {LINK} RETURN r.weight ORDER BY r.weight", tenant=str(curator.tenant_id))
    assert found == [[1], [1], [3], [4]]


@pytest.mark.parametrize("fail_fast", [True, False])
def test_a_dry_run_says_what_would_come_of_it(curator: Principal, fail_fast: bool) -> None:
    bulk(curator, "ingest_nodes", nodes=nodes(1))
    before = graphs.markers(curator.tenant_id)
    rows = [*nodes(1, 2, 3), {"orig_id": "x", "labels": []}]
    done = bulk(curator, "upsert_nodes", nodes=rows[:3], dry_run=True, fail_fast=fail_fast)
    assert numbers(done) == {"created": 2, "updated": 1}
    assert (done["dry_run"], done["written"]) == (True, False)
    with_error = bulk(curator, "upsert_nodes", nodes=rows, dry_run=True, fail_fast=fail_fast)
    assert numbers(with_error) == (
        {"failed": 1, "skipped": 3} if fail_fast else {"created": 2, "updated": 1, "failed": 1}
    )
    links = bulk(curator, "ingest_edges", edges=edges((1, 1), (1, 2)), dry_run=True, fail_fast=False)
    assert numbers(links) == {"created": 1, "failed": 1, "missing_endpoints": 1}
    assert (graphs.count(curator.tenant_id), graphs.markers(curator.tenant_id)) == (1, before)


def test_a_node_that_several_batches_lack_is_counted_once(curator: Principal) -> None:
    bulk(curator, "ingest_nodes", nodes=nodes(0))
    call = {"edges": edges((0, 7), (0, 7), (0, 7)), "batch_size": 1}
    done = bulk(curator, "ingest_edges", **call, fail_fast=False)
    assert numbers(done) == {"failed": 3, "missing_endpoints": 1}
    planned = bulk(curator, "ingest_edges", **call, allow_create_endpoints=True, dry_run=True)
    made = bulk(curator, "ingest_edges", **call, allow_create_endpoints=True)
    assert numbers(planned) == numbers(made) == {"created": 3, "endpoints_created": 1}


def test_labels_of_ends_that_may_not_be_made_leave_nothing_on_the_server(curator: Principal) -> None:
    bulk(curator, "ingest_nodes", nodes=nodes(0))
    label = f"Unmade{new_id().hex}"
    bulk(curator, "ingest_edges", edges=edges((0, 0), start_labels=[label], end_labels=[label]))
    assert label not in labels_with_identity()


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_call_brings_only_so_many_new_labels(curator: Principal, dry_run: bool) -> None:
    unique = new_id().hex
    rows = [{"orig_id": f"n{each}", "labels": [f"L{each}{unique}"]} for each in range(51)]
    with pytest.raises(errors.GivenInvalid):
        bulk(curator, "ingest_nodes", nodes=rows, allow_mixed_labels=True, dry_run=dry_run)
    assert not [label for label in labels_with_identity() if unique in label]
    assert graphs.count(curator.tenant_id) == 0


@pytest.mark.parametrize("fail_fast", [True, False])
def test_a_key_makes_the_same_call_again_answer_the_same(
    curator: Principal, tenant: Tenant, fail_fast: bool
) -> None:
    call = {"nodes": nodes(*range(5)), "batch_size": 2, "fail_fast": fail_fast, "idempotency_key": "k"}
    first = bulk(curator, "ingest_nodes", **call)
    again = bulk(curator, "ingest_nodes", **call)
    assert numbers(first) == numbers(again) == {"created": 5}
    with pytest.raises(errors.KeyReused):
        bulk(curator, "ingest_nodes", **{**call, "nodes": nodes(*range(6))})
    # The key is its owner's, and of one action.
    other = make_principal(tenant, "curator", sub="other")
    assert bulk(other, "ingest_nodes", **call)["failed"] > 0
    assert numbers(bulk(curator, "upsert_nodes", **call)) == {"updated": 5}


@pytest.mark.parametrize(
    "arguments",
    [{"nodes": []}, {"nodes": [1]}, {"nodes": nodes(1), "batch_size": 1_001}, {"nodes": nodes(1), "x": 1}],
)
def test_what_is_no_call_is_refused(curator: Principal, arguments: dict[str, Any]) -> None:
    with pytest.raises(ToolArgumentsInvalid):
        bulk(curator, "ingest_nodes", **arguments)


def test_the_ends_of_a_relationship_are_of_one_tenant(curator: Principal, other_tenant: Tenant) -> None:
    stranger = make_principal(other_tenant, "admin")
    bulk(curator, "ingest_nodes", nodes=nodes(0, 1, kind="mine"))
    bulk(curator, "ingest_edges", edges=edges((0, 1)))
    try:
        assert numbers(bulk(stranger, "upsert_edges", edges=edges((0, 1)))) == {
            "failed": 1, "missing_endpoints": 2
        }  # fmt: skip
        assert numbers(bulk(stranger, "upsert_nodes", nodes=nodes(0, 1, kind="theirs"))) == {"created": 2}
        assert numbers(bulk(stranger, "upsert_edges", edges=edges((0, 1), props={"x": 1}))) == {"created": 1}
        assert graphs.count(curator.tenant_id, "(n {tenant_id: $tenant, kind: 'mine'})") == 2
        assert graphs.count(curator.tenant_id, f"{LINK} WHERE r.x IS NULL") == 1
    finally:
        graphs.empty(other_tenant.pk)
