"""The dry run: read what is asked for, check it, count what it would touch. Nothing is changed or kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from graph import client
from graph.cypher import CypherRefused, Prepared, classify
from graph.nl.catalogue import synonyms_of
from graph.schema import RESERVED_PROPERTIES, GraphSchema, schema_of
from graph.writes import render
from graph.writes.checks import check_condition, check_names
from graph.writes.conditions import compares_with_value, properties_in
from graph.writes.indexes import definition
from graph.writes.language import Reader
from graph.writes.phrases import asked
from graph.writes.refusals import Reason, StatementRefused
from graph.writes.statements import (
    CreateIndex,
    DeleteWhere,
    IndexStatement,
    NodeStatement,
    RenameProperty,
    Statement,
)
from graph.writes.typed import looks_typed, read_typed
from graph.writes.words import reason_in_words, sentence, statement_in_words
from security.principal import Principal
from tenants.ids import new_id

APPROVAL_LIFETIME: Final = timedelta(minutes=5)
MAX_SAMPLE_COLUMNS: Final = 6
_WRITING: Final = frozenset({"write", "delete", "admin", "dangerous"})

Outcome = Literal["confirmation", "text", "refusal", "unknown"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a dry run says.

    Attributes:
        outcome: ``confirmation`` when it can be approved, ``text`` when there is nothing to do, ``refusal``
            or ``unknown`` with the reason.
        dangerous: it is refused to everybody, and ``explain`` is what may be looked at instead.
        cypher: the change as it would run, bound to the tenant.
        touched: how many nodes it would touch.
        columns, rows: some of these nodes.
        approval_id, expires_at: of the approval that ``graph.writes.services.approval_create`` makes of it.
    """

    outcome: Outcome
    text: str
    asked: str
    language: str
    dangerous: bool = False
    reason: Reason | None = None
    statement: Statement | None = None
    cypher: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    touched: int = 0
    relationships: int = 0
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    explain: str | None = None
    approval_id: UUID | None = None
    expires_at: datetime | None = None


def wants_change(text: str) -> bool:
    """Whether a text asks for a change of the graph: it types one, or tells us to make one."""
    if looks_typed(text):
        return not _WRITING.isdisjoint(classify(text))
    return bool(asked(text))


def language_of(text: str) -> str:
    """The language of the phrase that asks for a change; English for what is typed."""
    ways = () if looks_typed(text) else asked(text)
    return ways[0].phrase.language if ways else "en"


def read_statement(
    text: str, *, tenant_id: UUID, schema: GraphSchema, params: Mapping[str, Any] | None = None
) -> Statement:
    """The change that a text asks for, read but not checked.

    Raises:
        StatementRefused: it asks for none that can be made, or the graph cannot make sense of it.
    """
    if looks_typed(text):
        return read_typed(text, params or {})
    return Reader(schema, tenant_id, synonyms_of(tenant_id)).read(text)


