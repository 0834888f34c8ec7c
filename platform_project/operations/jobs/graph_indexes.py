"""``maintenance.graph_indexes``: the constraints and indexes that the platform's queries stand on."""

from typing import Final

from celery import chain

from graph import client
from graph.errors import GraphQueryFailed
from graph.schema import MARKER_LABEL
from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.engine.phases import phase
from jobs.progress import progress_event
from jobs.registry import register_job_type
from jobs.services import job_record_result
from platform_project.operations.databases import graph_labels
from security.scopes import Scope

PAYLOAD: Final = {
    "type": "object",
    "properties": {
        "labels": {
            "type": "array",
            "description": "The labels to see to; all that are in use when not given.",
            "items": {"type": "string", "minLength": 1, "maxLength": 255},
            "minItems": 1,
            "uniqueItems": True,
        }
    },
    "additionalProperties": False,
}


@phase("maintenance.graph_indexes.survey")
def survey(ctx: PhaseContext) -> Outcome:
    """List the labels in use, of all tenants; markers have a key of their own."""
    chosen = ctx.state["payload"].get("labels") or [MARKER_LABEL, *graph_labels()]
    return Outcome(state={"labels": chosen, "refused": {}}, repetitions=len(chosen))


@phase("maintenance.graph_indexes.label", repeated=True, inline=True)
def define(ctx: PhaseContext) -> Outcome:
    """Let ids be unique within a label and tenant; the constraint is the index by which nodes are found.

    A graph that holds the same id twice refuses it: that label is reported, and the others go on.
    """
    chosen, refused = ctx.state["labels"], ctx.state["refused"]
    label = chosen[ctx.phase - 1]
    key = ("owner", "key") if label == MARKER_LABEL else ("tenant_id", "orig_id")
    try:
        client.define(client.dialect().unique_constraint(label, key))
    except GraphQueryFailed as error:
        refused = {**refused, label: error.detail}
    event = progress_event(stage="label", message=label, percent=100 * ctx.phase / len(chosen))
    return Outcome(state={"refused": refused}, events=(event,))


@phase("maintenance.graph_indexes.report", inline=True)
def report(ctx: PhaseContext) -> Outcome:
    """Record which labels have their constraint, and which were refused, and why."""
    refused = ctx.state["refused"]
    result = {"labels": [name for name in ctx.state["labels"] if name not in refused], "refused": refused}
    return Outcome(record=job_record_result(execution_id=ctx.execution_id, result=result))


register_job_type(
    "maintenance.graph_indexes",
    description="Creates the constraints and indexes that the graph should have, for the labels in use.",
    payload_schema=PAYLOAD,
    stages=chain(survey.si(), define.si(), report.si()),
    scope=Scope.ADMIN_ALL,
    platform_only=True,
)
