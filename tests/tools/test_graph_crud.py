"""graph.crud: one node or relationship at a time, in one tenant's graph."""

from collections.abc import Iterator
from typing import Any

import pytest

from graph.errors import GraphConflict
from graph.mutations import errors
from security.principal import Principal
from tenants.models import Tenant
from tests.factories import make_principal
from tests.graph.mutations import graphs
from tests.tools.invoking import invoked
from tools.errors import ToolArgumentsInvalid, ToolNotFound

BEN = {"labels": ["Person", "Painter"], "properties": {"orig_id": "ben", "name": "Ben", "born": 1901}}
ANN = {"labels": ["Person"], "properties": {"orig_id": "ann", "name": "Ann"}}
KNOWS = {"from": {"orig_id": "ann"}, "to": {"orig_id": "ben"}, "rel_type": "KNOWS"}


@pytest.fixture
def curator(tenant: Tenant) -> Iterator[Principal]:
    yield make_principal(tenant, "curator", sub="carla")
    graphs.empty(tenant.pk)


def crud(caller: Principal, action: str, **arguments: Any) -> dict[str, Any]:
    return invoked(caller, "graph.crud", action, **arguments).data


def read(caller: Principal, orig_id: str, **more: Any) -> dict[str, Any]:
    return crud(caller, "read_node", orig_id=orig_id, **more)


def plain(properties: dict[str, Any]) -> dict[str, Any]:
    """Properties without what the platform says of them."""
    return {name: value for name, value in properties.items() if name[:8] not in ("created_", "updated_")}


def test_a_node_is_made_and_read_with_who_made_it(curator: Principal) -> None:
    made = crud(curator, "create_node", **BEN)
    assert made["created"] is True
    assert made["node"] == read(curator, "ben")["node"]
    assert (made["node"]["orig_id"], made["node"]["labels"]) == ("ben", ["Painter", "Person"])
    properties = made["node"]["properties"]
    assert plain(properties) == {"name": "Ben", "born": 1901}
    assert (properties["created_by"], properties["updated_by"]) == ("carla", "carla")
    assert properties["created_at"] == properties["updated_at"]


def test_a_node_without_an_id_gets_one(curator: Principal) -> None:
    first, second = (crud(curator, "create_node", labels=["Person"])["node"]["orig_id"] for _ in range(2))
    assert first != second
    assert read(curator, first)["node"]["orig_id"] == first


def test_an_id_is_there_once_whatever_the_labels(curator: Principal) -> None:
    crud(curator, "create_node", **BEN)
    with pytest.raises(errors.AlreadyThere):
        crud(curator, "create_node", labels=["Boat"], properties={"orig_id": "ben"})
    assert graphs.count(curator.tenant_id) == 1


def test_an_existing_node_takes_properties_and_no_labels(curator: Principal) -> None:
    for each in (BEN, ANN):
        crud(curator, "create_node", **each)
    crud(curator, "create_relationship", **KNOWS)
    merged = crud(
        curator, "create_node", labels=["Person"], on_exists="merge",
        properties={"orig_id": "ben", "born": None, "boat": "Pequod"},
    )  # fmt: skip
    assert merged["created"] is False
    assert merged["node"]["labels"] == ["Painter", "Person"]
    assert plain(merged["node"]["properties"]) == {"name": "Ben", "boat": "Pequod"}
    with pytest.raises(errors.AlreadyThere, match="no Sailor"):
        crud(curator, "create_node", **{**BEN, "labels": ["Person", "Sailor"]}, on_exists="merge")
    [edge] = read(curator, "ben", with_edges=True)["edges"]
    assert (edge["start"], edge["type"], edge["end"]) == ("ann", "KNOWS", "ben")


def test_properties_are_merged_or_replaced_and_the_creation_stays(curator: Principal, tenant: Tenant) -> None:
    made = crud(curator, "create_node", **BEN)["node"]
    other = make_principal(tenant, "data_engineer", sub="dan")
    merged = crud(other, "update_node", match={"orig_id": "ben"}, properties={"born": 1902, "died": 1980})
    assert plain(merged["node"]["properties"]) == {"name": "Ben", "born": 1902, "died": 1980}
    replaced = crud(
        other, "update_node", match={"label": "Painter", "where": {"name": "Ben"}},
        properties={"style": "naive"}, mode="replace",
    )["node"]  # fmt: skip
    assert plain(replaced["properties"]) == {"style": "naive"}
    stamps = {name: replaced["properties"][name] for name in ("created_at", "created_by", "updated_by")}
    assert stamps == {
        "created_at": made["properties"]["created_at"], "created_by": "carla", "updated_by": "dan"
    }  # fmt: skip
    assert replaced["orig_id"] == "ben"