def examine(*, principal: Principal, text: str, params: Mapping[str, Any] | None = None) -> Proposal:
    """What a text that wants a change would do, for this principal in their tenant.

    Everything that is wrong with it is said in the proposal, and not raised.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    language = language_of(text)
    try:
        statement = read_statement(
            text, tenant_id=principal.tenant_id, schema=schema_of(principal.tenant_id), params=params
        )
    except StatementRefused as refused:
        return _refusal(refused, text, language)
    return examine_statement(principal=principal, statement=statement, text=text, language=language)


def examine_statement(
    *, principal: Principal, statement: Statement, text: str, language: str = "en"
) -> Proposal:
    """``examine`` for a statement that has been read already.

    The caller may be in a transaction: altogether it takes no longer than that may be idle.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed
    """
    return client.within(client.IDLE_SECONDS, lambda: _examined(principal, statement, text, language))


def only_seen(proposal: Proposal) -> Proposal:
    """The proposal without its approval: what it says, and nothing to keep."""
    if proposal.approval_id is None:
        return proposal
    text = proposal.text.removesuffix(_how_to_approve(proposal.language)).rstrip()
    return replace(proposal, text=text, approval_id=None, expires_at=None)


def _examined(principal: Principal, statement: Statement, text: str, language: str) -> Proposal:
    schema = schema_of(principal.tenant_id)
    try:
        check_condition(statement)
        if not principal.can(statement.scope):
            raise StatementRefused(Reason.SCOPE_MISSING, scope=statement.scope)
        check_names(statement, schema)
        if isinstance(statement, IndexStatement):
            return _of_index(statement, schema, text, language)
        return _of_nodes(statement, schema, principal.tenant_id, text, language)
    except StatementRefused as refused:
        return _refusal(refused, text, language, statement)
    except CypherRefused as refused:
        invalid = StatementRefused(Reason.INVALID, detail=refused.detail)
        return _refusal(invalid, text, language, statement)


def _of_index(statement: IndexStatement, schema: GraphSchema, text: str, language: str) -> Proposal:
    if (ddl := definition(statement)) is None:
        reason = Reason.INDEX_EXISTS if isinstance(statement, CreateIndex) else Reason.NO_INDEX
        raise StatementRefused(reason, label=statement.label, property=statement.property)
    info = schema.label(statement.label)
    figures = sentence("index", language, label=statement.label, nodes=info.count if info else 0)
    return _confirmation(statement, text, language, figures, cypher=ddl)


def _of_nodes(
    statement: NodeStatement, schema: GraphSchema, tenant_id: UUID, text: str, language: str
) -> Proposal:
    render.check_against(schema, statement, tenant_id=tenant_id)
    change = render.change(statement, tenant_id=tenant_id)
    touched = _number(change.counting)
    bound = settings.GRAPH_WRITE_MAX_NODES
    if touched > bound:
        raise StatementRefused(Reason.TOO_MANY, touched=touched, bound=bound)
    if isinstance(statement, RenameProperty):
        _check_new_name_is_free(statement, tenant_id)
    if isinstance(statement, DeleteWhere):
        _check_something_stays(statement, touched, tenant_id)
    if not touched:
        said = sentence("nothing", language, statement=statement_in_words(statement, language))
        return Proposal("text", said, text, language, statement=statement)
    linked = 0
    if isinstance(statement, DeleteWhere):
        linked = _number(render.relationships(statement, tenant_id=tenant_id))
    sample = render.sample(statement, _sampled(statement, schema), tenant_id=tenant_id)
    found = client.read(
        sample.text, sample.params, timeout_seconds=render.READ_SECONDS, max_rows=render.SAMPLED
    )
    nodes = _nodes_with(statement.nodes.labels, schema)
    figures = sentence("every" if touched >= nodes else "nodes", language, touched=touched, nodes=nodes)
    if linked:
        figures += ", " + sentence("relationships", language, relationships=linked)
    return _confirmation(
        statement,
        text,
        language,
        figures,
        cypher=change.text,
        params=change.params,
        touched=touched,
        relationships=linked,
        columns=found.columns,
        rows=tuple(map(tuple, found.rows)),
    )


def _check_new_name_is_free(statement: RenameProperty, tenant_id: UUID) -> None:
    if both := _number(render.both_names(statement, tenant_id=tenant_id)):
        raise StatementRefused(
            Reason.NAME_TAKEN, count=both, property=statement.property, new_name=statement.new_name
        )


def _check_something_stays(statement: DeleteWhere, touched: int, tenant_id: UUID) -> None:
    """Refuse what would take all of a label, unless it compares them with a value.

    Whether a node can fail a condition cannot be read from it in general, so the nodes themselves are asked.
    """
    if not touched or compares_with_value(statement.nodes):
        return
    if _number(render.of_the_labels(statement, tenant_id=tenant_id, at_most=touched + 1)) <= touched:
        raise StatementRefused(Reason.TAKES_ALL, touched=touched)


def _confirmation(statement: Statement, text: str, language: str, figures: str, **found: Any) -> Proposal:
    said = statement_in_words(statement, language)
    told = sentence("proposed", language, statement=said, figures=figures)
    return Proposal(
        "confirmation",
        f"{told} {_how_to_approve(language)}",
        text,
        language,
        statement=statement,
        approval_id=new_id(),
        expires_at=timezone.now() + APPROVAL_LIFETIME,
        **found,
    )


def _how_to_approve(language: str) -> str:
    return sentence("approve", language, minutes=int(APPROVAL_LIFETIME.total_seconds() // 60))


def _refusal(
    refused: StatementRefused, text: str, language: str, statement: Statement | None = None
) -> Proposal:
    reason, facts = refused.reason, refused.facts
    if statement is not None:
        facts = {**facts, "statement": statement_in_words(statement, language)}
    said = reason_in_words(reason, language, **facts)
    explain = None
    if reason.is_dangerous and isinstance(statement, NodeStatement):
        explain = f"EXPLAIN {render.counting(statement)}"
        said += " " + sentence("alternative", language, explain=explain)
    return Proposal(
        "unknown" if reason.is_unknown else "refusal",
        said,
        text,
        language,
        dangerous=reason.is_dangerous,
        reason=reason,
        statement=statement,
        touched=facts.get("touched", 0),
        explain=explain,
    )


def _number(prepared: Prepared) -> int:
    """The one number that a prepared query returns."""
    [[number]] = client.read(
        prepared.text, prepared.params, timeout_seconds=prepared.timeout_seconds, max_rows=1
    ).rows
    return int(number)


def _sampled(statement: NodeStatement, schema: GraphSchema) -> tuple[str, ...]:
    """What to show of the nodes: what the statement is about, and then what most of them have."""
    about = [*properties_in(statement.nodes)]
    if not isinstance(statement, DeleteWhere):
        about.insert(0, statement.property)
    known = sorted(schema.properties_of(frozenset(statement.nodes.labels)), key=lambda info: -info.coverage)
    names = dict.fromkeys([*about, *(info.name for info in known)])
    return tuple(name for name in names if name not in RESERVED_PROPERTIES)[: MAX_SAMPLE_COLUMNS - 2]


def _nodes_with(labels: tuple[str, ...], schema: GraphSchema) -> int:
    return sum(each.count for each in schema.label_sets if each.labels >= frozenset(labels))
