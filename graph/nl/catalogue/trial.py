"""Try a pattern: what it makes of a question, step by step, without being enabled or even saved."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from graph import client, cypher
from graph.cypher import CypherRefused, LayerReport, Limits
from graph.models import CataloguePattern
from graph.nl.catalogue.loading import catalogue_of, compile_patterns
from graph.nl.catalogue.lookup import best_match, draft_of
from graph.nl.catalogue.parameters import Vocabulary
from graph.nl.catalogue.synonyms import synonyms_of
from graph.nl.normalise import normalise
from graph.nl.summarise import summarise
from graph.schema import schema_of
from platform_project.http.errors import PlatformError

LIMITS: Final = Limits(max_rows=20, timeout_seconds=2.0)
"""A trial is to show that it works, and not all that it finds."""
NOT_THIS_GRAPH: Final = "The query names something that this graph does not have."
NOT_THIS_QUESTION: Final = "The whole question is none of the pattern's."


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a question that was put to one pattern; what comes after a failure is empty."""

    question: str
    matches: bool
    reason: str = ""
    """Why it does not match or was not run, in words; empty when all went well."""
    answered_by: str | None = None
    """The pattern that would answer the question now, which may be another one."""
    reading: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    cypher: str = ""
    layers: tuple[LayerReport, ...] = ()
    """What validation found, layer by layer."""
    columns: tuple[str, ...] = ()
    rows: list[list[Any]] = field(default_factory=list)
    truncated: bool = False
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """The trial as JSON."""
        return asdict(self)


def pattern_try(*, pattern: CataloguePattern, question: str, tenant_id: UUID) -> Trial:
    """Put a question to a pattern, as somebody of the tenant. It may be switched off, or not yet saved.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: the schema cannot be read.
    """
    asked = normalise(question)
    vocabulary = Vocabulary(schema_of(tenant_id), synonyms_of(tenant_id))
    current = catalogue_of(tenant_id)
    first = best_match(current, asked, vocabulary)
    answered_by = first.owner.name if first else None
    alone = compile_patterns([pattern], switched_off_too=True)
    if not alone.patterns:
        return Trial(asked.text, False, "The pattern cannot be read.", answered_by)
    match = best_match(alone, asked, vocabulary)
    if match is None:
        said = alone.matcher.matches(asked, vocabulary)
        reason = NOT_THIS_GRAPH if said else NOT_THIS_QUESTION
        return Trial(asked.text, False, reason, answered_by)
    draft = draft_of(match, asked, vocabulary, catalogue_version=current.version)
    matched = Trial(asked.text, True, "", answered_by, draft.reading, draft.params, draft.cypher)
    try:
        prepared = cypher.prepare(
            draft.cypher, params=draft.params, tenant_id=tenant_id, limits=LIMITS, schema=vocabulary.schema
        )
    except CypherRefused as refused:
        return replace(matched, reason=refused.detail)
    checked = replace(matched, cypher=prepared.text, params=prepared.params, layers=prepared.layers)
    try:
        result = client.read(
            prepared.text,
            prepared.params,
            timeout_seconds=prepared.timeout_seconds,
            max_rows=prepared.max_rows,
            max_bytes=prepared.max_bytes,
            # A request waits for it, whose transaction may be idle for five seconds.
            silence_seconds=1.0,
        )
    except PlatformError as error:
        return replace(checked, reason=error.detail)
    return replace(
        checked,
        columns=result.columns,
        rows=result.rows,
        truncated=result.truncated,
        text=summarise(draft, result, language=match.language),
    )