@pytest.mark.parametrize(
    "guard",
    [
        {"version": "0" * 32},
        {"expected": {"born": 1900}},
        {"expected": {"born": None}},
        {"expected": {"x": 1}},
    ],
)
def test_what_is_not_as_expected_is_not_changed(curator: Principal, guard: dict[str, Any]) -> None:
    made = crud(curator, "create_node", **BEN)["node"]
    with pytest.raises(errors.ChangedMeanwhile) as refused:
        crud(curator, "update_node", match={"orig_id": "ben"}, properties={"born": 1}, **guard)
    assert refused.value.extensions["current_version"] == made["version"]
    assert read(curator, "ben")["node"] == made
    good = {"version": made["version"], "expected": {"born": 1901.0, "died": None}}
    changed = crud(curator, "update_node", match={"orig_id": "ben"}, properties={"born": 1}, **good)["node"]
    assert changed["version"] != made["version"]
    with pytest.raises(errors.ChangedMeanwhile):
        crud(curator, "delete_node", match={"orig_id": "ben"}, version=made["version"])


def test_an_update_is_of_one_node(curator: Principal) -> None:
    for each in (BEN, ANN):
        crud(curator, "create_node", **each)
    crud(curator, "create_node", labels=["Person"], properties={"name": "Ben"})
    with pytest.raises(errors.SeveralMatch):
        crud(curator, "update_node", match={"label": "Person", "where": {"name": "Ben"}}, properties={"x": 1})
    with pytest.raises(errors.NodeNotFound):
        crud(curator, "update_node", match={"label": "Person", "where": {"name": "Eve"}}, properties={"x": 1})
    with pytest.raises(errors.NodeNotFound):
        crud(curator, "update_node", match={"orig_id": "eve"}, properties={"x": 1})


def test_a_node_goes_with_its_relationships_only_if_they_may_go(curator: Principal) -> None:
    for each in (BEN, ANN):
        crud(curator, "create_node", **each)
    crud(curator, "create_relationship", **KNOWS)
    crud(curator, "create_relationship", **{**KNOWS, "to": {"orig_id": "ann"}})
    with pytest.raises(errors.HasRelationships):
        crud(curator, "delete_node", match={"orig_id": "ann"}, detach=False)
    assert graphs.count(curator.tenant_id) == 2
    assert crud(curator, "delete_node", match={"orig_id": "ann"}) == {"deleted": 1, "edges_deleted": 2}
    assert crud(curator, "delete_node", match={"orig_id": "ben"}, detach=False)["deleted"] == 1
    assert graphs.count(curator.tenant_id) == 0


def test_several_nodes_go_only_when_that_is_confirmed_and_never_very_many(
    curator: Principal, settings: Any
) -> None:
    settings.GRAPH_WRITE_MAX_NODES = 3
    for number in range(5):
        crud(curator, "create_node", labels=["Crate"], properties={"kind": "old" if number < 3 else "new"})
    old = {"label": "Crate", "where": {"kind": "old"}}
    with pytest.raises(errors.SeveralMatch):
        crud(curator, "delete_node", match=old)
    with pytest.raises(errors.TooMany):
        crud(
            curator, "delete_node", match={"label": "Crate", "where": {"kind": ["old", "new"]}}, confirm=True
        )
    assert graphs.count(curator.tenant_id) == 5
    assert crud(curator, "delete_node", match=old, confirm=True) == {"deleted": 3, "edges_deleted": 0}


def test_relationships_of_one_type_stay_apart_by_their_ids(curator: Principal) -> None:
    for each in (BEN, ANN):
        crud(curator, "create_node", **each)
    first = crud(curator, "create_relationship", **KNOWS, properties={"orig_id": "k1", "since": 1920})
    assert (first["created"], first["relationship"]["orig_id"]) == (True, "k1")
    assert plain(first["relationship"]["properties"]) == {"since": 1920}
    with pytest.raises(errors.AlreadyThere):
        crud(curator, "create_relationship", **KNOWS, properties={"orig_id": "k1"})
    crud(curator, "create_relationship", **KNOWS)
    with pytest.raises(errors.SeveralMatch):
        crud(curator, "update_relationship", **KNOWS, properties={"since": 1921})
    changed = crud(
        curator, "update_relationship", **KNOWS, orig_id="k1", properties={"since": None, "until": 1950},
        version=first["relationship"]["version"], expected={"since": 1920},
    )  # fmt: skip
    assert plain(changed["relationship"]["properties"]) == {"until": 1950}
    with pytest.raises(errors.ChangedMeanwhile):
        crud(
            curator, "update_relationship", **KNOWS, orig_id="k1", properties={},
            version=first["relationship"]["version"],
        )  # fmt: skip
    assert crud(curator, "delete_relationship", **KNOWS, orig_id="k1") == {"deleted": 1}
    assert crud(curator, "delete_relationship", **KNOWS) == {"deleted": 1}
    with pytest.raises(errors.RelationshipNotFound):
        crud(curator, "delete_relationship", **KNOWS)


