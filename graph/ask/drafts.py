"""Drafts for those who take them elsewhere: bounded and judged, and never executed."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from graph.cypher import CypherRefused, CypherSyntaxError, classify
from graph.cypher.layers import rows
from graph.nl import pipeline
from graph.nl.generate import Draft
from graph.nl.pipeline import Answer
from graph.schema import GraphSchema


def labels_named(text: str, schema: GraphSchema) -> frozenset[str]:
    """The labels of the graph that stand in a text, written as they are in the graph."""
    return frozenset(re.findall(r"\w+", text)) & {each.name for each in schema.labels}


def limited(draft: Draft, most: int | None) -> Draft:
    """The draft with a LIMIT, unless it has a smaller one or makes one row in any case."""
    if most is None or not draft.cypher:
        return draft
    try:
        return replace(draft, cypher=rows.limited(draft.cypher, most, draft.params))
    except (CypherSyntaxError, CypherRefused):
        return draft  # What was typed is no query that may run: ``judged`` says why.


def judged(draft: Draft, *, tenant_id: UUID, schema: GraphSchema) -> dict[str, Any]:
    """``read_only``, whether a draft only reads; and ``validation``, what each layer says of it."""
    if not draft.cypher:
        return {"read_only": True, "validation": []}
    try:
        prepared, _ = pipeline.validate(draft.cypher, params=draft.params, tenant_id=tenant_id, schema=schema)
    except CypherRefused as refused:
        failed = {"name": str(refused.layer), "ok": False, "detail": "; ".join(refused.reasons)}
        return {"read_only": classify(draft.cypher) <= {"read"}, "validation": [failed]}
    return {"read_only": True, "validation": pipeline.layers_of(prepared)}


def instead_of_draft(answer: Answer, schema: GraphSchema) -> dict[str, Any]:
    """What there is to say in place of a draft."""
    return {
        "draft": None,
        "cypher": answer.cypher or None,
        "params": answer.params,
        "confidence": answer.confidence,
        "source": None,
        "model": None,
        "outcome": answer.outcome,
        "text": answer.text,
        "readings": list(answer.readings),
        "suggestions": list(answer.suggestions),
        "language": answer.language,
        "schema_version": schema.version,
        "read_only": True,
        "validation": [],
    }
