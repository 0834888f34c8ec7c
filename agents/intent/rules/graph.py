"""Questions that the graph may answer."""

import re
from typing import Final

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule
from graph.nl.synonyms import DEFAULT_SYNONYMS

_ASKS_FOR_DATA: Final = re.compile(
    r"\b(how many|how much|number of|count|list|show|find|top \d+|top|which|what|who|average|sum|most|fewest"
    r"|least|per|group by|distinct|between|share|percentage|ratio|is there|are there|do we have|when|where"
    r"|quant[ieo]|elenca|mostra(mi)?|quali|qual|trova|conta|chi|media|somma|totale|percentuale|quota|più|meno"
    r"|c'è|ci sono|dimmi|quando|dove)\b|\bmatch\s*\(|->|<-|→"
)
_FORM: Final = (
    r"\b(how many|number of|count|list|top|which|quant[ie]|elenca|quali|average|percentage|percentuale)\b"
)
_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")


def _schema_words(prompt: Prompt) -> set[str]:
    """The words by which the tenant's graph can be meant: names, known values, and synonyms of both."""
    names = {"node", "relationship", "graph"}
    if prompt.schema is None:
        return names
    for label in prompt.schema.labels:
        names.add(label.name)
        for each in label.properties:
            names.update((each.name, *each.values))
    names.update(prompt.schema.relationship_counts)
    lower = {name.lower() for name in names}
    synonyms = {**DEFAULT_SYNONYMS.labels, **DEFAULT_SYNONYMS.relationships}
    lower |= {phrase for phrase, name in synonyms.items() if name.lower() in lower}
    return {word for name in lower for word in _WORD.findall(name) if len(word) > 2}


@rule("graph", order=50)
def asks_for_data(prompt: Prompt) -> Intent | None:
    """It asks for data, and names what the graph holds, or at least has the form of such a question."""
    asked = _ASKS_FOR_DATA.search(prompt.text)
    known = _schema_words(prompt)
    stems = known | {f"{word}s" for word in known}
    named = [word for word in _WORD.findall(prompt.text) if word in stems]
    if asked and named:
        return Intent(Category.GRAPH, 0.95, "asks for data that the graph holds", (asked[0], *named))
    if asked and re.search(_FORM, prompt.text):
        return Intent(Category.GRAPH, 0.75, "has the form of a question for data", (asked[0],))
    if named:
        sure = 0.65 if len(named) > 1 else 0.5
        return Intent(Category.GRAPH, sure, "names what the graph holds", tuple(named))
    return None
