"""The six stages, one after another, each with a report that a run can record as a step.

An orchestrator calls ``draft``, ``validate``, ``execute`` and ``in_words`` itself and keeps the reports;
``ask`` is all of it in one call.
"""

from graph.nl.pipeline.answer import (
    SAFE_ALTERNATIVE,
    Answer,
    clarification_text,
    explanation_text,
    readings_of,
    refusal_text,
    refused_as_harmful,
    unknown_text,
)
from graph.nl.pipeline.asking import ask, carry_out
from graph.nl.pipeline.changing import change_in, proposed
from graph.nl.pipeline.drafting import Drafted, as_data, draft, known_question, zone_of
from graph.nl.pipeline.replies import replies_in
from graph.nl.pipeline.running import estimate_of, execute, explain, in_words, layers_of, validate
from graph.nl.pipeline.stages import StageReport
from graph.nl.pipeline.typed import is_cypher
from graph.nl.pipeline.understanding import refusal_of_harm, undecided, understand

__all__ = [
    "SAFE_ALTERNATIVE",
    "Answer",
    "Drafted",
    "StageReport",
    "as_data",
    "ask",
    "carry_out",
    "change_in",
    "clarification_text",
    "draft",
    "estimate_of",
    "execute",
    "explain",
    "explanation_text",
    "in_words",
    "is_cypher",
    "known_question",
    "layers_of",
    "proposed",
    "readings_of",
    "refusal_of_harm",
    "refusal_text",
    "refused_as_harmful",
    "replies_in",
    "undecided",
    "understand",
    "unknown_text",
    "validate",
    "zone_of",
]
