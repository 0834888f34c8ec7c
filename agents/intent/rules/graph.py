"""Questions that the graph may answer."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule
from graph.nl.languages import WORDS
from graph.nl.stems import stem, words_of
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
_WORD: Final = re.compile(r"[^\W\d_]\w*")
# "The price of the kits": a thing and what it has, asked for without a verb.
_THING: Final = re.compile(
    r"^(?:the |il |lo |la |l'|i |gli |le )?(?P<thing>[^\W\d]\w+)(?: \w+)? "
    r"(?:(?:of|in|for|at|del|dello|della|dei|degli|delle|di|nel|nella) |dell'|nell')[\w\"']"
)


@rule("graph", order=50)
def asks_for_data(prompt: Prompt) -> Intent | None:
    """It asks for data, and names what the graph holds, or at least has the form of such a question."""
    asked = _ASKS_FOR_DATA.search(prompt.text)
    known = _schema_words(prompt)
    stems = known | {f"{word}s" for word in known}
    words = _WORD.findall(prompt.text)
    named = [word for word in words if word in stems]
    if asked and named:
        return Intent(Category.GRAPH, 0.95, "asks for data that the graph holds", (asked[0], *named))
    if asked and re.search(_FORM, prompt.text):
        return Intent(Category.GRAPH, 0.75, "has the form of a question for data", (asked[0],))
    content = [word for word in words if word in stems or word not in _common_words()]
    if named:
        sure = 0.65 if len(content) > 1 else 0.5
        return Intent(Category.GRAPH, sure, "names what the graph holds", tuple(named))
    thing = _THING.match(prompt.text)
    if thing and thing["thing"] in content and len(content) > 1:
        return Intent(Category.GRAPH, 0.65, "names a thing and what it has", tuple(content))
    return None


def names_a_label(prompt: Prompt) -> bool:
    """Whether one of the graph's labels is named in a prompt, in whatever number and language."""
    labels = {label.name for label in prompt.schema.labels} if prompt.schema else set()
    said = {phrase for phrase, names in DEFAULT_SYNONYMS.labels.items() if labels & set(_WORD.findall(names))}
    known = {stem(word) for name in labels | said for word in words_of(name) if word not in _common_words()}
    return any(stem(word) in known for word in _WORD.findall(prompt.text))


def _schema_words(prompt: Prompt) -> set[str]:
    """The words by which the tenant's graph can be meant: names, known values, and synonyms of both.

    What holds sentences together names nothing, though it be part of some value ("Museum of the Sea").
    """
    names = {"node", "relationship", "graph"}
    values: set[str] = set()
    if prompt.schema is not None:
        for label in prompt.schema.labels:
            names.add(label.name)
            for each in label.properties:
                names.add(each.name)
                values.update(each.values)
        names.update(prompt.schema.relationship_counts)
        lower = {name.lower() for name in names}
        synonyms = {**DEFAULT_SYNONYMS.labels, **DEFAULT_SYNONYMS.relationships}
        names.update(phrase for phrase, name in synonyms.items() if name.lower() in lower)
    held = set(_words(names)) | (set(_words(values)) - _common_words())
    return {word for word in held if len(word) > 2} - _function_words()


def _words(names: Iterable[str]) -> Iterable[str]:
    return (word for name in names for word in _WORD.findall(name.lower().replace("_", " ")))


@cache
def _function_words() -> frozenset[str]:
    """Words of either language that only hold a sentence together."""
    return frozenset().union(*(each.function_words for each in WORDS.values()))


@cache
def _common_words() -> frozenset[str]:
    """Words of either language that any question may have, whatever it is about."""
    phrases = [
        phrase
        for each in WORDS.values()
        for phrase in (
            *(phrase for said in each.operators.values() for phrase in said),
            *(form for gradable in each.gradables for form in (*gradable.comparative, *gradable.superlative)),
        )
    ]
    return _function_words() | {word for phrase in phrases for word in _WORD.findall(phrase)}
