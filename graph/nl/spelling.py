"""Spelling mistakes, corrected towards what the graph holds and the words that ask for it.

A correction must not turn one question into another. So nothing is corrected that is known, quoted, a number,
an identifier, short, or a word of either language; and nothing where two words are equally near.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.nl.dictionary import has_word
from graph.nl.languages import WORDS, Language
from graph.nl.normalise import Correction, Question, retold
from graph.nl.normalise.lexemes import Lexeme, Shape, lexemes
from graph.nl.stems import plural, singular, stem, words_of
from graph.nl.synonyms import Synonyms
from graph.schema import GraphSchema

MAX_WORDS: Final = 20_000
"""Words of a graph that are corrected towards; names come before values."""
MAX_LOOKED_AT: Final = 40
MAX_CORRECTIONS: Final = 4
"""A text with more mistakes is in another language, or no question for a graph."""
SHORTEST: Final = 4
_SHORTEST_IN_PHRASE: Final = 3
_LONGEST_IN_PHRASE: Final = 5
_DOUBLED: Final = re.compile(r"[^aeiou][aeiou][^aeiouwxy]$")
LONG: Final = 8
SHORTEST_CATEGORY: Final = 6
_MOST_CATEGORIES: Final = 12
_NAMES: Final = frozenset({"name", "title", "label", "id", "code"})
SURE: Final = 0.97
LESS_SURE: Final = 0.93
"""What one wrong letter, and two, leave of the confidence."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a question about a graph can be made of, in one language."""

    language: Language
    words: frozenset[str]
    by_length: Mapping[int, tuple[str, ...]]
    """Words that something may be corrected to, by their number of letters."""
    neighbours: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Words of fixed phrases, each with those that stand before or behind it in one: "how many"."""
    categories: frozenset[str] = frozenset()
    """Words of values that say of what sort something is ("Running"), and are nobody's name."""

    def in_phrase(self, word: str, before: str, behind: str) -> str | None:
        """The one word that makes a phrase with a neighbour, where ``word`` is one letter off: "hwo many"."""
        for neighbour in (before, behind):
            partners = self.neighbours.get(neighbour, frozenset())
            found = process.extract(word, sorted(partners), scorer=OSA.distance, score_cutoff=1, limit=None)
            if len(found) == 1 and len(found[0][0]) >= _SHORTEST_IN_PHRASE:
                return str(found[0][0])
        return None

    def nearest(self, word: str) -> tuple[str, int] | None:
        """The one word that ``word`` is nearest to, and how many letters are wrong; or None."""
        allowed = 1 if len(word) < LONG else 2
        choices = [
            choice
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for choice in self.by_length.get(length, ())
        ]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        ranked = [
            # Letters that have changed places are the likeliest slip, then one that was left out.
            ((int(distance), sorted(choice) != sorted(word)), -len(choice), choice)
            for choice, distance, _ in found
            if _is_slip(word, choice)
        ]
        if not ranked:
            return None
        rank, _, best = min(ranked)
        rivals = {stem(choice, self.language) for other, _, choice in ranked if other == rank}
        return (best, rank[0]) if len(rivals) == 1 else None


def correct(question: Question, vocabulary: Vocabulary) -> Question:
    """The question with its misspelt words replaced, cut into tokens anew; each correction is kept in it."""
    text, corrections = question.text, list(question.corrections)
    pieces = list(lexemes(text, negation=WORDS[question.language].negation))
    unknown = (piece for piece in pieces if _may_be_misspelt(piece) and piece.key not in vocabulary.words)
    found = []
    for piece in islice(unknown, MAX_LOOKED_AT):
        correction = _correction(piece, vocabulary, first=piece is pieces[0])
        if correction := correction or _in_phrase(piece, pieces, vocabulary):
            found.append((piece, correction))
    if not found or len(found) > MAX_CORRECTIONS:
        return question
    for piece, correction in reversed(found):
        text = text[: piece.start] + correction.taken_for + text[piece.start + len(piece.text) :]
    corrections += [correction for _, correction in found]
    return replace(retold(question, text), corrections=tuple(corrections))


def _may_be_misspelt(piece: Lexeme) -> bool:
    """A word of letters in ordinary case: no identifier, no abbreviation."""
    word = piece.text
    ordinary = word.isalpha() and (word.islower() or word.istitle())
    return piece.shape is Shape.WORD and ordinary and len(word) >= _SHORTEST_IN_PHRASE


def _in_phrase(piece: Lexeme, pieces: Sequence[Lexeme], vocabulary: Vocabulary) -> Correction | None:
    """A short word that is one of a fixed phrase: which one, its neighbours tell."""
    if len(piece.text) > _LONGEST_IN_PHRASE or (piece.text.istitle() and piece is not pieces[0]):
        return None
    at = pieces.index(piece)
    before = pieces[at - 1].key if at else ""
    behind = pieces[at + 1].key if at + 1 < len(pieces) else ""
    word = vocabulary.in_phrase(piece.key, before, behind)
    return Correction(piece.text, word, SURE) if word else None


