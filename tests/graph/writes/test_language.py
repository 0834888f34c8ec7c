"""Changes asked for in plain words, in both languages, of a graph whose labels nobody has seen."""

from typing import Any
from uuid import uuid4

import pytest

from graph.schema import GraphSchema, LabelInfo, LabelSet, PropertyInfo, Triple
from graph.writes.language import Reader
from graph.writes.refusals import StatementRefused
from graph.writes.statements import CreateIndex, DropIndex, Nodes, as_json

SCHEMA = GraphSchema(
    labels=(
        LabelInfo(
            "Machine",
            8,
            (
                PropertyInfo("maker", "text", 1.0, ("Ferro", "Stahl")),
                PropertyInfo("name", "text", 1.0, distinct=8, examples=("Lathe 1",)),
                PropertyInfo("power", "integer", 1.0, distinct=8, minimum=0, maximum=70),
                PropertyInfo("state", "text", 0.75, ("Broken", "Retired", "Running")),
                PropertyInfo("start_year", "integer", 0.5, distinct=4, minimum=1999, maximum=2020),
            ),
        ),
        LabelInfo("Part", 7, (PropertyInfo("weight", "float", 1.0, distinct=1, minimum=1.5, maximum=1.5),)),
    ),
    label_sets=(LabelSet(frozenset({"Machine"}), 8), LabelSet(frozenset({"Part"}), 7)),
    triples=(Triple("Part", "BELONGS_TO", "Machine", 7),),
    relationship_counts={"BELONGS_TO": 7},
)
READER = Reader(SCHEMA, uuid4())

INDEXES = [
    ("create an index on Machine.state", CreateIndex("Machine", "state")),
    ("Please add an index on the start year of machines.", CreateIndex("Machine", "start_year")),
    ("build index for :Machine(name)", CreateIndex("Machine", "name")),
    ("drop the index on Machine.state", DropIndex("Machine", "state")),
    ("could you remove the index on state of Machine?", DropIndex("Machine", "state")),
    ("crea un indice su Machine.state", CreateIndex("Machine", "state")),
    ("index Machine.state", CreateIndex("Machine", "state")),
    ("I need to put an index on the state of Machine", CreateIndex("Machine", "state")),
    ("indicizza Machine.state", CreateIndex("Machine", "state")),
    ("per favore elimina l'indice su Machine.state", DropIndex("Machine", "state")),
]


@pytest.mark.parametrize(("text", "expected"), INDEXES, ids=[text for text, _ in INDEXES])
def test_indexes_are_asked_for(text: str, expected: Any) -> None:
    assert READER.read(text) == expected


