"""Which values of a question belong to which of its nodes."""

from collections.abc import Iterator
from typing import Final

from graph.nl.normalise import Token, TokenKind
from graph.nl.parser.lexicon import (
    FUNCTION_WORDS,
    Item,
    LiteralMeaning,
    Operator,
    PropertyMeaning,
    ValueMeaning,
)
from graph.nl.parser.names import literal_properties
from graph.nl.parser.reader import AMBIGUOUS, GUESSED_NAME, QuestionReader
from graph.nl.parser.reading import Condition, Match, Node
from graph.nl.stems import singular, word_list

_NO_NAMES: Final = frozenset(
    word_list(
        "last first yesterday today tomorrow now before after since not never no only or and without than "
        "more less again twice too also here"
    )
)
"""Words that change what is asked, and are not taken for a name where one could stand."""


def attach_values(reader: QuestionReader) -> None:
    """Each known value becomes a condition on the node that it stands by, or on a node of its own."""
    for item in reader.items:
        if not isinstance(item.meaning, ValueMeaning) or reader.taken(item):
            continue
        wanted = _property_before(reader, item)
        node = _owner(reader, item, item.meaning)
        if node is None:
            node = _new_owner(reader, item, item.meaning, wanted)
        if node is None:
            continue
        places = [
            (name, spellings)
            for label, name, spellings in item.meaning.places
            if label in node.labels or (not node.labels and reader.schema.label(label))
        ]
        if wanted:
            places = [place for place in places if place[0] in wanted]
        if not places:
            continue
        names = {name for name, _ in places}
        if len(names) > 1:
            reader.doubt(AMBIGUOUS, f"{reader.said(item)} may be a {' or a '.join(sorted(names))}")
        name = sorted(names)[0]
        values = sorted({value for each, spellings in places if each == name for value in spellings})
        node.conditions.append(Condition((name,), tuple(values)))
        reader.take(item)


def _property_before(reader: QuestionReader, item: Item) -> frozenset[str]:
    """A property named just before a value ("status Failed") says which property is meant."""
    for each in reader.items:
        if isinstance(each.meaning, PropertyMeaning) and reader.adjacent(each.end, item.start):
            reader.take(each)
            return each.meaning.names
    return frozenset()


def _owner(reader: QuestionReader, item: Item, value: ValueMeaning) -> Node | None:
    """The node that a value belongs to: the one right after it, else the nearest before, else any."""
    labels = {label for label, _, _ in value.places}
    fitting = [node for node in reader.nodes if node.labels & labels]
    after = [node for node in fitting if node.start == item.end]
    before = [node for node in fitting if node.end <= item.start]
    return next(iter([*after, *reversed(before), *fitting]), None)


def _new_owner(
    reader: QuestionReader, item: Item, value: ValueMeaning, wanted: frozenset[str]
) -> Node | None:
    places = [place for place in value.places if not wanted or place[1] in wanted]
    infos = [info for label, _, _ in places if (info := reader.schema.label(label))]
    if not infos:
        return None
    widest = min(infos, key=lambda info: (-info.count, len(info.name)))
    apart = {info.name for info in infos if not reader.schema.together(frozenset({info.name, widest.name}))}
    if apart:
        reader.doubt(AMBIGUOUS, f"{reader.said(item)} may belong to {widest.name} or {min(apart)}")
    node = Node(frozenset({widest.name}), item.start, item.end)
    reader.nodes.append(node)
    reader.nodes.sort(key=lambda each: each.start)
    return node


def attach_literals(reader: QuestionReader) -> None:
    """Names that only the user knows, compared with the name-like properties of the node beside."""
    for node, literal, position in _literals(reader):
        names = literal_properties(reader.schema, node.labels)
        if not names:
            continue
        node.conditions.append(Condition(names, (literal.text,), Match.NAMED))
        reader.read.add(position)
        if not literal.certain:
            reader.doubt(GUESSED_NAME, f"{literal.text} is taken as a name")


