"""Names that only the user knows: "the database swissprot", "user mRossi", "did ada run a task"."""

from collections.abc import Iterator

from graph.nl.languages import Language
from graph.nl.normalise import Token, TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.conditions.negation import take_negation
from graph.nl.parser.conditions.operands import is_called
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.parts import Modifier, Noun
from graph.nl.parser.state import GUESSED_NAME, Reader
from graph.nl.parser.words.meanings import Item, LabelMeaning, RelationshipMeaning, ValueMeaning
from graph.nl.parser.words.names import called_properties
from graph.nl.stems import singular


def find_literals(reader: Reader) -> None:
    """Names are compared with the name-like properties of the noun beside them."""
    for noun, position, certain in list(_literals(reader)):
        if position in reader.read:
            continue
        infos = called_properties(reader.schema, noun.kind.names)
        if not infos:
            continue
        name = reader.tokens[position].text
        negated = noun.start != position and take_negation(reader, position)
        condition = is_called(noun.variable, infos, name, negated=negated)
        reader.read.add(position)
        said = f"{'not ' if negated else ''}named {name}"
        reader.modifiers.append(Modifier(noun, position, position + 1, condition, said, property="name"))
        if not certain:
            reader.doubt(GUESSED_NAME, f"{name} is taken as a name")


_Found = tuple[Noun, int, bool]


def _literals(reader: Reader) -> Iterator[_Found]:
    """The names, each with its noun, its position, and whether it certainly is one."""
    yield from _announced(reader)
    yield from _quoted(reader)
    yield from _bare(reader)


def _announced(reader: Reader) -> Iterator[_Found]:
    """The word behind "named" or "called"."""
    for item in list(reader.items):
        position = item.end
        if not item.asks(Operator.NAMED) or position >= len(reader.tokens) or reader.taken(item):
            continue
        if any(i.start == position and i.asks(Operator.AND, Operator.OR) for i in reader.items):
            continue  # "with title and code"
        if noun := _beside(reader, item.start, position + 1):
            reader.take(item)
            yield noun, position, True


def _quoted(reader: Reader) -> Iterator[_Found]:
    for position, token in enumerate(reader.tokens):
        if token.kind is not TokenKind.QUOTED or position in reader.read:
            continue
        if reader.operator_left_of(position, Operator.WITH, Operator.CONTAINS):
            continue  # it is in something, and not the name of it
        if noun := _beside(reader, position, position + 1) or _implied(reader, position):
            yield noun, position, True


def _bare(reader: Reader) -> Iterator[_Found]:
    """Words that look like a name, or that stand where one does ("the database swissprot")."""
    known = reader.known_positions()
    for position, token in enumerate(reader.tokens):
        if position in known or position in reader.read or reader.is_filler(position):
            continue
        if token.kind is TokenKind.NUMBER:
            noun = next((n for n in reader.nouns if n.end == position and _is_definite(reader, n)), None)
            if noun:
                yield noun, position, False
            continue
        if token.kind is not TokenKind.WORD:
            continue
        follows = next((noun for noun in reader.nouns if noun.end == position), None)
        if _is_behind_preposition(reader, position):
            follows = None  # "members of ..."
        if follows and _is_definite(reader, follows):
            yield follows, position, False
        elif looks_like_a_name(token):
            if noun := follows or _beside(reader, position, position + 1) or _implied(reader, position):
                yield noun, position, False
        elif _stands_as_subject(reader, position) and (noun := _implied(reader, position)):
            yield noun, position, False


def _beside(reader: Reader, start: int, end: int) -> Noun | None:
    """The noun that stands by some tokens, rather before than behind."""
    earlier = [] if _is_behind_preposition(reader, start) else reader.nouns
    before = [n for n in earlier if n.end <= start and _name_follows(reader, n.end, start)]
    behind = [
        n for n in reader.nouns if n.start >= end and reader.adjacent(end, n.start) and n.start - end < 2
    ]
    return next(iter([*reversed(before), *behind]), None)