SETS = [
    ("set state to Unknown on machines without a state", "Unknown"),
    ("set the state of machines without a state to 'to be seen'", "to be seen"),
    ("Please set state to \"42\" on all machines where it is missing", "42"),
    ("fill in the missing state of the machines with Unknown", "Unknown"),
    ("imposta state a Unknown sui Machine dove manca", "Unknown"),
    ("set state to Unknown where it is missing on Machine", "Unknown"),
    ("set the state to Unknown wherever it's not set on machines", "Unknown"),
    ("set missing states to Unknown on Machine", "Unknown"),
    ("fill in state with Unknown for machines where it is missing", "Unknown"),
    ("set state of Machine to Unknown where missing", "Unknown"),
    ("where state is missing on Machine, set it to Unknown", "Unknown"),
    ("for machines without a state, set state to Unknown", "Unknown"),
    ("give machines without a state the state Unknown", "Unknown"),
    ("hello, I would like to fill the empty state of machines with Unknown, thanks", "Unknown"),
    ("imposta state a Unknown dove manca su Machine", "Unknown"),
    ("imposta lo state dei Machine senza state a Unknown", "Unknown"),
    ("riempi lo state mancante dei Machine con Unknown", "Unknown"),
    ("metti Unknown come state dove manca sui Machine", "Unknown"),
    ("ai Machine senza state imposta state a Unknown", "Unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SETS, ids=[text for text, _ in SETS])
def test_a_gap_is_filled(text: str, value: str) -> None:
    statement = as_json(READER.read(text))
    assert (statement["kind"], statement["property"], statement["value"]) == (
        "set_where_missing", "state", value,
    )  # fmt: skip
    assert (statement["nodes"]["labels"], statement["nodes"]["condition"]) == (("Machine",), "")


RENAMES = [
    "rename the property maker of Machine to brand",
    "rename Machine.maker to brand",
    "rename maker to brand on the machines",
    "rinomina la proprietà maker di Machine in brand",
    "rename the field maker in Machine as brand",
    "change the name of the property maker of Machine to brand",
    "cambia il nome della proprietà maker di Machine in brand",
]


@pytest.mark.parametrize("text", RENAMES)
def test_a_property_is_renamed(text: str) -> None:
    statement = as_json(READER.read(text))
    assert (statement["kind"], statement["property"], statement["new_name"]) == (
        "rename_property", "maker", "brand",
    )  # fmt: skip
    assert statement["nodes"]["labels"] == ("Machine",)


DELETIONS = [
    ("delete the machines whose state is Broken", "state", ["Broken"]),
    ("delete all machines with state Broken", "state", ["Broken"]),
    ("remove the machines whose power is more than 50", "power", [50]),
    ("delete machines without a state", "state IS NULL", []),
    ("elimina i Machine con state Broken", "state", ["Broken"]),
    ("get rid of the machines with state Broken", "state", ["Broken"]),
    ("I'd like to delete machines without a state", "state IS NULL", []),
    ("togli i Machine senza state", "state IS NULL", []),
]


@pytest.mark.parametrize(("text", "about", "values"), DELETIONS, ids=[row[0] for row in DELETIONS])
def test_nodes_are_deleted_by_a_condition(text: str, about: str, values: list[Any]) -> None:
    statement = as_json(READER.read(text))
    nodes = statement["nodes"]
    assert (statement["kind"], nodes["labels"]) == ("delete_where", ("Machine",))
    assert about in nodes["condition"]
    assert [value for value in nodes["params"].values() if value in values] == values


@pytest.mark.parametrize(
    "text",
    [
        "delete all nodes",
        "Delete everything!",
        "wipe the whole database",
        "cancella tutti i nodi",
        "cancella tutto",
    ],
)
def test_everything_is_nothing_in_particular(text: str) -> None:
    assert as_json(READER.read(text))["nodes"] == {
        "labels": (), "condition": "", "variable": "n", "params": {},
    }  # fmt: skip


REFUSED = [
    ("set state to Unknown on all machines", "overwrites"),
    ("set state to Unknown on machines without a maker", "overwrites"),
    ("set state to Unknown on machines where the maker is missing", "overwrites"),
    ("set state to Unknown on Machine", "overwrites"),
    ("set colour to red on machines without a colour", "unread"),
    ("create an index on Robot.state", "unknown_label"),
    ("create an index on Machine.colour", "unknown_property"),
    ("rename the property colour of Machine to shade", "unknown_property"),
    ("delete the robots whose state is Broken", "unread"),
    ("delete the first 3 machines whose state is Broken", "unread"),
    ("delete the machines whose salary is high", "unread"),
    ("How many machines are there?", "not_taken"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[text for text, _ in REFUSED])
def test_what_the_graph_cannot_mean_is_not_guessed(text: str, reason: str) -> None:
    with pytest.raises(StatementRefused) as refused:
        READER.read(text)
    assert refused.value.reason == reason


def test_no_condition_of_a_sentence_is_lost() -> None:
    statement = as_json(READER.read("delete the machines whose state is Broken and whose maker is Ferro"))
    condition = statement["nodes"]["condition"]
    assert "state" in condition
    assert "maker" in condition
    assert Nodes(("Machine",)).condition != condition
