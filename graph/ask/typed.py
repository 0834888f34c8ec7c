"""Typed Cypher: checked like every other query, and run as it was typed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal
from uuid import UUID

from graph.client import Plan, QueryResult
from graph.cypher import CypherSyntaxError, Limits, Prepared, parse, prepare, render
from graph.nl import pipeline
from graph.nl.pipeline import StageReport
from graph.schema import schema_of

MAX_CYPHER: Final = 20_000
"""Characters of one query."""

PlanKind = Literal["EXPLAIN", "PROFILE"]


@dataclass(frozen=True, slots=True)
class Executed:
    """What came of a typed query: its rows, or the plan that was wanted in their place."""

    prepared: Prepared
    result: QueryResult | None
    plan: Plan | None
    stage: StageReport

    def as_json(self) -> dict[str, Any]:
        """All of it, with the checks that the query has passed."""
        rows = self.result.rows if self.result else []
        return {
            "columns": list(self.result.columns) if self.result else [],
            "rows": rows,
            "row_count": len(rows),
            "truncated": self.result.truncated if self.result else False,
            "cypher": self.prepared.text,
            "params": self.prepared.params,
            "validation": pipeline.layers_of(self.prepared),
            "estimate": pipeline.estimate_of(self.prepared),
            "notices": list(self.prepared.notices),
            "plan": asdict(self.plan) if self.plan else None,
            "elapsed_ms": self.stage.elapsed_ms,
        }


def check(
    text: str,
    *,
    params: Mapping[str, Any],
    tenant_id: UUID,
    plan: PlanKind | None = None,
    limits: Limits | None = None,
) -> Prepared:
    """The query bound to the tenant. Names that the graph does not have are notices: who types may know.

    Args:
        plan: what is wanted in place of rows, whatever the text itself begins with.

    Raises:
        CypherRefused: it is not a bounded reading query of this tenant.
        GraphUnavailable, GraphTimeout, GraphQueryFailed: the schema cannot be read.
    """
    if plan is not None:
        with suppress(CypherSyntaxError):  # `prepare` says what is wrong with it.
            text = render(replace(parse(text), prefix=plan))
    return prepare(
        text, params=params, tenant_id=tenant_id, limits=limits, schema=schema_of(tenant_id), strict=False
    )


def run(prepared: Prepared, *, cancelled: Callable[[], bool] | None = None) -> Executed:
    """Run a query that ``check`` let through, or have its plan where it begins with EXPLAIN or PROFILE.

    Raises:
        GraphUnavailable, GraphTimeout, GraphCancelled, GraphQueryFailed
    """
    if not (prepared.explain or prepared.profile):
        result, stage = pipeline.execute(prepared, cancelled=cancelled)
        return Executed(prepared, result, None, stage)
    bare = replace(prepared, text=render(replace(parse(prepared.text), prefix=None)))
    plan, stage = pipeline.explain(bare, profile=prepared.profile, cancelled=cancelled)
    return Executed(bare, None, plan, stage)
