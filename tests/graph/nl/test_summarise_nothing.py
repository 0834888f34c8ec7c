"""Why nothing was found, as far as the values that there are tell it."""

from typing import Any

import pytest

from graph.nl.summarise import summarise
from graph.nl.summarise.conditions import reasons_of
from graph.schema import GraphSchema, LabelInfo, PropertyInfo
from tests.graph.nl.test_summarise import draft, result

SCHEMA = GraphSchema(
    labels=(
        LabelInfo(
            "Task",
            9,
            (
                PropertyInfo("status", "text", 1.0, values=("Failed", "Finished")),
                PropertyInfo("tool", "text", 1.0, values=("blast", "bold")),
                PropertyInfo("size", "integer", 1.0, minimum=3, maximum=90),
                PropertyInfo(
                    "created_at", "datetime", 1.0, minimum="2025-01-02T00:00:00", maximum="2025-05-30"
                ),
                PropertyInfo("note", "text", 0.2),
            ),
        ),
    )
)
TOGETHER = "Each of the conditions holds for some, but none has all of them."
EMPTY = [
    ("t.status = $p", "Exploded", "No Task has status Exploded; present: Failed, Finished."),
    ("t.status = 'Exploded'", None, "No Task has status Exploded; present: Failed, Finished."),
    ("t.status IN $p", ["A", "B"], "No Task has status A, B; present: Failed, Finished."),
    ("toLower(t.status) = $p", "failed", ""),
    ("t.size > $p", 90, "The size of Task reaches from 3 to 90."),
    ("t.size > $p", 89, ""),
    ("t.created_at >= $p", "2026-01-01T00:00:00+00:00", "2025-01-02T00:00:00 to 2025-05-30."),
    ("t.created_at >= datetime($p)", "2026-01-01T00:00:00+00:00", "The created_at of Task reaches from"),
    ("t.note = $p", "x", ""),
    ("t.status = $p AND t.tool = 'bold'", "Failed", TOGETHER),
    ("t.status IN $p AND t.tool = 'bold'", ["Failed", "Queued"], TOGETHER),
    ("t.status = $p AND t.tool = 'bold'", "failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND t.note CONTAINS 'x'", "Failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND t.note STARTS WITH 'x'", "Failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND t.note <> 'x'", "Failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND t.note IS NULL", "Failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND NOT t.size = 3", "Failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND (t.size = 3 OR t.size = 4)", "Failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND t.size > 50", "Failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND t.size = 50", "Failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND EXISTS { MATCH (t)-[:INPUT]->(:File) }", "Failed", ""),
    ("t.status = $p AND t.tool = 'bold' AND (t)-[:INPUT]->(:File)", "Failed", ""),
    ("t.status = $p AND NOT EXISTS { MATCH (u:Task) WHERE u.tool = 'x' }", "Failed", ""),
    ("t.status = $p AND NOT EXISTS { MATCH (:Task {tool: 'x'}) }", "Failed", ""),
    ("t.status = $p OR t.tool = 'x'", "Exploded", ""),
    ("NOT t.status = $p", "Exploded", ""),
]


@pytest.mark.parametrize(("where", "value", "why"), EMPTY, ids=lambda value: str(value)[:40])
def test_nothing_found_is_explained_from_the_values_that_there_are(where: str, value: Any, why: str) -> None:
    text = f"MATCH (t:Task) WHERE {where} RETURN count(t) AS total"
    found = reasons_of(text, {"p": value}, SCHEMA)
    told = summarise(draft("count", "task", "tasks", **found), result("total", [0]))
    assert told.startswith("There are no tasks.")
    assert told == "There are no tasks." if not why else why in told


PATTERNS = [
    ("MATCH (t:Task {status: 'Failed', tool: 'bold'}) RETURN t", TOGETHER),
    ("MATCH (t:Task {status: 'Failed', tool: 'bold', note: 'x'}) RETURN t", ""),
    ("MATCH (t:Task {status: 'Failed', tool: 'bold'})-[:INPUT]->(:File) RETURN t", ""),
    ("MATCH (t:Task {status: 'Failed', tool: 'bold'}), (f:File) RETURN t", ""),
    ("MATCH (t:Task:Blast {status: 'Failed', tool: 'bold'}) RETURN t", ""),
    ("MATCH (t:Task {status: 'Failed'}) WITH t WHERE t.tool = 'bold' RETURN t", ""),
    ("MATCH (t:Task) OPTIONAL MATCH (u:Task {status: 'Exploded'}) RETURN t, u", ""),
    ("MATCH (t:Task {status: 'Exploded'}) RETURN t UNION MATCH (t:Task {tool: 'bold'}) RETURN t", ""),
]


@pytest.mark.parametrize(("text", "why"), PATTERNS)
def test_a_combination_is_blamed_only_when_nothing_else_can_be_missing(text: str, why: str) -> None:
    told = summarise(draft("list", "task", "tasks", **reasons_of(text, {}, SCHEMA)), result("t"))
    assert told == " ".join(["There are no tasks.", *([why] if why else [])])
