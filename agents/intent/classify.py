"""Decide what a prompt is about: what the caller says, the catalogue, the rule table, else conversation."""

from typing import Final
from uuid import UUID

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rules
from graph.nl import catalogue
from graph.nl.normalise import normalise
from graph.schema import GraphSchema

# Below it, routing would be a guess: the run asks back.
CERTAIN_ENOUGH: Final = 0.6


def classify(
    text: str, *, tenant_id: UUID, schema: GraphSchema | None, wanted: Category | None = None
) -> Intent:
    """The intent of a prompt.

    Args:
        schema: the tenant's live graph; None when it cannot be read, and then only the form of the prompt
            counts.
        wanted: the category that the caller asks for. It is taken, except that what is dangerous stays so:
            of that the caller may only have an explanation.
    """
    found = _from_catalogue(text, tenant_id) or _from_rules(text, schema)
    if wanted is None or wanted is found.category:
        return found
    if found.category is Category.DANGEROUS and wanted is not Category.EXPLAIN:
        return found
    return Intent(wanted, 1.0, "the caller asked for this category", source="caller")


def _from_catalogue(text: str, tenant_id: UUID) -> Intent | None:
    draft = catalogue.lookup(normalise(text), tenant_id=tenant_id)
    if draft is None:
        return None
    return Intent(Category.GRAPH, draft.confidence, draft.explanation, draft.used_words, source="catalogue")


def _from_rules(text: str, schema: GraphSchema | None) -> Intent:
    prompt = Prompt(" ".join(text.lower().split()), schema)
    for rule in rules():
        if found := rule(prompt):
            return found
    return Intent(Category.CHAT, 0.6, "nothing in it asks for data, rights or changes", source="fallback")