def test_a_relationship_has_both_ends_or_is_not_made(curator: Principal) -> None:
    crud(curator, "create_node", **ANN)
    with pytest.raises(errors.EndMissing) as refused:
        crud(curator, "create_relationship", **KNOWS)
    assert refused.value.extensions["missing_endpoints"] == ["ben"]


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("create_node", {"labels": []}),
        ("create_node", {"labels": ["a", "b", "c", "d", "e", "f"]}),
        ("create_node", {"labels": ["_Marker"]}),
        ("create_node", {"labels": ["Per`son"]}),
        ("create_node", {"labels": ["P"], "properties": {"Tenant_ID": "x"}}),
        ("create_node", {"labels": ["P"], "properties": {"ORIG_ID": "x"}}),
        ("create_node", {"labels": ["P"], "properties": {"created_by": "x"}}),
        ("create_node", {"labels": ["P"], "properties": {"a": {"b": 1}}}),
        ("create_node", {"labels": ["P"], "properties": {"a": 2**70}}),
        ("create_node", {"labels": ["P"], "properties": {"a`b": 1}}),
        ("create_node", {"labels": ["P"], "tenant_id": "x"}),
        ("update_node", {"match": {"orig_id": "x"}, "properties": {"tenant_id": "y"}}),
        ("update_node", {"match": {"orig_id": "x"}, "properties": {"orig_id": "y"}}),
        ("update_node", {"match": {"label": "P"}, "properties": {"a": 1}}),
        ("update_node", {"match": {}, "properties": {"a": 1}}),
        ("update_node", {"match": {"orig_id": "x", "label": "P"}, "properties": {"a": 1}}),
        ("delete_node", {"match": {"label": "P", "where": {"tenant_id": "x"}}}),
        ("delete_node", {"match": {"label": "_Marker", "where": {"owner": "x"}}}),
        ("create_relationship", {**KNOWS, "rel_type": "A`B"}),
        ("create_relationship", {**KNOWS, "properties": {"tenant_id": "y"}}),
        ("update_relationship", {**KNOWS, "properties": {"orig_id": "y"}}),
    ],
)  # fmt: skip
def test_what_the_graph_does_not_take_is_refused(
    curator: Principal, action: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises((errors.GivenInvalid, ToolArgumentsInvalid)):
        crud(curator, action, **arguments)
    assert graphs.count(curator.tenant_id) == 0


@pytest.mark.parametrize("role", ["user", "viewer", "operator", "auditor"])
def test_it_is_there_for_those_who_look_after_data(tenant: Tenant, role: str) -> None:
    with pytest.raises(ToolNotFound):
        crud(make_principal(tenant, role), "read_node", orig_id="x")


def test_nobody_reaches_another_tenants_nodes(curator: Principal, other_tenant: Tenant) -> None:
    stranger = make_principal(other_tenant, "admin", sub="eve")
    for each in (BEN, ANN):
        crud(curator, "create_node", **each)
    crud(curator, "create_relationship", **KNOWS)
    before = [read(curator, each, with_edges=True) for each in ("ann", "ben")]
    try:
        escapes: list[tuple[str, dict[str, Any], type[Exception]]] = [
            ("read_node", {"orig_id": "ben"}, errors.NodeNotFound),
            ("update_node", {"match": {"orig_id": "ben"}, "properties": {"x": 1}}, errors.NodeNotFound),
            (
                "update_node",
                {"match": {"label": "Person", "where": {"name": "Ben"}}, "properties": {"x": 1}},
                errors.NodeNotFound,
            ),
            ("delete_node", {"match": {"orig_id": "ben"}}, errors.NodeNotFound),
            (
                "delete_node",
                {"match": {"label": "Person", "where": {"name": "Ben"}}, "confirm": True},
                errors.NodeNotFound,
            ),
            ("create_relationship", KNOWS, errors.EndMissing),
            ("update_relationship", {**KNOWS, "properties": {"x": 1}}, errors.EndMissing),
            ("delete_relationship", KNOWS, errors.EndMissing),
        ]
        for action, arguments, error in escapes:
            with pytest.raises(error):
                crud(stranger, action, **arguments)
        # The same id is another node there, also when it is merged.
        assert crud(stranger, "create_node", **BEN, on_exists="merge")["created"] is True
        with pytest.raises(errors.EndMissing):
            crud(stranger, "create_relationship", **KNOWS)
        crud(stranger, "create_node", **ANN)
        crud(stranger, "delete_node", match={"orig_id": "ben"})
    finally:
        graphs.empty(other_tenant.pk)
    assert [read(curator, each, with_edges=True) for each in ("ann", "ben")] == before


def test_the_servers_own_words_are_no_answer(curator: Principal) -> None:
    """A label that the server does not take is refused by it."""
    with pytest.raises((GraphConflict, Exception)) as refused:
        crud(curator, "create_node", labels=["A~B"])
    assert getattr(refused.value, "status", 500) < 500
