"""Which words of a question mean which part of the graph."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from graph.nl.normalise import Token, TokenKind
from graph.nl.stems import stem, word_list, words_of
from graph.nl.synonyms import Synonyms
from graph.schema import GraphSchema


class Operator(StrEnum):
    """What a phrase asks for, whatever the graph."""

    COUNT = "count"
    LIST = "list"
    TOP = "top"
    BOTTOM = "bottom"
    COMMON = "most common"
    EACH = "each"
    BY = "by"
    DISTINCT = "distinct"
    NAMED = "named"
    POLITE = "polite"


@dataclass(frozen=True, slots=True)
class LabelMeaning:
    """Nodes with this label; ``None`` is any node."""

    label: str | None


@dataclass(frozen=True, slots=True)
class PropertyMeaning:
    """One of the properties that share a name in speech."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class RelationshipMeaning:
    """A relationship type."""

    type: str


@dataclass(frozen=True, slots=True)
class ValueMeaning:
    """A value that the graph holds: for each property, the labels and the exact spellings."""

    places: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(label, property, spellings)"""


@dataclass(frozen=True, slots=True)
class NumberMeaning:
    """A number in the question."""

    value: int


@dataclass(frozen=True, slots=True)
class LiteralMeaning:
    """A name that the schema does not know, taken as the user wrote it."""

    text: str
    certain: bool
    """Quoted or announced by "named"; otherwise it only looks like a name."""


Meaning = (
    Operator
    | LabelMeaning
    | PropertyMeaning
    | RelationshipMeaning
    | ValueMeaning
    | NumberMeaning
    | LiteralMeaning
)


@dataclass(frozen=True, slots=True)
class Item:
    """A meaning and the tokens ``start`` to ``end`` (exclusive) that carry it."""

    start: int
    end: int
    meaning: Meaning


_OPERATORS: Final = {
    Operator.COUNT: ["how many", "number of", "count", "count of", "total number of", "amount of"],
    Operator.LIST: [
        *("list", "show", "display", "find", "get", "fetch", "which", "what", "give me", "tell me"),
        *("breakdown of", "distribution of"),
    ],
    Operator.TOP: [
        *("top", "most", "highest number of", "largest number of", "greatest number of", "highest count of"),
    ],
    Operator.BOTTOM: ["bottom", "fewest", "least", "lowest number of", "smallest number of"],
    Operator.COMMON: ["most common", "most frequent", "commonest"],
    Operator.EACH: [
        *("per", "each", "every", "grouped by", "group by", "broken down by", "for each", "by each"),
    ],
    Operator.BY: ["by"],
    Operator.DISTINCT: ["distinct", "different", "unique"],
    Operator.POLITE: ["please", "can you", "could you", "would you", "do you have", "do you know"],
}

FUNCTION_WORDS: Final = frozenset(
    stem(word)
    for word in word_list(
        "a an the all of in on at to from for with into is are was were be been being there have has do does "
        "we our us i me my can could would want see know that who whose their its "
        "exist present stored currently graph overall total as kind"
    )
)
"""Words that carry no condition. What is neither here nor understood lowers the confidence: "not",
"without", "more than", "and", "this", "before" must never be dropped in silence."""

MAX_PHRASE: Final = 8
_NAMED: Final = frozenset({"named", "called"})


@dataclass(slots=True)
class Lexicon:
    """Phrases by their stems, and values by their spelling."""

    by_stems: dict[tuple[str, ...], Meaning] = field(default_factory=dict)
    by_spelling: dict[tuple[str, ...], ValueMeaning] = field(default_factory=dict)

    def items(self, tokens: Sequence[Token]) -> Iterator[Item]:
        """The meanings in order, the longest phrase first; tokens without one are left out."""
        position = 0
        previous: Meaning | None = None
        while position < len(tokens):
            item = self._match(tokens, position, previous)
            if item:
                yield item
                previous, position = item.meaning, item.end
            else:
                if tokens[position].stem not in FUNCTION_WORDS:
                    previous = None
                position += 1

    def _match(self, tokens: Sequence[Token], start: int, previous: Meaning | None) -> Item | None:
        for end in range(min(len(tokens), start + MAX_PHRASE), start, -1):
            part = tokens[start:end]
            quoted = len(part) == 1 and part[0].kind is TokenKind.QUOTED
            spelling = tuple(part[0].key.split()) if quoted else tuple(token.key for token in part)
            value = self.by_spelling.get(spelling)
            if value and not quoted and len("".join(spelling)) <= 2:
                value = value if isinstance(previous, PropertyMeaning) else None
            if len(part) == 1 and part[0].key in _NAMED:
                break  # not the property "name", though the stem is the same
            stems = tuple(token.stem for token in part)
            meaning = self.by_stems.get(stems)
            if meaning == LabelMeaning("User") and stems == (stem("who"),) and start > 0:
                meaning = None  # a relative pronoun, not a question about people
            if isinstance(meaning, Operator | LabelMeaning) and not quoted:
                return Item(start, end, meaning)
            if value:
                return Item(start, end, value)
            if meaning and not quoted:
                return Item(start, end, meaning)
        token = tokens[start]
        if token.kind is TokenKind.WORD and token.key in _NAMED:
            return Item(start, start + 1, Operator.NAMED)
        if token.kind is TokenKind.NUMBER:
            return Item(start, start + 1, NumberMeaning(int(token.text)))
        if token.kind is TokenKind.QUOTED:
            return Item(start, start + 1, LiteralMeaning(token.text, certain=True))
        return None


def build_lexicon(schema: GraphSchema, synonyms: Synonyms) -> Lexicon:
    """The lexicon of a schema. Names of the graph itself win over synonyms, operators over both."""
    lexicon = Lexicon()
    _add_synonyms(lexicon, schema, synonyms)
    _add_properties(lexicon, schema, synonyms)
    _add_relationships(lexicon, schema)
    for info in schema.labels:
        words = words_of(info.name)
        for spelled in (words, ["".join(words)]):
            lexicon.by_stems[tuple(map(stem, spelled))] = LabelMeaning(info.name)
        lexicon.by_stems[(info.name,)] = LabelMeaning(info.name)
    lexicon.by_stems[(stem("node"),)] = LabelMeaning(None)
    _add_values(lexicon, schema, synonyms)
    for operator, phrases in _OPERATORS.items():
        for phrase in phrases:
            lexicon.by_stems[_stems(phrase)] = operator
    return lexicon


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(map(stem, phrase.split()))


def _add_synonyms(lexicon: Lexicon, schema: GraphSchema, synonyms: Synonyms) -> None:
    for phrase, label in synonyms.labels.items():
        if schema.label(label):
            lexicon.by_stems[_stems(phrase)] = LabelMeaning(label)
    for phrase, kind in synonyms.relationships.items():
        if kind in schema.relationship_counts:
            lexicon.by_stems[_stems(phrase)] = RelationshipMeaning(kind)


def _add_relationships(lexicon: Lexicon, schema: GraphSchema) -> None:
    for kind in schema.relationship_counts:
        words = words_of(kind)
        meaning = RelationshipMeaning(kind)
        lexicon.by_stems[tuple(map(stem, words))] = meaning
        lexicon.by_stems.setdefault((stem(words[0]),), meaning)
        lexicon.by_stems[(kind,)] = meaning


def _add_properties(lexicon: Lexicon, schema: GraphSchema, synonyms: Synonyms) -> None:
    names: dict[tuple[str, ...], set[str]] = defaultdict(set)
    existing = {each.name for info in schema.labels for each in info.properties}
    for name in existing:
        names[tuple(map(stem, words_of(name)))].add(name)
        names[stem(name),].add(name)
    for phrase, name in synonyms.properties.items():
        if name in existing:
            names[_stems(phrase)].add(name)
    for stems, same in names.items():
        lexicon.by_stems[stems] = PropertyMeaning(frozenset(same))


def _add_values(lexicon: Lexicon, schema: GraphSchema, synonyms: Synonyms) -> None:
    places: dict[tuple[str, ...], dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    aliases = defaultdict(list)
    for phrase, value in synonyms.values.items():
        aliases[value].append(phrase)
    for info in schema.labels:
        for each in info.properties:
            for value in each.values:
                for spelling in (value, *aliases[value]):
                    places[tuple(spelling.casefold().split())][info.name, each.name].add(value)
    for key, found in places.items():
        lexicon.by_spelling[key] = ValueMeaning(
            tuple((label, name, tuple(sorted(values))) for (label, name), values in sorted(found.items()))
        )