def _correction(piece: Lexeme, vocabulary: Vocabulary, *, first: bool) -> Correction | None:
    nearest = vocabulary.nearest(piece.key) if len(piece.text) >= SHORTEST else None
    if nearest is None or is_a_word(piece.key):
        return None
    word, distance = nearest
    is_name = piece.text.istitle() and not first
    is_category = word in vocabulary.categories and distance == 1 and len(word) >= SHORTEST_CATEGORY
    if is_name and not is_category and (len(word) < LONG or distance > 1):
        return None  # a short name is easily somebody else's
    taken_for = word.capitalize() if piece.text.istitle() else word
    return Correction(piece.text, taken_for, SURE if distance == 1 and not is_name else LESS_SURE)


def _is_slip(written: str, meant: str) -> bool:
    """Whether a person who means the one writes the other: the first letter is rarely wrong."""
    if len(written) == SHORTEST:
        return sorted(written) == sorted(meant)
    return written[0] == meant[0] or written[:2] == meant[1::-1]


def is_a_word(word: str) -> bool:
    """Whether a dictionary of either language has the word: then it is meant, whatever the graph holds."""
    return any(has_word(language, word) for language in Language)


# -- Which words there are -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Source:
    """What a vocabulary is made of; compared by the schema's version and the text of the synonyms."""

    version: str
    told: str
    language: Language
    schema: GraphSchema = field(compare=False)
    synonyms: Synonyms = field(compare=False)


def vocabulary_of(schema: GraphSchema, synonyms: Synonyms, language: Language) -> Vocabulary:
    """The vocabulary of a graph, remembered while its schema and synonyms stay as they are."""
    return _vocabulary(_Source(schema.version, repr(synonyms), language, schema, synonyms))


@lru_cache(maxsize=64)
def _vocabulary(source: _Source) -> Vocabulary:
    everything = chain(
        _words_of_graph(source), _words_of_language(source.language), _words_of_values(source.schema)
    )
    words = list(islice(dict.fromkeys(everything), MAX_WORDS))
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= SHORTEST and word.isalpha():
            by_length[len(word)].append(word)
    return Vocabulary(
        language=source.language,
        words=frozenset(words),
        by_length={length: tuple(same) for length, same in by_length.items()},
        neighbours=_neighbours(source.language),
        categories=frozenset((*_categories(source.schema), *WORDS[source.language].dates.months)),
    )


@lru_cache(maxsize=len(Language))
def _neighbours(language: Language) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for phrase in _phrases(language):
        for left, right in pairwise(phrase.split()):
            found[left].add(right)
            found[right].add(left)
    return {word: frozenset(partners) for word, partners in found.items()}


def _words_of_graph(source: _Source) -> Iterator[str]:
    schema, synonyms = source.schema, source.synonyms
    properties = {each.name for info in schema.labels for each in info.properties}
    names = (*(info.name for info in schema.labels), *schema.relationship_counts, *sorted(properties))
    for name in names:
        for word in (*words_of(name), name.casefold()):
            yield from _forms(word, Language.ENGLISH)
    for table in (synonyms.labels, synonyms.relationships, synonyms.properties, synonyms.values):
        for phrase in table:
            for word in phrase.casefold().split():
                yield from _forms(word, source.language)


def _forms(word: str, language: Language) -> Iterator[str]:
    """A word and the regular forms of it that people write."""
    yield word
    yield plural(word, language)
    yield singular(word, language)
    if language is Language.ENGLISH:
        verb = singular(word, language)
        root = verb.removesuffix("e")
        if _DOUBLED.search(verb):
            root += root[-1]  # "running"
        yield from (f"{root}ed", f"{root}ing")


def _words_of_language(language: Language) -> Iterator[str]:
    words = WORDS[language]
    yield from words.function_words
    for phrase in _phrases(language):
        yield from phrase.split()
    yield from words.numbers.values
    yield from words.numbers.scales
    yield from words.dates.units
    yield from words.dates.weekdays
    yield from (month for month in words.dates.months if len(month) > SHORTEST)
    for table in (words.dates.days, words.dates.bounds):
        for phrase_words in table:
            yield from phrase_words


def _phrases(language: Language) -> Iterable[str]:
    words = WORDS[language]
    for phrases in words.operators.values():
        yield from phrases
    for gradable in words.gradables:
        yield from (*gradable.comparative, *gradable.superlative)


def _categories(schema: GraphSchema) -> Iterator[str]:
    for info in schema.labels:
        for each in info.properties:
            if len(each.values) <= _MOST_CATEGORIES and not _NAMES & set(words_of(each.name)):
                yield from (value.casefold() for value in each.values)


def _words_of_values(schema: GraphSchema) -> Iterator[str]:
    for info in schema.labels:
        for each in info.properties:
            for value in (*each.values, *each.examples):
                yield from value.casefold().split()