def attach_property_literals(reader: QuestionReader) -> None:
    """A property and a value that no node has ("chromosome 99"): the answer will say so."""
    known = _known_positions(reader)
    for item in reader.items:
        if not isinstance(item.meaning, PropertyMeaning) or item.end >= len(reader.tokens):
            continue
        token = reader.tokens[item.end]
        capitalised = item.end not in known and token.kind is TokenKind.WORD and token.text[0].isupper()
        if item.end in reader.read or not (token.kind in (TokenKind.NUMBER, TokenKind.QUOTED) or capitalised):
            continue
        found = _with_property(reader, item.meaning.names, token)
        if found:
            node, condition = found
            node.conditions.append(condition)
            reader.take(item)
            reader.read.add(item.end)


def _with_property(
    reader: QuestionReader, names: frozenset[str], token: Token
) -> tuple[Node, Condition] | None:
    """The first node that has one of the properties, and the condition that it is ``token``."""
    for node in reader.nodes:
        for info in reader.schema.properties_of(node.labels):
            if info.name in names and info.type == "text":
                return node, Condition((info.name,), (token.text,))
            if info.name in names and info.type == "integer" and token.kind is TokenKind.NUMBER:
                return node, Condition((info.name,), (int(token.text),))
    return None


def _known_positions(reader: QuestionReader) -> set[int]:
    return {position for item in reader.items for position in range(item.start, item.end)}


_Found = tuple[Node, LiteralMeaning, int]


def _literals(reader: QuestionReader) -> list[_Found]:
    """The names in the question, each with its node and position."""
    unique: dict[int, _Found] = {}
    for each in (*_quoted(reader), *_announced(reader), *_bare(reader)):
        if each[2] not in reader.read:
            unique.setdefault(each[2], each)
    return list(unique.values())


def _quoted(reader: QuestionReader) -> Iterator[_Found]:
    for item in reader.items:
        if isinstance(item.meaning, LiteralMeaning) and (node := reader.beside(item.start, item.end)):
            yield node, item.meaning, item.start


def _announced(reader: QuestionReader) -> Iterator[_Found]:
    """The word after "named" or "called"."""
    known = _known_positions(reader)
    for item in reader.items:
        position = item.end
        if item.meaning is not Operator.NAMED or position >= len(reader.tokens):
            continue
        node = reader.beside(item.start, position + 1)
        if node and (position not in known or reader.tokens[position].kind is TokenKind.QUOTED):
            reader.take(item)
            yield node, LiteralMeaning(reader.tokens[position].text, certain=True), position


def _bare(reader: QuestionReader) -> Iterator[_Found]:
    """Words that look like a name, or that stand where one does ("the database swissprot")."""
    known = _known_positions(reader)
    for position, token in enumerate(reader.tokens):
        if position in known or token.kind is not TokenKind.WORD or token.stem in FUNCTION_WORDS:
            continue
        follows = next((node for node in reader.nodes if node.end == position), None)
        named_one = follows and token.key not in _NO_NAMES and _is_singular(reader, follows)
        if named_one or _looks_like_a_name(token.text):
            node = follows or reader.beside(position, position + 1)
            if node:
                yield node, LiteralMeaning(token.text, certain=False), position


def _is_singular(reader: QuestionReader, node: Node) -> bool:
    """ "the database swissprot" speaks of one, "databases swissprot" of none in particular."""
    word = reader.tokens[node.end - 1].text
    definite = node.start > 0 and reader.tokens[node.start - 1].key in {"the", "by", "of", "from"}
    return definite and singular(word.casefold()) == word.casefold()


def _looks_like_a_name(word: str) -> bool:
    """``nt_2024``, ``reads.fasta``, ``mRossi``: written as no ordinary word is."""
    return any(c in "._@" or c.isdigit() for c in word) or any(c.isupper() for c in word[1:])
