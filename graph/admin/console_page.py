"""An answer in the words and shapes of the console's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from graph.admin.console_drawing import drawing_of, node_in_words
from graph.cypher import Layer
from graph.nl.catalogue.trial import Trial
from graph.nl.pipeline import Answer
from graph.nl.pipeline.typed import GENERATOR as TYPED
from graph.schema import GraphSchema
from jobs.presentation import Fact, Table, facts_of, parameters_of, readable, span, words

OUTCOME_COLOURS: Final = {
    "answer": "success",
    "text": "success",
    "explanation": "info",
    "clarification": "warning",
    "confirmation": "warning",
    "unknown": "default",
    "refusal": "danger",
}
PAGE_ROWS: Final = 25
_CHECKED_IN_ORDER: Final = (
    Layer.SYNTAX,
    Layer.READ_ONLY,
    Layer.TENANT,
    Layer.DEPTH,
    Layer.TIME,
    Layer.COST,
    Layer.ROWS,
    Layer.SCHEMA,
)
"""As ``graph.cypher.prepare`` goes about it, which is not quite the order in which layers are reported."""


@dataclass(frozen=True)
class LayerLine:
    """One layer of validation: ``passed``, ``refused``, or ``not reached`` because one before it refused."""

    name: str
    state: str
    detail: str
    icon: str


_ICONS: Final = {"passed": "check_circle", "refused": "cancel", "not reached": "radio_button_unchecked"}


def shown(answer: Answer, *, tenant_id: UUID, schema: GraphSchema) -> dict[str, Any]:
    """Everything that the page says of an answer."""
    drawing = drawing_of(answer, tenant_id=tenant_id, schema=schema)
    table = rows_in_words(answer, schema)
    return {
        "answer": answer,
        "outcome_colour": OUTCOME_COLOURS[answer.outcome],
        "text": _told(answer, table),
        "reading": "" if answer.generator == TYPED else answer.provenance.get("reading", ""),
        "about": list(_about(answer)),
        "readings": [{**each, "share": f"{each['confidence']:.2f}"} for each in answer.readings],
        "params": parameters_of(answer.params),
        "layers": layer_lines(answer),
        "notices": _of_stage(answer, "validate").get("notices") or [],
        "estimate": _estimate(answer),
        "plan": "\n".join(answer.plan["lines"]) if answer.plan else "",
        "is_profiled": bool(answer.plan and answer.plan["profiled"]),
        "stages": answer.stages,
        "table": table,
        "page_rows": PAGE_ROWS,
        "drawing": drawing.as_json(schema) if drawing.nodes else None,
        "approval_url": _approval_url(answer),
    }


def layer_lines(answer: Answer) -> list[LayerLine]:
    """The layers that were passed; of a refusal, the one that refused and those that were not reached."""
    if answer.validation:
        return [_line(each["name"], "passed", each["detail"]) for each in answer.validation]
    refused = _of_stage(answer, "validate")
    if "layer" not in refused:
        return []
    at = _CHECKED_IN_ORDER.index(Layer(refused["layer"]))
    return [
        *(_line(each, "passed", "") for each in _CHECKED_IN_ORDER[:at]),
        _line(_CHECKED_IN_ORDER[at], "refused", "; ".join(refused["reasons"])),
        *(_line(each, "not reached", "") for each in _CHECKED_IN_ORDER[at + 1 :]),
    ]


def _line(name: str, state: str, detail: str) -> LayerLine:
    return LayerLine(words(name), state, detail or state, _ICONS[state])


def _told(answer: Answer, table: Table | None) -> str:
    """The answer in words, without what the page shows beside it: its rows, readings, query and plan."""
    if answer.outcome in ("clarification", "explanation", "unknown"):
        return answer.text.split("\n\n", 1)[0]
    return answer.text if table is None else without_rows(answer.text)


def without_rows(text: str) -> str:
    """What an answer says before the table in it; all of it when it is nothing else."""
    before, found, _ = f"\n{text}".partition("\n|")
    return before.strip().removesuffix(":") if found and before.strip() else text


def _about(answer: Answer) -> Sequence[Fact]:
    """Who made the query of what, and how sure it was."""
    origin = answer.provenance
    facts = {
        "generator": answer.generator,
        "confidence": f"{answer.confidence:.2f}" if answer.generator else None,
        "because": origin.get("explanation"),
        "known_question": origin.get("pattern"),
        "rests_on": _sources(origin.get("sources")),
        "took": span(sum(each.elapsed_ms for each in answer.stages) / 1000),
    }
    return facts_of(facts)


def _sources(sources: dict[str, Any] | None) -> str:
    if not sources or not sources["total"]:
        return ""
    named = ", ".join(map(str, sources["ids"][:5]))
    return f"{sources['total']:,} nodes: {named}{' …' if sources['total'] > 5 else ''}"


def _estimate(answer: Answer) -> list[Fact]:
    """What the query was expected to cost before it ran."""
    estimate = _of_stage(answer, "validate").get("estimate")
    if not estimate:
        return []
    return [
        Fact("Rows looked at", f"about {estimate['touched']:,}"),
        Fact("Rows returned", f"about {estimate['returned']:,}"),
        *(Fact(each["text"], f"about {round(each['touched']):,} looked at") for each in estimate["clauses"]),
    ]


def rows_in_words(found: Answer | Trial, schema: GraphSchema) -> Table | None:
    """The rows of an answer or a trial as text; None when there is no result."""
    if not found.columns:
        return None
    rows = [[_cell(cell, schema) for cell in row] for row in found.rows]
    return Table(list(found.columns), rows, len(rows), found.truncated)


def _cell(value: Any, schema: GraphSchema) -> str:
    """A value as text; of a node what people call it, of a path its nodes."""
    match value:
        case {"id": str(), "labels": list(), "properties": dict()}:
            return node_in_words(value, schema)
        case {"id": str(), "type": str(kind), "start": str(), "end": str()}:
            return f"—{kind}→"
        case {"nodes": list(nodes), "relationships": list()}:
            return " – ".join(_cell(each, schema) for each in nodes)
        case list():
            return ", ".join(_cell(each, schema) for each in value)
    return readable(value)


def _approval_url(answer: Answer) -> str:
    if answer.approval_id is None:
        return ""
    return reverse("admin:graph_writeapproval_change", args=[answer.approval_id])


def _of_stage(answer: Answer, name: str) -> dict[str, Any]:
    return next((each.output for each in answer.stages if each.name == name), {})
