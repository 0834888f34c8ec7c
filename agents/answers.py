"""The final answer of a run, by category, from what its tools have found."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings

from agents.intent import Category, Intent
from agents.intent.classify import CERTAIN_ENOUGH
from agents.models import AgentRun
from agents.planning import (
    CHECK,
    DRAFT,
    IDENTITY,
    IN_WORDS,
    QUERY,
    RESPOND,
    RIGHTS,
    Answers,
    missing_scope,
)
from platform_project.http.codes import ErrorCode
from security.principal import Principal
from security.scopes import Scope

SAFE_ALTERNATIVE: Final = "EXPLAIN MATCH (n) RETURN count(n) AS affected"
_CHANGES: Final = re.compile(r"\b(delete|remove|create|add|change|update|write|modify|insert|edit)\b")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a run says in the end."""

    outcome: AgentRun.Outcome
    text: str
    outputs: tuple[dict[str, Any], ...] = ()
    cypher: str = ""
    provenance: dict[str, Any] = field(default_factory=dict)

    @property
    def all_outputs(self) -> list[dict[str, Any]]:
        """The text first, then whatever else there is."""
        return [{"type": "text", "text": self.text}, *self.outputs]


@dataclass(frozen=True)
class Findings:
    """What the answer is made of: the question, and what each of its TODOs has brought, or why it failed."""

    prompt: str
    principal: Principal
    intent: Intent
    answers: Answers
    refusal: dict[str, Any] | None = None


def answer(findings: Findings) -> Answer:
    """The answer to a run's question."""
    if findings.intent.confidence < CERTAIN_ENOUGH:
        return _ask_back(findings)
    if scope := missing_scope(findings.intent.category, findings.principal):
        return _not_allowed(scope)
    if findings.refusal and findings.refusal["code"] == ErrorCode.BEYOND_SESSION:
        return _beyond_session(findings.refusal)
    return _BY_CATEGORY[findings.intent.category](findings)


def is_refusal(error: dict[str, Any]) -> bool:
    """Whether an error is a considered no, which ends the run well, and not a failure."""
    return error.get("code") in (
        ErrorCode.CYPHER_REFUSED,
        ErrorCode.PERMISSION_DENIED,
        ErrorCode.BEYOND_SESSION,
    )


def _graph(findings: Findings) -> Answer:
    draft = findings.answers.get(DRAFT.key)
    if findings.refusal:
        return Answer(
            outcome=AgentRun.Outcome.REFUSAL,
            text=f"That cannot be run: {findings.refusal['detail']}",
            cypher=(draft or {}).get("cypher") or "",
        )
    if draft is None or draft["draft"] is None:
        return _unknown(draft or {})
    found = findings.answers[QUERY.key]
    table = {
        "type": "table",
        "columns": found["columns"],
        "rows": found["rows"],
        "truncated": found["truncated"],
        "total": None if found["truncated"] else found["row_count"],
    }
    return Answer(
        outcome=AgentRun.Outcome.ANSWER,
        text=findings.answers[IN_WORDS.key]["summary"],
        outputs=(table,),
        cypher=found["cypher"],
        provenance={
            "generator": draft["source"],
            "confidence": draft["confidence"],
            "explanation": draft["draft"]["explanation"],
            "schema_version": draft["schema_version"],
            "cypher": found["cypher"],
            "params": found["params"],
            "database": settings.GRAPH["database"],
        },
    )


def _unknown(draft: dict[str, Any]) -> Answer:
    return Answer(
        outcome=AgentRun.Outcome.UNKNOWN,
        text=draft.get("unknown") or "I do not know how to answer that from this graph.",
        outputs=({"type": "json", "data": {"suggestions": draft.get("suggestions", [])}},),
    )


def _explain(findings: Findings) -> Answer:
    draft = findings.answers.get(DRAFT.key, {})
    if findings.refusal:
        return Answer(
            outcome=AgentRun.Outcome.EXPLANATION,
            text=f"This would be refused, and nothing was run: {findings.refusal['detail']}",
            cypher=draft.get("cypher") or "",
        )
    if "layers" not in findings.answers.get(CHECK.key, {}):
        return _unknown(draft)
    checked = findings.answers[CHECK.key]
    layers = "\n".join(f"- {layer['name']}: {layer['detail']}" for layer in checked["layers"])
    return Answer(
        outcome=AgentRun.Outcome.EXPLANATION,
        text=f"This query would run, and nothing was run:\n\n```cypher\n{checked['cypher']}\n```\n\n{layers}",
        cypher=checked["cypher"],
    )


def _security(findings: Findings) -> Answer:
    identity, rights = findings.answers[IDENTITY.key], findings.answers[RIGHTS.key]
    first = ""
    if _CHANGES.search(findings.prompt.lower()):
        allowed = rights["can_execute_writes"]
        first = (
            "Yes, you may change the graph. "
            if allowed
            else f"No, you may not change the graph: that needs the scope {Scope.GRAPH_WRITE}. "
        )
    text = f"{first}{identity['identity_summary']} {rights['summary']} {' '.join(rights['restrictions'])}"
    return Answer(
        outcome=AgentRun.Outcome.ANSWER,
        text=text,
        outputs=({"type": "json", "data": {"principal": identity, "operations": rights}},),
    )


def _chat(findings: Findings) -> Answer:
    completion = findings.answers[RESPOND.key]
    return Answer(
        outcome=AgentRun.Outcome.TEXT,
        text=completion["text"],
        provenance={"provider": completion["provider"], "model": completion["model"]},
    )


def _admin(findings: Findings) -> Answer:
    return Answer(
        outcome=AgentRun.Outcome.EXPLANATION,
        text="I do not change the platform or the graph on a question. Nothing was changed. As an "
        "administrator you can do it in the admin at /admin/, where each change is shown before it is made.",
    )


def _not_allowed(scope: Scope) -> Answer:
    return Answer(
        outcome=AgentRun.Outcome.REFUSAL,
        text=f"That needs the scope {scope}, which you do not hold. Nothing was run and nothing was changed.",
    )


def _beyond_session(refusal: dict[str, Any]) -> Answer:
    return Answer(
        outcome=AgentRun.Outcome.REFUSAL,
        text=f"{refusal['detail']} Nothing was run. Ask it in a session that allows it.",
    )


def _dangerous(findings: Findings) -> Answer:
    return Answer(
        outcome=AgentRun.Outcome.REFUSAL,
        text=f"I will not do that, because {findings.intent.reason}. Nothing was run and nothing was "
        f"changed. You can see what it would touch, without touching it: {SAFE_ALTERNATIVE}",
        outputs=(
            {
                "type": "json",
                "data": {
                    "alternative": {
                        "prompt": SAFE_ALTERNATIVE,
                        "params": {"category": Category.EXPLAIN.value},
                    },
                    "matched": list(findings.intent.matched),
                },
            },
        ),
    )


def _ask_back(findings: Findings) -> Answer:
    words = ", ".join(findings.intent.matched)
    return Answer(
        outcome=AgentRun.Outcome.CLARIFICATION,
        text=f"I am not sure what you want to know about {words}. Do you want to count, list or compare "
        "something? Ask it as a question, such as “How many tasks are there?”.",
    )


_BY_CATEGORY: Final[dict[Category, Callable[[Findings], Answer]]] = {
    Category.GRAPH: _graph,
    Category.EXPLAIN: _explain,
    Category.SECURITY: _security,
    Category.CHAT: _chat,
    Category.ADMIN: _admin,
    Category.DANGEROUS: _dangerous,
}
