"""What holds of changes whatever they are: values come back, and the graph is what a simple model says."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.mutations import bulk, nodes
from graph.mutations.errors import AlreadyThere, ChangedMeanwhile, NodeNotFound
from graph.mutations.reserved import STAMPS
from graph.mutations.selection import Selection
from graph.mutations.things import _same
from graph.names import can_be_named
from graph.schema import RESERVED_PROPERTIES
from tests.graph.mutations import graphs
from tests.graph.mutations.conftest import Desk

OURS = RESERVED_PROPERTIES | STAMPS

letters = st.characters(categories=["L", "N", "P", "S"], exclude_characters="`\\")
names = st.text(letters, min_size=1, max_size=12).filter(
    lambda name: can_be_named(name) and name.casefold() not in OURS
) | st.sampled_from(["name", "città", "@rid", "a b", "n.x", "$tenant"])
scalars = (
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
values = scalars | st.lists(scalars, max_size=4) | st.lists(st.lists(scalars, max_size=2), max_size=3)
properties = st.dictionaries(names, values, max_size=5)

real_graph = settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def shown(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name not in STAMPS}


@real_graph
@given(st.lists(properties, min_size=1, max_size=6))
def test_what_is_given_is_read_again(desk: Desk, several: list[dict[str, Any]]) -> None:
    graphs.empty(desk.tenant.pk)
    rows = [{"orig_id": str(at), "labels": ["Thing"], "props": each} for at, each in enumerate(several)]
    done = bulk.bring_nodes(author=desk.author(), rows=rows, options=bulk.Options(mode="ingest"))
    assert (done["created"], done["errors"]) == (len(several), [])
    for at, each in enumerate(several):
        node = nodes.node_read(author=desk.author(), orig_id=str(at), with_edges=False)["node"]
        found = shown(node["properties"])
        assert found.keys() == each.keys() and all(_same(found[name], each[name]) for name in each)
        # And as it was read, it is what is expected.
        nodes.node_update(
            author=desk.author(), selection=Selection(str(at)), properties={}, version=node["version"],
            expected=each,
        )  # fmt: skip


# A few ids under labels of their own, and what may be done to them.
ids = st.sampled_from(["a", "b", "c"])
LABELS = {"a": ["Thing"], "b": ["Thing", "Big"], "c": ["Other"]}
small = st.dictionaries(st.sampled_from(["x", "y"]), st.none() | st.integers(0, 3), max_size=2)
steps = st.one_of(
    st.tuples(st.just("create"), ids, small),
    st.tuples(st.just("merge"), ids, small),
    st.tuples(st.just("update"), ids, small),
    st.tuples(st.just("replace"), ids, small),
    st.tuples(st.just("expect"), ids, small),
    st.tuples(st.just("delete"), ids, small),
    st.tuples(st.just("upsert"), ids, small),
)


def told(model: dict[str, dict[str, int]], step: str, orig_id: str, given: dict[str, Any]) -> str:
    """What a change answers, by a model of ids and properties that it changes."""
    there = model.get(orig_id)
    present = {name: value for name, value in given.items() if value is not None}
    if step in ("merge", "upsert") or (step == "create" and there is None):
        merged = {**(there or {}), **given}
        model[orig_id] = {name: value for name, value in merged.items() if value is not None}
        return "done"
    if step == "create":
        return "there"
    if there is None:
        return "missing"
    match step:
        case "update":
            model[orig_id] = {name: value for name, value in {**there, **given}.items() if value is not None}
        case "replace":
            model[orig_id] = present
        case "expect":
            if any(there.get(name) != value for name, value in given.items()):
                return "changed"
            model[orig_id] = {**there, "x": 9}
        case "delete":
            del model[orig_id]
    return "done"


def done(desk: Desk, step: str, orig_id: str, given: dict[str, Any]) -> str:
    """What the graph answers."""
    labels, here = LABELS[orig_id], Selection(orig_id)
    author = desk.author()
    try:
        match step:
            case "create" | "merge":
                nodes.node_create(
                    author=author, labels=labels, properties={"orig_id": orig_id, **given},
                    on_exists="merge" if step == "merge" else "error",
                )  # fmt: skip
            case "update" | "replace":
                mode: Any = "replace" if step == "replace" else "merge"
                nodes.node_update(author=author, selection=here, properties=given, mode=mode)
            case "expect":
                nodes.node_update(author=author, selection=here, properties={"x": 9}, expected=given)
            case "delete":
                nodes.node_delete(author=author, selection=here)
            case "upsert":
                row = {"orig_id": orig_id, "labels": labels, "props": given}
                answer = bulk.bring_nodes(author=author, rows=[row], options=bulk.Options(mode="upsert"))
                assert answer["succeeded"] == 1
    except AlreadyThere:
        return "there"
    except NodeNotFound:
        return "missing"
    except ChangedMeanwhile:
        return "changed"
    return "done"


@real_graph
@given(st.lists(steps, min_size=1, max_size=8))
def test_the_graph_is_what_a_model_says(desk: Desk, changes: list[tuple[str, str, dict[str, Any]]]) -> None:
    graphs.empty(desk.tenant.pk)
    model: dict[str, dict[str, int]] = {}
    for step, orig_id, given_ in changes:
        assert done(desk, step, orig_id, given_) == told(model, step, orig_id, given_)
    found = desk.rows("MATCH (n {tenant_id: $tenant}) RETURN n.orig_id, properties(n), labels(n)")
    assert {
        orig_id: {name: value for name, value in shown(each).items() if name != "orig_id"}
        for orig_id, each, _ in found
    } == model
    assert {orig_id: sorted(labels) for orig_id, _, labels in found} == {
        each: sorted(LABELS[each]) for each in model
    }
