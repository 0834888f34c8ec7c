"""Stage 2: questions that somebody has answered before, as rows that operators can edit."""

from functools import lru_cache
from typing import Final
from uuid import UUID

from graph.models import CataloguePattern
from graph.nl.generate import Draft
from graph.nl.normalise import Question
from graph.nl.templates import Template, read_template
from tenants.context import tenant_scope

GENERATOR: Final = "catalogue"
CONFIDENCE: Final = 0.99
"""The whole question is the template; only its parameters come from the user."""


def lookup(question: Question, *, tenant_id: UUID) -> Draft | None:
    """The draft of the first enabled pattern that the whole question matches; a tenant's own come first."""
    for pattern in patterns_of(tenant_id):
        for text in pattern.questions:
            params = _template(text).match(question)
            if params is not None:
                return Draft(
                    cypher=pattern.cypher,
                    params=params,
                    generator=GENERATOR,
                    confidence=CONFIDENCE,
                    explanation=f"the known question {pattern.name!r}",
                    used_words=tuple(token.text for token in question.tokens),
                    kind=pattern.kind,
                    subject=pattern.subject,
                    subject_plural=pattern.subject_plural,
                    hints={"pattern": pattern.name},
                )
    return None


def patterns_of(tenant_id: UUID) -> list[CataloguePattern]:
    """The enabled patterns that the tenant sees: its own, then the global ones that it has not replaced."""
    with tenant_scope(tenant_id):
        rows = list(CataloguePattern.objects.order_by("name"))
    own = [row for row in rows if row.tenant_id is not None]
    replaced = {row.name for row in own}
    shared = [row for row in rows if row.tenant_id is None and row.name not in replaced]
    return [row for row in (*own, *shared) if row.enabled]


@lru_cache(maxsize=4096)
def _template(text: str) -> Template:
    return read_template(text)
