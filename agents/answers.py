"""The final answer of a run, by category, from what its tools have found."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from agents.followups import kept_readings
from agents.intent import Category, Intent
from agents.intent.classify import CERTAIN_ENOUGH
from agents.intent.model import Source
from agents.models import AgentRun
from agents.planning import (
    DRAFT,
    IDENTITY,
    IN_WORDS,
    PLAN,
    PROPOSE,
    QUERY,
    RESPOND,
    RIGHTS,
    Answers,
    missing_scope,
    table_of,
)
from graph.nl.harm import harm_in
from graph.nl.normalise import normalise
from graph.nl.pipeline import SAFE_ALTERNATIVE, refused_as_harmful, replies_in
from platform_project.http.codes import ErrorCode
from security.principal import Principal
from security.scopes import Scope

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
    if findings.intent.source == Source.CHANGE:
        return _proposal(findings)
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
    drafted = findings.answers.get(DRAFT.key, {})
    if findings.refusal:
        return Answer(
            outcome=AgentRun.Outcome.REFUSAL,
            text=replies_in(drafted.get("language", "en")).refused.format(reason=findings.refusal["detail"]),
            cypher=drafted.get("cypher") or "",
        )
    if drafted.get("draft") is None:
        return _undecided(drafted)
    if PLAN.key in findings.answers:
        return _planned(findings)
    from_schema = QUERY.key not in findings.answers
    found = findings.answers.get(QUERY.key, {})
    table = table_of(findings.answers)
    shown = {"type": "table", **table, "total": None if table["truncated"] else len(table["rows"])}
    return Answer(
        outcome=AgentRun.Outcome.TEXT if from_schema else AgentRun.Outcome.ANSWER,
        text=findings.answers[IN_WORDS.key]["summary"],
        outputs=(shown,),
        cypher=found.get("cypher", ""),
        provenance={**drafted["provenance"], **found.get("provenance", {})},
    )


def _undecided(drafted: dict[str, Any]) -> Answer:
    """Which reading is meant; or, when there is none, that it is not known and what can be asked instead."""
    if readings := drafted.get("readings"):
        shown = [{name: value for name, value in each.items() if name != "draft"} for each in readings]
        return Answer(
            outcome=AgentRun.Outcome.CLARIFICATION,
            text=drafted["text"],
            outputs=({"type": "json", "data": {"readings": shown}},),
            provenance=kept_readings(readings, drafted),
        )
    return Answer(
        outcome=AgentRun.Outcome.UNKNOWN,
        text=drafted["text"],
        outputs=({"type": "json", "data": {"suggestions": drafted["suggestions"]}},),
    )


def _explain(findings: Findings) -> Answer:
    drafted = findings.answers.get(DRAFT.key, {})
    if findings.refusal:
        replies = replies_in(drafted.get("language", "en"))
        return Answer(
            outcome=AgentRun.Outcome.EXPLANATION,
            text=replies.would_be_refused.format(reason=findings.refusal["detail"]),
            cypher=drafted.get("cypher") or "",
        )
    return _planned(findings) if PLAN.key in findings.answers else _undecided(drafted)


def _planned(findings: Findings) -> Answer:
    """How the query would run, or what running it took."""
    found = findings.answers[PLAN.key]
    data = {name: found[name] for name in ("plan", "layers", "estimate")}
    return Answer(
        outcome=AgentRun.Outcome.EXPLANATION,
        text=found["description"],
        outputs=({"type": "json", "data": data},),
        cypher=found["cypher"],
        provenance=findings.answers[DRAFT.key]["provenance"],
    )


def _proposal(findings: Findings) -> Answer:
    """What a change would do, and by which id it is approved; or why it cannot be proposed."""
    proposed = findings.answers[PROPOSE.key]
    table = {"type": "table", **{name: proposed[name] for name in ("columns", "rows")}, "truncated": True}
    approval = {"type": "json", "data": {"approval_id": proposed["approval_id"]}}
    return Answer(
        outcome=AgentRun.Outcome(proposed["outcome"]),
        text=proposed["text"],
        outputs=(approval, table) if proposed["approval_id"] else (),
        cypher=proposed["cypher"] or "",
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
    language = normalise(findings.prompt).language.value
    harm = harm_in(findings.prompt)
    reason = replies_in(language).reasons[harm.reason] if harm else findings.intent.reason
    return Answer(
        outcome=AgentRun.Outcome.REFUSAL,
        text=refused_as_harmful(reason, language=language),
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


_ASK_BACK: Final = {
    "en": "I am not sure what you want to know about {words}. Do you want to count, list or compare "
    "something? Ask it as a question, such as “How many tasks are there?”.",
    "it": "Non è chiaro che cosa vuole sapere su {words}: contare, elencare o confrontare qualcosa? Lo "
    "chieda come una domanda, ad esempio «Quanti task ci sono?».",
}


def _ask_back(findings: Findings) -> Answer:
    language = normalise(findings.prompt).language.value
    return Answer(
        outcome=AgentRun.Outcome.CLARIFICATION,
        text=_ASK_BACK[language].format(words=", ".join(findings.intent.matched)),
    )


_BY_CATEGORY: Final[dict[Category, Callable[[Findings], Answer]]] = {
    Category.GRAPH: _graph,
    Category.EXPLAIN: _explain,
    Category.SECURITY: _security,
    Category.CHAT: _chat,
    Category.ADMIN: _admin,
    Category.DANGEROUS: _dangerous,
}
