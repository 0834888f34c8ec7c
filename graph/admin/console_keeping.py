"""Keep what the console has shown: as a known question, or as an entry of an evaluation file."""

from typing import Any, Final

from django.utils.text import slugify

from graph.evaluation.cases import Mode
from graph.models import CataloguePattern
from graph.nl.catalogue import services
from graph.nl.catalogue.proposal import Answered, NothingToKeep, propose
from graph.nl.generate import Draft
from graph.nl.pipeline import Drafted
from security.principal import Principal
from security.roles import Role, scopes_of
from security.scopes import effective

_COMPARED: Final = {
    "count": Mode.SCALAR,
    "figure": Mode.SCALAR,
    "boolean": Mode.BOOLEAN,
    "ranking": Mode.TOPK,
    "sample": Mode.SAMPLE,
    "table": Mode.BAG,
}
"""How the rows of a kind are compared; those of every other kind as a set."""


def pattern_of(drafted: Drafted, *, question: str, by: Principal) -> CataloguePattern:
    """A known question of the tenant that is answered by this draft; its values become parameters.

    Raises:
        NothingToKeep: no query stands behind it.
        PermissionRefused, ValidationFailed, PatternExists: as for ``pattern_create``.
    """
    chosen = _query_of(drafted)
    answered = Answered(
        question, chosen.cypher, chosen.params, chosen.kind, chosen.subject, chosen.subject_plural
    )
    return services.pattern_create(
        by=by,
        tenant_id=by.tenant_id,
        fields=propose(answered, schema=drafted.schema),
        source=CataloguePattern.Source.ANSWER,
    )


def evaluation_entry(drafted: Drafted, *, outcome: str, by: Principal) -> dict[str, Any]:
    """The question with the answer that it got when it was asked, as ``questions.schema.json`` has entries.

    Args:
        by: who has asked. An entry has one role: of several, the one that may do the most.
    """
    question = drafted.question
    entry: dict[str, Any] = {
        "id": f"console-{slugify(question.original)[:80].strip('-') or 'question'}",
        "question": question.original,
        "language": drafted.language,
        "category": drafted.draft.kind if drafted.draft else "other",
        "expect": outcome,
        "as_role": max(sorted(by.roles), key=lambda role: len(effective(scopes_of([Role(role)])))),
    }
    if outcome != "answer" or drafted.draft is None:
        return entry
    chosen = _query_of(drafted)
    entry["cypher"] = propose(Answered("", chosen.cypher, chosen.params), schema=drafted.schema)["cypher"]
    entry["compare"] = {"mode": _COMPARED.get(chosen.kind, Mode.SET).value}
    return entry


def _query_of(drafted: Drafted) -> Draft:
    if drafted.draft is None or not drafted.draft.cypher:
        raise NothingToKeep("No query answers this question, so there is nothing to keep.")
    return drafted.draft
