"""Decide what a prompt is about: what the caller says, changes, known questions, rules, what can be read."""

from typing import Final
from uuid import UUID

from agents.intent.model import Category, Intent, Prompt, Source
from agents.intent.rules import rules
from graph.nl import pipeline
from graph.nl.normalise import normalise
from graph.nl.pipeline.typed import GENERATOR as TYPED
from graph.schema import GraphSchema

# Below it, routing would be a guess: the run asks back.
CERTAIN_ENOUGH: Final = 0.6
_SURE: Final = 0.7
_FEWEST_WORDS: Final = 2


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
    found = (
        _from_changes(text, tenant_id, schema)
        or _from_known_questions(text, tenant_id, schema)
        or _from_rules(text, schema)
    )
    if _is_vague(found):
        found = _from_reading(text, tenant_id, schema) or found
    if wanted is None or wanted is found.category:
        return found
    if found.category is Category.DANGEROUS and wanted is not Category.EXPLAIN:
        return found
    return Intent(wanted, 1.0, "the caller asked for this category", source=Source.CALLER)


def _from_changes(text: str, tenant_id: UUID, schema: GraphSchema | None) -> Intent | None:
    """A change that says which nodes it is about: its dry run shows what it would do, and changes nothing."""
    if schema is None or not (change := pipeline.change_in(text, tenant_id=tenant_id, schema=schema)):
        return None
    return Intent(
        Category.ADMIN, 0.95, f"asks for a change of the graph: {change.kind}", source=Source.CHANGE
    )


def _from_known_questions(text: str, tenant_id: UUID, schema: GraphSchema | None) -> Intent | None:
    draft = pipeline.known_question(normalise(text), tenant_id=tenant_id, schema=schema)
    # What is typed as Cypher is judged by the rules: it may write, or be there to be explained.
    if draft is None or draft.generator == TYPED:
        return None
    return Intent(
        Category.GRAPH, draft.confidence, draft.explanation, draft.used_words, source=Source.CATALOGUE
    )


def _from_rules(text: str, schema: GraphSchema | None) -> Intent:
    prompt = Prompt(" ".join(text.lower().split()), schema)
    for rule in rules():
        if found := rule(prompt):
            return found
    return Intent(
        Category.CHAT, 0.6, "nothing in it asks for data, rights or changes", source=Source.FALLBACK
    )


def _is_vague(intent: Intent) -> bool:
    """Whether the rules have made little of a prompt: the graph may know better.

    Not of one that points back: what it is about is not in it, and the graph would read something else.
    """
    if intent.source == Source.FOLLOWUP:
        return False
    return intent.source == Source.FALLBACK or intent.confidence < _SURE


def _from_reading(text: str, tenant_id: UUID, schema: GraphSchema | None) -> Intent | None:
    """What the graph can read is a question for it, however it is put ("users without email").

    One word alone names what the graph holds, but does not say what is wanted of it.
    """
    if schema is None:
        return None
    drafted = pipeline.draft(text, tenant_id=tenant_id, schema=schema)
    best = drafted.draft or next(iter(drafted.readings), None)
    if best is None or len(best.used_words) < _FEWEST_WORDS:
        return None
    reason = f"can be read as: {best.reading or best.explanation}"
    return Intent(Category.GRAPH, best.confidence, reason, best.used_words, source=Source.READING)