def _name_follows(reader: Reader, end: int, start: int) -> bool:
    """Whether only words without meaning, or other names joined by "and", "or", stand in between.

    "Users at X" are not called X, and neither are "the tasks of X".
    """
    return all(
        (reader.is_filler(p) and reader.tokens[p].key not in reader.prepositions)
        or p in reader.read
        or any(
            i.start <= p < i.end
            and i.asks(Operator.AND, Operator.OR, Operator.NOT, Operator.EXCEPT, Operator.NAMED)
            for i in reader.items
        )
        for p in range(end, start)
    ) and all(reader.is_filler(p) or not _is_noun(reader, p) for p in range(end, start))


def _is_behind_preposition(reader: Reader, position: int) -> bool:
    """Also where the word belongs to the noun itself ("members of"), but not in "by the name of"."""
    announced = any(i.start < position <= i.end and i.asks(Operator.NAMED) for i in reader.items)
    return position > 0 and not announced and reader.tokens[position - 1].key in reader.prepositions


def _is_noun(reader: Reader, position: int) -> bool:
    return any(noun.start <= position < noun.end for noun in reader.nouns)


def _is_definite(reader: Reader, noun: Noun) -> bool:
    """ "The database swissprot", "user 7" speak of one; "databases swissprot" of none in particular."""
    word = reader.tokens[noun.end - 1].key
    if not any(i.end == noun.end and i.as_a(LabelMeaning) for i in reader.items):
        return False  # somebody's name is followed by what is theirs: "ada's colleagues"
    if noun.end == noun.start or singular(word) != word or noun.end == len(reader.tokens):
        return False
    name = reader.tokens[noun.end].key
    if reader.request.question.language is Language.ITALIAN and name[-1] in "aeiou":
        return False  # Italian adjectives stand there, and end in a vowel
    before = [i for i in reader.items if i.end == noun.start]
    alone = noun.start == 0 and len(reader.tokens) == noun.end + 1
    return alone or any(
        item.asks(Operator.LIST, Operator.DETAILS, Operator.BY, Operator.DEFINITE) for item in before
    )


def looks_like_a_name(token: Token) -> bool:
    """``nt_2024``, ``reads.fasta``, ``mRossi``: written as no ordinary word is."""
    word = token.text
    return any(c in "._@" or c.isdigit() for c in word) or any(c.isupper() for c in word[1:])


def _implied(reader: Reader, position: int) -> Noun | None:
    """Someone or something at the other end of the verb beside: "did ada run a blast task"."""
    verb = _verb_beside(reader, position)
    if verb is None:
        return None
    meaning = verb.as_a(RelationshipMeaning)
    labels: set[str] = set()
    for kind in meaning.types if meaning else ():
        for noun in reader.nouns:
            forward = reader.connections.reached(noun.kind, kind, forward=True)
            labels |= forward or reader.connections.reached(noun.kind, kind, forward=False)
    common = reader.connections.common_label(frozenset(labels))
    if not common:
        return None
    return reader.add_noun(Kind(frozenset({common})), position, position)


def _stands_as_subject(reader: Reader, position: int) -> bool:
    """Right behind "did", "does" or "by", where somebody's name stands."""
    return any(i.end == position and i.asks(Operator.YES_NO, Operator.BY) for i in reader.items)


def _verb_beside(reader: Reader, position: int) -> Item | None:
    def is_verb(item: Item) -> bool:
        return (
            item.as_a(RelationshipMeaning) is not None
            and not item.as_a(LabelMeaning)
            and not item.as_a(ValueMeaning)
        )

    behind = reader.right_of(position + 1, is_verb)
    by = reader.operator_left_of(position, Operator.BY)
    return behind or (reader.left_of(by.start, is_verb) if by else None)


def name_any_node(reader: Reader) -> None:
    """A name with no noun at all: any node that is called so."""
    for position, token in enumerate(reader.tokens):
        unread = position not in reader.read and position not in reader.known_positions()
        if unread and (
            token.kind is TokenKind.QUOTED or (token.kind is TokenKind.WORD and looks_like_a_name(token))
        ):
            reader.add_noun(Kind(), position, position)
