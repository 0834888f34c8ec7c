"""What is kept of a question: between its understanding and its answer, and with its execution."""

from typing import Any, Final

from graph.cypher import Limits
from graph.nl.generate import Draft
from graph.nl.normalise import normalise
from graph.nl.pipeline import Answer, Drafted, StageReport
from graph.schema import schema_of
from security.principal import Principal

LIMITS: Final = Limits(max_bytes=256 * 1024)
"""An answer is kept with its execution, and lists of executions show it."""


def as_state(drafted: Drafted) -> dict[str, Any]:
    """What ``from_state`` needs of a draft, as JSON."""
    return {
        "question": drafted.question.original,
        "draft": drafted.draft.as_json() if drafted.draft else None,
        "stages": [stage.as_json() for stage in drafted.stages],
    }


def from_state(state: dict[str, Any], *, principal: Principal) -> Drafted:
    """The draft that ``as_state`` wrote, with the schema as it is now.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: the schema cannot be read.
    """
    return Drafted(
        question=normalise(state["question"]),
        draft=Draft.from_json(state["draft"]),
        readings=(),
        reason="",
        suggestions=(),
        schema=schema_of(principal.tenant_id),
        stages=tuple(StageReport(**stage) for stage in state["stages"]),
    )


def as_result(answer: Answer) -> dict[str, Any]:
    """An answer as its execution keeps it and as it is shown."""
    kept = answer.as_json()
    del kept["proposal"]
    kept["readings"] = [
        {name: value for name, value in reading.items() if name != "draft"} for reading in answer.readings
    ]
    return kept
