"""What is to be done with a question: the order of decisions between its draft and its execution."""

from dataclasses import replace
from uuid import UUID

from graph.nl.harm import Reason, harm_in
from graph.nl.normalise import normalise
from graph.nl.pipeline.answer import (
    Answer,
    clarification_text,
    readings_of,
    refused_as_harmful,
    unknown_text,
)
from graph.nl.pipeline.changing import change_in, proposed
from graph.nl.pipeline.drafting import Drafted, draft
from graph.nl.pipeline.replies import replies_in
from graph.nl.pipeline.stages import StageReport
from graph.nl.rights import about_rights
from graph.schema import GraphSchema, schema_of
from security.principal import Principal
from security.scopes import Scope


def understand(
    text: str,
    *,
    tenant_id: UUID,
    principal: Principal | None = None,
    schema: GraphSchema | None = None,
    dry_run: bool = False,
    may_propose: bool = True,
) -> Drafted | Answer:
    """The draft to be carried out; or what is to be said at once: harm, a change, readings, or unknown.

    Args:
        principal: who asks, for changes of the graph and for their rights; without one, changes are refused
            like all other harm.
        schema: the live schema, where the caller has it already.
        dry_run: nothing is to be executed or kept: the draft is to be explained, a change only shown.
        may_propose: a change is proposed to be approved; else it is refused, whoever asks for it.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: the schema cannot be read, or a dry run failed.
    """
    schema = schema or schema_of(tenant_id)
    if principal and change_in(text, tenant_id=tenant_id, schema=schema):
        if not may_propose:
            return _refusal(text, Reason.WRITES)
        return proposed(text, principal=principal, dry_run=dry_run)
    drafted = draft(text, tenant_id=tenant_id, schema=schema)
    only_explained = drafted.draft is not None and drafted.draft.action == "explain"
    refused = None if only_explained else refusal_of_harm(text, schema=schema)
    if principal and (refused or not (drafted.draft or drafted.readings)) and (asked := about_rights(text)):
        return _rights(text, asked, principal)
    if refused:
        return refused
    if drafted.draft is None:
        return undecided(drafted)
    if dry_run and drafted.draft.table is None:
        return replace(drafted, draft=replace(drafted.draft, action="explain"))
    return drafted


def refusal_of_harm(text: str, *, schema: GraphSchema | None) -> Answer | None:
    """The refusal of a prompt that asks for harm; None for one that does not."""
    harm = harm_in(text, schema=schema)
    return _refusal(text, harm.reason, harm.matched) if harm else None


def undecided(drafted: Drafted) -> Answer:
    """The answer when no draft stands out: which reading is meant, or why it is not known."""
    language = drafted.language
    if drafted.readings:
        readings = readings_of(drafted.readings)
        return Answer(
            outcome="clarification",
            text=clarification_text(readings, language=language),
            language=language,
            confidence=readings[0]["confidence"],
            readings=readings,
            stages=drafted.stages,
        )
    return Answer(
        outcome="unknown",
        text=unknown_text(drafted.reason, drafted.suggestions, language=language),
        language=language,
        suggestions=drafted.suggestions,
        stages=drafted.stages,
    )


def _refusal(text: str, reason: Reason, matched: tuple[str, ...] = ()) -> Answer:
    language = normalise(text).language.value
    report = StageReport("refuse", False, reason, {"question": text}, {"matched": list(matched)}, 0.0)
    told = refused_as_harmful(replies_in(language).reasons[reason], language=language)
    return Answer(outcome="refusal", text=told, language=language, stages=(report,))


def _rights(text: str, asked: str, principal: Principal) -> Answer:
    """What somebody may do to the graph, who asked for that and not for it to be done."""
    language = normalise(text).language.value
    replies = replies_in(language)
    told = replies.may_change if principal.can(Scope.GRAPH_WRITE) else replies.may_only_read
    report = StageReport("rights", True, told, {"question": text}, {"matched": [asked]}, 0.0)
    return Answer(
        outcome="text",
        text=f"{told} {replies.all_rights}",
        language=language,
        confidence=1.0,
        stages=(report,),
    )
