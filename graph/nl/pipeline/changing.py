"""Requests to change the graph: which of them are definite enough to be proposed."""

from uuid import UUID

from graph.nl.catalogue import synonyms_of
from graph.nl.harm import CONDITIONAL, harm_in
from graph.nl.pipeline.answer import Answer
from graph.nl.pipeline.stages import StageReport, timed
from graph.nl.pipeline.typed import asks_for_plan
from graph.schema import GraphSchema
from graph.writes.checks import check_condition
from graph.writes.language import Reader
from graph.writes.proposals import examine, only_seen, wants_change
from graph.writes.refusals import StatementRefused
from graph.writes.statements import Statement
from graph.writes.typed import looks_typed, read_typed
from security.principal import Principal


def change_in(text: str, *, tenant_id: UUID, schema: GraphSchema) -> Statement | None:
    """The change that a sentence asks for, when it says which nodes it is about.

    None for everything else: what asks for no change, what the graph cannot make sense of, and what is about
    all that there is, which is never a change to propose but harm to refuse.
    """
    if asks_for_plan(text) or not wants_change(text):
        return None
    harm = harm_in(text, schema=schema)
    if harm and harm.reason not in CONDITIONAL:
        return None
    try:
        if looks_typed(text):
            statement = read_typed(text, {})
        else:
            statement = Reader(schema, tenant_id, synonyms_of(tenant_id)).read(text)
        check_condition(statement)
    except StatementRefused:
        return None
    return statement


def proposed(text: str, *, principal: Principal, dry_run: bool = False) -> Answer:
    """The dry run of a change as an answer. Whoever keeps the answer keeps its ``proposal``, too.

    Args:
        dry_run: it is only to be seen: nothing is kept of it that could be approved.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    proposal, elapsed = timed(lambda: examine(principal=principal, text=text))
    if dry_run:
        proposal = only_seen(proposal)
    output = {"cypher": proposal.cypher, "touched": proposal.touched}
    approval_id = str(proposal.approval_id) if proposal.approval_id else None
    return Answer(
        outcome=proposal.outcome,
        text=proposal.text,
        language=proposal.language,
        cypher=proposal.cypher,
        params=dict(proposal.params),
        columns=proposal.columns,
        rows=[list(row) for row in proposal.rows],
        confidence=1.0,
        approval_id=approval_id,
        proposal=proposal,
        stages=(
            StageReport(
                "propose", proposal.outcome == "confirmation", proposal.text, {"asked": text}, output, elapsed
            ),
        ),
    )
