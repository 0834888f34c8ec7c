"""What each step makes of a record, and plans of several."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.etl.canonical import canonical_json
from graph.etl.records import NodeRecord, Record, RelationshipRecord, make_node, make_relationship
from graph.etl.transforms.changes import change_line, change_of, head_line, read_changes
from graph.etl.transforms.plan import StepRefused, make_plan
from graph.etl.transforms.registry import StepType, step_types
from platform_project.http.errors import ValidationFailed
from tenants.ids import new_id
from tests.graph.etl.graphs import NODES, RELATIONSHIPS


def node(*labels: str, **properties: Any) -> NodeRecord:
    return NodeRecord("1", tuple(sorted(labels)), properties)


def edge(kind: str = "R", **properties: Any) -> RelationshipRecord:
    return RelationshipRecord(None, kind, "1", "2", properties)


def record_of(body: Any) -> Record:
    if "type" in body:
        return make_relationship(None, body["type"], "1", "2", body["properties"], [])
    return make_node("1", body["labels"], body["properties"], [])


@pytest.mark.parametrize("kind", step_types().values(), ids=step_types())
def test_the_example_of_a_step_holds(kind: StepType) -> None:
    example = kind.example
    assert make_plan([example.step]).apply(record_of(example.before)).record == record_of(example.after)


def test_the_documentation_has_every_step() -> None:
    text = (Path(__file__).parents[3] / "docs" / "etl-transform.md").read_text(encoding="utf-8")
    for kind in step_types().values():
        assert f"`{kind.name}`" in text
        for option in kind.options:
            assert f"`{option}`" in text, (kind.name, option)


BORN = {"step": "cast", "property": "born"}
DATE = {**BORN, "to": "date", "format": "%d/%m/%Y"}
NAME = {"step": "rename_property", "from": "a", "to": "b"}
PARTS = {"step": "split", "property": "a", "separator": ","}
# The step, the record before, and the record after; None when it stays as it is.
DONE: list[tuple[str, dict[str, Any], Record, Record | None]] = [
    ("a property takes the place of the old one", NAME, node(a=1, c=2), node(b=1, c=2)),
    ("what is not there is not renamed", NAME, node(c=2), None),
    ("the new name is free again", {**NAME, "if_present": "replace"}, node(a=1, b=2), node(b=1)),
    ("both stay", {**NAME, "if_present": "keep"}, node(a=1, b=2), None),
    ("of relationships too", {**NAME, "type": "R"}, edge(a=1), edge(b=1)),
    ("of others not", {**NAME, "type": "S"}, edge(a=1), None),
    ("nodes without the label stay", {**NAME, "label": "X"}, node("Y", a=1), None),
    ("where it holds", {**NAME, "where": "a > 1"}, node(a=2), node(b=2)),
    ("where it does not hold", {**NAME, "where": "a > 1"}, node(a=1), None),
    ("where nobody knows", {**NAME, "where": "c > 1"}, node(a=1), None),
    ("a date as it is written", DATE, node(born="31/12/1999"), node(born=dt.date(1999, 12, 31))),
    (
        "a date as it is to be written",
        {**BORN, "to": "text", "format": "%d.%m.%Y"},
        node(born=dt.date(1999, 12, 31)),
        node(born="31.12.1999"),
    ),
    ("what cannot be cast goes", {**BORN, "to": "integer", "on_error": "null"}, node(born="x"), node()),
    ("what cannot be cast stays", {**BORN, "to": "integer", "on_error": "keep"}, node(born="x"), None),
    ("each of a list", {**BORN, "to": "integer"}, node(born=["1", "2"]), node(born=[1, 2])),
    ("what has the kind stays", {**BORN, "to": "integer"}, node(born=1), None),
    ("1.0 is not 1", {**BORN, "to": "integer"}, node(born=1.0), node(born=1)),
    ("a value that is null goes", {"step": "derive", "property": "a", "value": "null"}, node(a=1), node()),
    ("the same value is no change", {"step": "derive", "property": "a", "value": "a"}, node(a=1), None),
    ("true is not 1", {"step": "derive", "property": "a", "value": "a = 1"}, node(a=1), node(a=True)),
    ("into a list", {**PARTS, "into": "b"}, node(a=" x, y "), node(b=["x", "y"])),
    ("into itself", {**PARTS, "into": "a"}, node(a="x,y"), node(a=["x", "y"])),
    ("and stays", {**PARTS, "into": "b", "keep": True}, node(a="x"), node(a="x", b=["x"])),
    ("the last gets the rest", {**PARTS, "into": ["b", "c"]}, node(a="x,y,z"), node(b="x", c="y,z")),
    ("those without a part are null", {**PARTS, "into": ["b", "c"]}, node(a="x", c=1), node(b="x")),
    ("both labels become one", {"step": "rename_label", "from": "A", "to": "B"}, node("A", "B"), node("B")),
    ("labels come", {"step": "relabel", "where": "true", "add": ["A", "B"]}, node("B"), node("A", "B")),
    ("labels go", {"step": "relabel", "where": "true", "remove": ["B", "C"]}, node("B"), node()),
]


@pytest.mark.parametrize(("step", "before", "after"), [row[1:] for row in DONE], ids=[row[0] for row in DONE])
def test_what_a_step_does(step: dict[str, Any], before: Record, after: Record | None) -> None:
    made = make_plan([step]).apply(before)
    assert canonical_json(made.record) == canonical_json(after or before)
    assert made.changed_by == ((0,) if after else ())


CANNOT: list[tuple[dict[str, Any], Record, str]] = [
    (NAME, node(a=1, b=2), "it has a property b already"),
    ({**BORN, "to": "integer"}, node(born="x"), "born: 'x' cannot be made an integer"),
    (DATE, node(born="1999-12-31"), "born: '1999-12-31' is no date as %d/%m/%Y writes it"),
    ({**PARTS, "into": "b"}, node(a=1), "a: 1 is no text"),
    ({"step": "derive", "property": "b", "value": "a + 1"}, node(a="x"), "b: 'x' + 1 cannot be calculated"),
    ({**NAME, "where": "a"}, node(a=1), "where: 1 is neither true nor false"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "record", "reason"), CANNOT, ids=[row[2] for row in CANNOT])
def test_what_cannot_be_done_says_why(step: dict[str, Any], record: Record, reason: str) -> None:
    with pytest.raises(StepRefused) as refused:
        make_plan([{"step": "drop_property", "properties": ["zzz"]}, step]).apply(record)
    assert (refused.value.index, str(refused.value)) == (1, reason)


def test_each_step_sees_what_the_one_before_has_made() -> None:
    plan = make_plan(
        [
            {"step": "rename_label", "from": "Human", "to": "Person"},
            {"step": "split", "label": "Person", "property": "name", "separator": " ", "into": ["a", "b"]},
            {"step": "derive", "label": "Person", "property": "c", "value": "left(a, 1) || left(b, 1)"},
            {"step": "relabel", "where": "c = 'AL'", "add": ["Known"]},
        ]
    )  # fmt: skip
    made = plan.apply(node("Human", name="Ada Lovelace"))
    assert made.record == node("Known", "Person", a="Ada", b="Lovelace", c="AL")
    assert made.changed_by == (0, 1, 2, 3)
    assert (plan.labels, plan.types) == (None, frozenset())


def test_steps_that_undo_each_other_change_nothing() -> None:
    there, back = {**NAME}, {**NAME, "from": "b", "to": "a"}
    record = node(a=1)
    made = make_plan([there, back]).apply(record)
    assert (made.changed_by, made.is_change_of(record)) == ((0, 1), False)


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"step": "nonsense"}, "/steps/0/step", "enum"),
    ({"from": "a"}, "/steps/0", "required"),
    ({"step": "rename_property", "from": "a"}, "/steps/0", "required"),
    ({**NAME, "to": "tenant_id"}, "/steps/0/to", "not"),
    ({**NAME, "from": "orig_id"}, "/steps/0/from", "not"),
    ({**NAME, "to": "a"}, "/steps/0", "invalid"),
    ({**NAME, "to": "a`b"}, "/steps/0/to", "graph-name"),
    ({**NAME, "to": ""}, "/steps/0/to", "minLength"),
    ({**NAME, "label": "A", "type": "R"}, "/steps/0", "invalid"),
    ({**NAME, "where": "a >"}, "/steps/0/where", "graph-expression"),
    ({**NAME, "nonsense": 1}, "/steps/0", "additionalProperties"),
    ({"step": "rename_label", "from": "A", "to": "_Marker"}, "/steps/0/to", "not"),
    ({"step": "rename_label", "from": "A", "to": "B", "type": "R"}, "/steps/0", "additionalProperties"),
    ({"step": "relabel", "add": ["A"]}, "/steps/0", "required"),
    ({"step": "relabel", "where": "true"}, "/steps/0", "invalid"),
    ({"step": "relabel", "where": "true", "add": ["A"], "remove": ["A"]}, "/steps/0", "invalid"),
    ({**BORN, "to": "nonsense"}, "/steps/0/to", "enum"),
    ({**BORN, "to": "integer", "format": "%Y"}, "/steps/0", "invalid"),
    ({**BORN, "to": "date", "format": "%q"}, "/steps/0", "invalid"),
    ({**PARTS, "into": ["b"]}, "/steps/0/into", "anyOf"),
    ({"step": "drop_property", "properties": ["orig_id"]}, "/steps/0/properties/0", "not"),
]


@pytest.mark.parametrize(("step", "pointer", "code"), WRONG)
def test_what_is_wrong_is_pointed_at(step: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(ValidationFailed) as failed:
        make_plan([step])
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in failed.value.extensions["errors"]]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ValidationFailed) as failed:
        make_plan([{**NAME, "to": "a"}, NAME, {**NAME, "where": "("}])
    assert [each["pointer"] for each in failed.value.extensions["errors"]] == ["/steps/2/where", "/steps/0"]


def test_what_is_no_step_is_told_once() -> None:
    with pytest.raises(ValidationFailed) as failed:
        make_plan([NAME, "rename"])  # type: ignore[list-item]
    found = [(each["pointer"], each["code"]) for each in failed.value.extensions["errors"]]
    assert found == [("/steps/1", "type")]


def test_there_are_at_most_fifty_steps() -> None:
    make_plan([NAME] * 50)
    with pytest.raises(ValidationFailed):
        make_plan([NAME] * 51)


STEPS = st.lists(
    st.sampled_from([kind.example.step for kind in step_types().values()] + [row[1] for row in DONE]),
    max_size=4,
)


@settings(max_examples=100)
@given(steps=STEPS, record=NODES | RELATIONSHIPS)
def test_whatever_is_made_can_be_kept_and_read_back(steps: list[Any], record: Record) -> None:
    import io

    if not steps:
        return
    try:
        made = make_plan(steps).apply(record)
    except StepRefused:
        return
    file = head_line(new_id()) + change_line(change_of(record, made.record))
    [(kept, _)] = read_changes(io.BytesIO(file))
    assert canonical_json(kept.before) == canonical_json(record)
    assert canonical_json(kept.after) == canonical_json(made.record)
    assert (made.record.orig_id, type(made.record)) == (record.orig_id, type(record))
