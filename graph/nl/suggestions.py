"""The nearest questions that can be answered, for one that cannot."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from graph.nl.languages import WORDS
from graph.nl.normalise import Question, normalise
from graph.nl.stems import plural, spoken
from graph.schema import GraphSchema, LabelInfo

MAX_SUGGESTIONS: Final = 3
_MAX_GROUPS: Final = 20


def nearest_questions(question: Question, schema: GraphSchema) -> tuple[str, ...]:
    """Up to three questions about this graph, those that share most with ``question`` first."""
    asked = _content(question)

    def nearness(candidate: str) -> tuple[int, float]:
        shared = len(asked & _content(normalise(candidate)))
        return shared, SequenceMatcher(None, question.text.casefold(), candidate.casefold()).ratio()

    return tuple(sorted(_candidates(schema), key=nearness, reverse=True)[:MAX_SUGGESTIONS])


def _content(question: Question) -> set[str]:
    words = WORDS[question.language].function_words
    return {token.stem for token in question.tokens if token.key not in words}


def _candidates(schema: GraphSchema) -> Iterator[str]:
    """Questions made from what the graph holds; the parser reads each of them."""
    for info in schema.labels:
        many = plural(spoken(info.name))
        yield f"How many {many} are there?"
        yield f"List all {many}"
        for name in _grouping_properties(info):
            yield f"How many {many} per {name}?"
    for triple in schema.triples:
        yield (
            f"Which {spoken(triple.start)} has the most {spoken(triple.type).split()[0]} "
            f"{plural(spoken(triple.end))}?"
            if _has_several_ways(schema, triple.start, triple.end)
            else f"Which {spoken(triple.start)} has the most {plural(spoken(triple.end))}?"
        )


def _grouping_properties(info: LabelInfo) -> list[str]:
    """Text properties with fewer values than the label has nodes."""
    return [
        spoken(each.name)
        for each in info.properties
        if each.values and len(each.values) <= min(_MAX_GROUPS, info.count // 2)
    ]


def _has_several_ways(schema: GraphSchema, start: str, end: str) -> bool:
    types = {t.type for t in schema.triples if {t.start, t.end} == {start, end}}
    return len(types) > 1
