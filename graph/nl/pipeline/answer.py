"""What the pipeline says to a question, whatever its outcome."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Literal

from graph.client import Plan
from graph.cypher import CypherRefused, Prepared
from graph.nl.generate import Draft
from graph.nl.pipeline.replies import replies_in
from graph.nl.pipeline.stages import StageReport
from graph.writes.proposals import Proposal

Outcome = Literal["answer", "refusal", "explanation", "clarification", "unknown", "confirmation", "text"]

SAFE_ALTERNATIVE: Final = "EXPLAIN MATCH (n) RETURN count(n) AS affected"
"""What shows what a destructive request would touch."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer, with everything that it rests on."""

    outcome: Outcome
    text: str
    language: str = "en"
    cypher: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    rows: list[list[Any]] = field(default_factory=list)
    truncated: bool = False
    confidence: float = 0.0
    generator: str | None = None
    readings: tuple[dict[str, Any], ...] = ()
    """Of a clarification: each with its ``number``, its ``text``, its Cypher and its confidence."""
    suggestions: tuple[str, ...] = ()
    validation: tuple[dict[str, Any], ...] = ()
    """The layers of validation, each with what it found."""
    plan: dict[str, Any] | None = None
    approval_id: str | None = None
    provenance: dict[str, Any] = field(default_factory=dict)
    proposal: Proposal | None = None
    """Of a change: what ``graph.writes.services.approval_create`` keeps, so that it can be approved."""
    stages: tuple[StageReport, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as JSON, without the proposal, of which the approval's id is what others need."""
        return {
            **asdict(replace(self, proposal=None, stages=())),
            "stages": [s.as_json() for s in self.stages],
        }


def unknown_text(reason: str, suggestions: Sequence[str], *, language: str) -> str:
    """That it is not known, why, and what can be asked instead."""
    replies = replies_in(language)
    text = replies.unknown.format(reason=reason).strip()
    offered = "".join(f"\n- {each}" for each in suggestions)
    return f"{text}\n\n{replies.ask_instead}{offered}" if offered else text


def clarification_text(readings: Sequence[dict[str, Any]], *, language: str) -> str:
    """Which of the readings is meant; they are numbered so that a number is an answer."""
    replies = replies_in(language)
    listed = "\n".join(f"{each['number']}. {each['text']}" for each in readings)
    return f"{replies.which}\n\n{listed}\n\n{replies.choose}"


def readings_of(drafts: Sequence[Draft]) -> tuple[dict[str, Any], ...]:
    """The readings between which the user chooses, numbered from 1."""
    return tuple(
        {
            "number": number,
            "text": each.reading or each.explanation,
            "cypher": each.cypher,
            "params": each.params,
            "confidence": each.confidence,
            "draft": each.as_json(),
        }
        for number, each in enumerate(drafts, start=1)
    )


def refusal_text(refused: CypherRefused, *, language: str) -> str:
    """Why a query is not run."""
    return replies_in(language).refused.format(reason=refused.detail)


def refused_as_harmful(reason: str, *, language: str) -> str:
    """Why a prompt is refused, and what can be done instead of it."""
    replies = replies_in(language)
    instead = replies.see_instead.format(alternative=SAFE_ALTERNATIVE)
    return f"{replies.harmful.format(reason=reason)} {instead}"


def explanation_text(prepared: Prepared, plan: Plan | None, *, language: str) -> str:
    """The query as it would run, the layers that it has passed, and how the server goes about it."""
    replies = replies_in(language)
    heading = replies.profiled if plan and plan.profiled else replies.would_run
    layers = "\n".join(f"- {layer.name}: {layer.detail}" for layer in prepared.layers)
    text = f"{heading}\n\n```cypher\n{prepared.text}\n```\n\n{layers}"
    if plan is None or not plan.lines:
        return text
    return "\n".join([text, "", "```text", *plan.lines, "```"])
