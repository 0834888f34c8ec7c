"""Which property of a node is its name."""

from collections.abc import Iterable
from typing import Final

from graph.nl.stems import words_of
from graph.schema import GraphSchema, PropertyInfo

_NAME_WORDS: Final = frozenset({"name", "title", "symbol", "filename", "label", "login", "username"})
_ID_WORDS: Final = frozenset(
    {"id", "doi", "code", "identifier", "accession", "key", "sku", "acronym", "voucher"}
)
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
    ranked = [info for info in _by_name_likeness(schema, labels) if info.coverage >= MIN_COVERAGE]
    return ranked[0].name if ranked and _likeness(schema, labels, ranked[0]) > 0 else "orig_id"


def called_properties(schema: GraphSchema, labels: frozenset[str]) -> list[PropertyInfo]:
    """The text properties that a name given by the user is compared with."""
    infos = [info for info in _infos(schema, labels) if info.type == "text"]
    fitting = [info for info in infos if _likeness(schema, labels, info) >= _IDENTIFIES]
    return sorted(fitting, key=lambda info: info.name)


def is_name_word(names: Iterable[str]) -> bool:
    """Whether properties of these names are what people simply call "the name"."""
    return any(words_of(name) == ["name"] for name in names)


_PLACES: Final = frozenset({"country", "city", "place", "location", "address", "locality", "region", "site"})


def is_place(name: str) -> bool:
    """Whether a property says where something is."""
    return bool(_PLACES & set(words_of(name)))


def is_identifier(name: str) -> tuple[bool, str]:
    """A key that sorts names before identifiers."""
    return bool(_ID_WORDS & set(words_of(name))), name


def is_file_name(name: str) -> bool:
    """Whether a property holds names of files, which people say without their extension."""
    words = words_of(name)
    return "filename" in words or words[-2:] == ["file", "name"]


def _infos(schema: GraphSchema, labels: frozenset[str]) -> list[PropertyInfo]:
    return list(schema.properties_of(labels or frozenset(info.name for info in schema.labels)))


def _by_name_likeness(schema: GraphSchema, labels: frozenset[str]) -> list[PropertyInfo]:
    infos = _infos(schema, labels)

    def owners(info: PropertyInfo) -> int:
        return sum(
            any(each.name == info.name for each in found.properties)
            for label in labels
            if (found := schema.label(label))
        )

    return sorted(infos, key=lambda info: (-_likeness(schema, labels, info), -owners(info), info.name))


def _likeness(schema: GraphSchema, labels: frozenset[str], info: PropertyInfo) -> int:
    """How much a property looks like the name of its node: exact, unique and text come first."""
    words = words_of(info.name)
    # What only some of them are called says nothing of the others.
    own = set.intersection(*(set(words_of(label)) for label in labels)) if labels else set()
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
    if score >= _NAMES and info.values and counts and len(info.values) < 0.5 * min(counts) * info.coverage:
        score = 1  # few values for many nodes: a group such as a bucket, and no name
    return score
