"""Which phrases mean what in one graph, in one language. Built once for each version of a schema."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from graph.nl.languages import WORDS, Language, operators_of
from graph.nl.languages.measures import UNITS
from graph.nl.languages.model import Phrase
from graph.nl.normalise import Question, Token, TokenKind, keys_of
from graph.nl.operators import Operator
from graph.nl.parser.conditions.operands import NUMERIC
from graph.nl.parser.nouns.connections import Connections, Kind
from graph.nl.parser.words.meanings import (
    AgentMeaning,
    GradableMeaning,
    Item,
    LabelMeaning,
    Meaning,
    OperatorMeaning,
    PropertyMeaning,
    RelationshipMeaning,
    UnitMeaning,
    ValueMeaning,
)
from graph.nl.parser.words.value_phrases import Places, inflected_values, value_meaning, written_values
from graph.nl.parser.words.wordforms import doers_of, inverse_of, irregular_plural, names_doers, nouns_of
from graph.nl.stems import stem, words_of
from graph.nl.synonyms import Synonyms
from graph.schema import GraphSchema

MAX_PHRASE: Final = 8
SHORT_VALUE: Final = 2
"""Values of so few letters ("7", "it") are read only after the name of their property, or in capitals."""


class Vocabulary:
    """The phrases of a graph, and its connections."""

    def __init__(self, schema: GraphSchema, synonyms: Synonyms, language: Language) -> None:
        self.schema = schema
        self.connections = Connections(schema)
        self._by_stems: dict[Phrase, list[Meaning]] = defaultdict(list)
        self._by_text: dict[Phrase, list[Meaning]] = defaultdict(list)
        self._values: dict[Phrase, ValueMeaning] = {}
        self._language = language
        self._small_words = WORDS[language].function_words
        self._add_operators(language)
        self._add_labels(synonyms)
        self._add_relationships(synonyms)
        self._add_properties(synonyms)
        self._add_values(synonyms)

    def items_of(self, question: Question) -> list[Item]:
        """The meanings of a question, in order."""
        return list(self.items(question.tokens))

    def items(self, tokens: Sequence[Token]) -> Iterator[Item]:
        """The meanings in order, the longest phrase first; tokens without one are left out."""
        position = 0
        after_property = False
        while position < len(tokens):
            item = self._longest(tokens, position, after_property)
            if item is None:
                position += 1
                continue
            yield item
            after_property = item.as_a(PropertyMeaning) is not None
            position = item.end

    def _longest(self, tokens: Sequence[Token], start: int, after_property: bool) -> Item | None:
        for end in range(min(len(tokens), start + MAX_PHRASE), start, -1):
            if meanings := self._meanings(tokens[start:end], after_property):
                return Item(start, end, meanings)
        return None

    def _meanings(self, part: Sequence[Token], after_property: bool) -> tuple[Meaning, ...]:
        quoted = len(part) == 1 and part[0].kind is TokenKind.QUOTED
        spelling = tuple(part[0].key.split()) if quoted else tuple(token.key for token in part)
        value = self._values.get(spelling)
        short = not quoted and len("".join(spelling)) <= SHORT_VALUE and not after_property
        if value and short and not _is_written_so(part, value):
            value = None
        if quoted:
            return (value,) if value else ()
        if "-" in spelling[0] and len(part) == 1 and not value:  # "e-mail"
            found = self._by_stems.get((stem(spelling[0].replace("-", ""), self._language),), [])
            if found:
                return tuple(found)
        if any(token.kind in (TokenKind.QUOTED, TokenKind.DATE) for token in part):
            return ()
        found = [*self._by_text.get(spelling, ())]
        is_number = len(part) == 1 and part[0].kind is TokenKind.NUMBER  # "tre" is no tree
        if is_number:  # "esattamente un task"
            found = [each for each in found if each != OperatorMeaning(Operator.INDEFINITE)]
        by_stems = not is_number and not self._announces_a_name(part)
        found += self._by_stems.get(tuple(token.stem for token in part), ()) if by_stems else ()
        for language in Language if by_stems and not found and not value else ():
            found = found or [*self._by_stems.get(tuple(stem(token.text, language) for token in part), ())]
        small = len(part) == 1 and _is_small_word(part[0], found, self._small_words)
        if small and not after_property:
            found = [each for each in found if not isinstance(each, ValueMeaning)]
        if value and small and not after_property:
            written = part[0].text
            value = value if any(written in place.spellings for place in value.places) else None
        if value:
            found = [each for each in found if not isinstance(each, ValueMeaning)]
        return tuple(dict.fromkeys([*found, value] if value else found))

    def _announces_a_name(self, part: Sequence[Token]) -> bool:
        """ "Users named ...": the stems are those of a property, "user name", the words are not."""
        last = self._by_text.get((part[-1].key,), ())
        return len(part) > 1 and OperatorMeaning(Operator.NAMED) in last

    def types_called(self, word: str) -> frozenset[str]:
        """The relationship types that a word names."""
        found = (
            each
            for each in self._by_stems.get(self._stems([word]), ())
            if isinstance(each, RelationshipMeaning)
        )
        return frozenset().union(*(each.types for each in found))

    # -- Filling ---------------------------------------------------------------------------------------------

    def _add(self, phrase: Phrase, meaning: Meaning) -> None:
        """Merge a meaning with one of its sort that the phrase has already."""
        known = self._by_stems[phrase]
        for i, other in enumerate(known):
            match other, meaning:
                case PropertyMeaning(names), PropertyMeaning(more):
                    known[i] = PropertyMeaning(names | more)
                    return
                case RelationshipMeaning(types), RelationshipMeaning(more):
                    known[i] = RelationshipMeaning(types | more)
                    return
                case AgentMeaning(types, receives), AgentMeaning(more, also) if receives is also:
                    known[i] = AgentMeaning(types | more, receives)
                    return
                case LabelMeaning(), LabelMeaning():
                    return
        known.append(meaning)

    def _stems(self, words: Sequence[str]) -> Phrase:
        return tuple(stem(word, self._language) for word in words)

    def _add_phrase(self, phrase: str, meaning: Meaning) -> None:
        """A synonym, which may be of another language than the question's."""
        words = phrase.split()
        for stems in {tuple(stem(word, language) for word in words) for language in Language}:
            self._add(stems, meaning)

    def _add_operators(self, language: Language) -> None:
        phrases, gradables = operators_of(language)
        for operator, several in phrases.items():
            for phrase in several:
                self._by_text[keys_of(phrase, language)].append(OperatorMeaning(operator))
        for gradable in gradables:
            for phrase in gradable.comparative:
                self._by_text[keys_of(phrase, language)].append(GradableMeaning(gradable, superlative=False))
            for phrase in gradable.superlative:
                self._by_text[keys_of(phrase, language)].append(GradableMeaning(gradable, superlative=True))
            for phrase in gradable.questions:
                if names := self._measured_by(gradable.properties):
                    self._by_text[keys_of(phrase, language)].append(PropertyMeaning(names))
        for word, unit in UNITS.items():
            self._by_text[(word,)].append(UnitMeaning(unit))

    def _measured_by(self, words: Sequence[str]) -> frozenset[str]:
        """The properties that an adjective speaks of: those with one of its words in their names."""
        infos = (each for label in self.schema.labels for each in label.properties)
        return frozenset(
            each.name for each in infos if each.type in NUMERIC and set(words_of(each.name)) & {*words}
        )

    def _add_labels(self, synonyms: Synonyms) -> None:
        """Names of the graph itself win over synonyms."""
        for info in self.schema.labels:
            meaning = LabelMeaning(Kind(frozenset({info.name})))
            words = words_of(info.name)
            for spelled in (words, ["".join(words)], [*words[:-1], irregular_plural(words[-1])]):
                self._add(self._stems(spelled), meaning)
            self._by_text[(info.name.casefold(),)].append(meaning)
        for phrase, names in synonyms.labels.items():
            if kind := self._kind(names):
                self._add_phrase(phrase, LabelMeaning(kind))

    def _kind(self, names: str) -> Kind | None:
        """The first of "A, B|C" that the graph has; ``B|C`` is any of those that it has."""
        for alternative in names.split(","):
            known = frozenset(
                name.strip() for name in alternative.split("|") if self.schema.label(name.strip())
            )
            if len(known) == 1:
                return Kind(labels=known)
            if known:
                return Kind(any_of=known)
        return None

    def _add_relationships(self, synonyms: Synonyms) -> None:
        for kind in self.schema.relationship_counts:
            words = words_of(kind)
            meaning = RelationshipMeaning(frozenset({kind}))
            self._add(self._stems(words), meaning)
            if len(words) > 1:
                self._add(self._stems(words[:1]), meaning)
            if self._language is Language.ENGLISH:
                for noun in doers_of(words):
                    self._add(self._stems(noun.split()), AgentMeaning(frozenset({kind})))
                relationship = self.schema.relationship(kind)
                for noun in nouns_of(words) if relationship and relationship.properties else ():
                    self._add(self._stems([noun]), RelationshipMeaning(frozenset({kind}), nominal=True))
            for noun in inverse_of(words):
                self._add(self._stems([noun]), AgentMeaning(frozenset({kind}), receives=True))
            self._by_text[(kind.casefold(),)].append(meaning)
        for phrase, names in synonyms.relationships.items():
            for name in names.split("|"):
                if name.strip() in self.schema.relationship_counts:
                    self._add_phrase(phrase, RelationshipMeaning(frozenset({name.strip()})))
                    if names_doers(phrase):
                        self._add_phrase(phrase, AgentMeaning(frozenset({name.strip()})))

    def _add_properties(self, synonyms: Synonyms) -> None:
        existing = {each.name for info in self.schema.labels for each in info.properties}
        existing |= {each.name for info in self.schema.relationships for each in info.properties}
        for name in existing:
            meaning = PropertyMeaning(frozenset({name}))
            words = words_of(name)
            self._add(self._stems(words), meaning)
            if len(words) > 1:
                self._add(self._stems([name]), meaning)
        for phrase, names in synonyms.properties.items():
            for name in names.split("|"):
                if name.strip() in existing:
                    self._add_phrase(phrase, PropertyMeaning(frozenset({name.strip()})))

    def _add_values(self, synonyms: Synonyms) -> None:
        written = written_values(self.schema, synonyms)
        self._values = {spelling: value_meaning(places, exact=True) for spelling, places in written.items()}
        for word, places in inflected_values(self.schema, self._stems).items():
            if len(word[0]) > SHORT_VALUE and (
                word not in self._by_stems or self._names_only_doers(word, places)
            ):
                self._by_stems[word].append(value_meaning(places, exact=False))

    def _names_only_doers(self, word: Phrase, places: Places) -> bool:
        """ "Coordinators": a name made up from a relationship's, and what another relationship holds."""
        doing = AgentMeaning | RelationshipMeaning
        return all(isinstance(each, doing) for each in self._by_stems[word]) and any(
            of_relationship for _, _, of_relationship in places
        )


def _is_written_so(part: Sequence[Token], value: ValueMeaning) -> bool:
    """Whether a short value has a capital letter as the graph writes it: "Bo", and no "it" that IT is."""
    written = " ".join(token.text for token in part)
    return written != written.casefold() and any(written in place.spellings for place in value.places)


def _is_small_word(token: Token, meanings: Sequence[Meaning], small_words: frozenset[str]) -> bool:
    """Whether a word is one of grammar, too: "its" is the marker ITS only where it is written so."""
    return token.key in small_words or any(isinstance(each, OperatorMeaning) for each in meanings)


@lru_cache(maxsize=32)
def _cached(version: str, synonyms: str, language: Language) -> list[Vocabulary]:
    """A place for the vocabulary of these; empty until it has been built."""
    return []


def vocabulary_of(schema: GraphSchema, synonyms: Synonyms, language: Language) -> Vocabulary:
    """The vocabulary of a graph, remembered while its schema and synonyms stay as they are."""
    place = _cached(schema.version, repr(synonyms), language)
    if not place:
        place.append(Vocabulary(schema, synonyms, language))
    return place[0]
