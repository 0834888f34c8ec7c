"""The phrases that values of a graph are called by: as they are written, in parts, and in other forms."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from graph.nl.languages.model import Phrase
from graph.nl.parser.conditions.operands import decoded
from graph.nl.parser.words.meanings import Place, ValueMeaning
from graph.nl.parser.words.names import is_file_name
from graph.nl.parser.words.wordforms import irregular_plural
from graph.nl.stems import words_of
from graph.nl.synonyms import Synonyms
from graph.schema import GraphSchema, PropertyInfo

Where = tuple[str, str, bool]
"""A label or relationship type, a property of it, and whether it is a relationship's."""
Places = dict[Where, set[str]]
"""Where a value is held, and how it is written there."""
_NAMES: Final = frozenset({"name", "title", "label", "surname"})
"""Words of properties whose values are names: they have no other forms."""
_SHORTEST: Final = 3
"""Shorter values have no other forms: "fatto" is no form of "fa"."""


def written_values(schema: GraphSchema, synonyms: Synonyms) -> dict[Phrase, Places]:
    """The values that are known, by all that they are called."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for phrase, value in synonyms.values.items():
        aliases[value.casefold()].append(phrase)
    found: dict[Phrase, Places] = defaultdict(lambda: defaultdict(set))
    for where, info, value in _values_of(schema):
        for spelling in (value, *aliases[value.casefold()]):
            found[tuple(spelling.casefold().split())][where].add(value)
            found[tuple(words_of(spelling))][where].add(value)
            if pieces := _parted(spelling):
                found[pieces][where].add(value)
        for spelling in _file_stem(info.name, value) if info.values else ():
            found[tuple(spelling.casefold().split())][where].add(value)
    return found


def inflected_values(schema: GraphSchema, stems: Callable[[Sequence[str]], Phrase]) -> dict[Phrase, Places]:
    """The values that are ordinary words, by their stems: "failed" where the graph has "Failed"."""
    found: dict[Phrase, Places] = defaultdict(lambda: defaultdict(set))
    for where, info, value in _values_of(schema):
        if (
            value.isalpha()
            and len(value) >= _SHORTEST
            and info.values
            and not _NAMES & set(words_of(info.name))
        ):
            found[stems([value])][where].add(value)
            found[stems([irregular_plural(value)])][where].add(value)
        elif value.islower() and value.replace(" ", "").isalpha() and info.values:
            found[stems(value.split())][where].add(value)  # "beech forests"
    return found


def _values_of(schema: GraphSchema) -> Iterator[tuple[Where, PropertyInfo, str]]:
    owners = [(info.name, info.properties, False) for info in schema.labels]
    owners += [(info.type, info.properties, True) for info in schema.relationships]
    for owner, properties, of_relationship in owners:
        for info in properties:
            for value in (*info.values, *info.examples):
                yield (owner, info.name, of_relationship), info, value


def _parted(spelling: str) -> Phrase:
    """A value with punctuation, as questions are cut: "Part 1: roots", "10.1000/182"; empty if none."""
    pieces = re.sub(r"(/)", r" \1 ", re.sub(r"[:;,()?!]+", " ", spelling)).casefold().split()
    return tuple(pieces) if pieces != spelling.casefold().split() else ()


def _file_stem(name: str, value: str) -> tuple[str, ...]:
    """What else people call a file: its name in plain text where it is encoded, and without the extension."""
    plain = decoded(value)
    stem_of_it = (plain or value).rsplit(".", 1)[0] if is_file_name(name) else value
    return (*((plain,) if plain else ()), stem_of_it)


def value_meaning(places: Places, *, exact: bool) -> ValueMeaning:
    """What a phrase means that stands for values in these places.

    Args:
        exact: it is written as the graph writes it.
    """
    return ValueMeaning(
        tuple(
            Place(owner, name, tuple(sorted(values)), of_relationship)
            for (owner, name, of_relationship), values in sorted(places.items())
        ),
        exact=exact,
    )
