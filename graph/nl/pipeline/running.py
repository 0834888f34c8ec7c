"""Stages 4 to 6: only text that was rendered from a checked tree is executed, and its rows become words."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from graph import client, cypher
from graph.client import Plan, QueryResult
from graph.cypher import Limits, Prepared
from graph.nl.generate import Draft
from graph.nl.pipeline.stages import StageReport, timed
from graph.nl.provenance import is_nothing
from graph.nl.summarise import summarise
from graph.nl.summarise.conditions import reasons_of
from graph.schema import GraphSchema


def validate(
    text: str,
    *,
    params: dict[str, Any],
    tenant_id: UUID,
    schema: GraphSchema | None = None,
    limits: Limits | None = None,
) -> tuple[Prepared, StageReport]:
    """Stage 4: from a draft's text to the only text that may be executed.

    Args:
        schema: the live schema, for the check of names and directions and for the cost gate.

    Raises:
        CypherRefused: it is not a bounded reading query of this tenant.
    """
    prepared, elapsed = timed(
        lambda: cypher.prepare(text, params=params, tenant_id=tenant_id, limits=limits, schema=schema)
    )
    estimate = estimate_of(prepared)
    output = {
        "cypher": prepared.text,
        "layers": layers_of(prepared),
        "estimate": estimate,
        "notices": list(prepared.notices),
    }
    detail = f"{len(prepared.layers)} checks passed"
    return prepared, StageReport(
        "validate", True, detail, {"cypher": text, "params": params}, output, elapsed
    )


def layers_of(prepared: Prepared) -> list[dict[str, Any]]:
    """The layers that a query has passed, as JSON."""
    return [asdict(each) for each in prepared.layers]


def estimate_of(prepared: Prepared) -> dict[str, Any] | None:
    """What the query is expected to cost, as JSON; None when no schema was at hand."""
    return asdict(prepared.estimate) if prepared.estimate else None


def execute(
    prepared: Prepared, *, cancelled: Callable[[], bool] | None = None
) -> tuple[QueryResult, StageReport]:
    """Stage 5: run it; once ``cancelled`` says so, the query is ended on the server.

    Raises:
        GraphUnavailable, GraphTimeout, GraphCancelled, GraphQueryFailed
    """
    result = client.read(
        prepared.text,
        prepared.params,
        timeout_seconds=prepared.timeout_seconds,
        max_rows=prepared.max_rows,
        max_bytes=prepared.max_bytes,
        cancelled=cancelled,
    )
    rows = len(result.rows)
    detail = f"{rows} row{'s' if rows != 1 else ''}{', cut' if result.truncated else ''}"
    output = {"columns": list(result.columns), "row_count": rows, "truncated": result.truncated}
    report = StageReport("execute", True, detail, {"cypher": prepared.text}, output, result.elapsed_ms)
    return result, report


def explain(
    prepared: Prepared, *, profile: bool = False, cancelled: Callable[[], bool] | None = None
) -> tuple[Plan, StageReport]:
    """The server's plan of a query, in place of its rows; it runs only when it is to be profiled.

    Raises:
        GraphUnavailable, GraphTimeout, GraphCancelled, GraphQueryFailed
    """
    plan, elapsed = timed(
        lambda: client.explain(
            prepared.text,
            prepared.params,
            timeout_seconds=prepared.timeout_seconds,
            profile=profile,
            cancelled=cancelled,
        )
    )
    detail = "run, and measured" if profile else "planned, and not run"
    report = StageReport("explain", True, detail, {"cypher": prepared.text}, asdict(plan), elapsed)
    return plan, report


def in_words(
    draft: Draft, result: QueryResult, *, language: str, schema: GraphSchema | None = None
) -> tuple[str, StageReport]:
    """Stage 6: the rows in words; an empty result is explained from the live values of ``schema``."""
    text, elapsed = timed(lambda: summarise(_with_reasons(draft, result, schema), result, language=language))
    asked = {"kind": draft.kind, "language": language, "row_count": len(result.rows)}
    return text, StageReport("summarise", True, text.splitlines()[0], asked, {"text": text}, elapsed)


def _with_reasons(draft: Draft, result: QueryResult, schema: GraphSchema | None) -> Draft:
    if schema is None or not draft.cypher or not is_nothing(result):
        return draft
    return replace(draft, hints={**draft.hints, **reasons_of(draft.cypher, draft.params, schema)})
