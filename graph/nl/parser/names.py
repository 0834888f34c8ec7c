"""Which property of a node is its name."""

from typing import Final

from graph.nl.stems import words_of
from graph.schema import GraphSchema, PropertyInfo

_NAME_WORDS: Final = frozenset({"name", "title", "symbol", "filename", "label"})
_ID_WORDS: Final = frozenset({"id", "doi", "code", "identifier"})
MAX_DISPLAYED: Final = 4
MIN_COVERAGE: Final = 0.5
_IDENTIFIES: Final = 2
_NAMES: Final = 4


def display_properties(schema: GraphSchema, labels: frozenset[str]) -> tuple[str, ...]:
    """The properties that show a node in a list: its name first, then the next best short ones."""
    ranked = [
        info
        for info in _by_name_likeness(schema, labels)
        if info.coverage >= MIN_COVERAGE and info.type not in ("list", "mixed")
    ]
    return tuple(info.name for info in ranked[:MAX_DISPLAYED])


def name_property(schema: GraphSchema, labels: frozenset[str]) -> str:
    """The property by which people tell these nodes apart."""
    ranked = _by_name_likeness(schema, labels)
    return ranked[0].name if ranked and _likeness(schema, labels, ranked[0]) > 0 else "orig_id"


def literal_properties(schema: GraphSchema, labels: frozenset[str]) -> tuple[str, ...]:
    """The text properties that a name given by the user is compared with."""
    infos = [info for info in schema.properties_of(labels) if info.type == "text"]
    return tuple(sorted(info.name for info in infos if _likeness(schema, labels, info) >= _IDENTIFIES))


def _by_name_likeness(schema: GraphSchema, labels: frozenset[str]) -> list[PropertyInfo]:
    infos = list(schema.properties_of(labels))
    return sorted(infos, key=lambda info: (-_likeness(schema, labels, info), info.name))


def _likeness(schema: GraphSchema, labels: frozenset[str], info: PropertyInfo) -> int:
    """How much a property looks like the name of its node: exact, unique and text come first."""
    words = words_of(info.name)
    own = {word for label in labels for word in words_of(label)}
    if words == ["name"]:
        score = _NAMES + 2
    elif _NAME_WORDS & set(words):
        score = _NAMES + bool(own & set(words))
    elif _ID_WORDS & set(words):
        score = _IDENTIFIES
    elif info.type == "text":
        score = 0
    else:
        score = -1
    counts = [found.count for label in labels if (found := schema.label(label))]
    if score >= _NAMES and info.values and counts and len(info.values) < 0.5 * min(counts):
        score = 1  # few values for many nodes: a group such as a bucket, and no name
    return score
