"""The state of one pass over a question: what has been read, what has been found, how sure it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from graph.nl.generate import Action, Request
from graph.nl.languages import WORDS
from graph.nl.normalise import Token, TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.nouns.called import settle_roles
from graph.nl.parser.nouns.connections import Kind
from graph.nl.parser.parts import Choices, Link, Modifier, Noun, Option
from graph.nl.parser.words.correlatives import completed, correlated
from graph.nl.parser.words.meanings import Item, PropertyMeaning, RelationshipMeaning
from graph.nl.parser.words.names import called_properties
from graph.nl.parser.words.vocabulary import Vocabulary
from graph.schema import PropertyInfo

CERTAIN: Final = 0.98
UNREAD: Final = 0.5
"""What a word that was not understood leaves of the confidence: one is enough to fall below the threshold."""
IMPLIED_HOP: Final = 0.97
NO_VERB: Final = 0.95
GUESSED_NAME: Final = 0.92
GUESSED: Final = 0.95

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _State:
    """What an attempt may change."""

    read: set[int]
    nouns: list[Noun]
    modifiers: list[Modifier]
    links: list[Link]
    confidence: float
    doubts: list[str]
    choice_words: list[str]
    choices: int
    variables: set[str]


class Unreadable(Exception):
    """There is no reading, and why, in words for the user."""


class Reader:
    """One pass over one question. What it cannot place stays unread and costs confidence."""

    def __init__(self, request: Request, vocabulary: Vocabulary, choices: Choices) -> None:
        self.request = request
        self.schema = request.schema
        self.vocabulary = vocabulary
        self.connections = vocabulary.connections
        self.choices = choices
        self.tokens: Sequence[Token] = request.question.tokens
        known = settle_roles(vocabulary.items_of(request.question), vocabulary.connections)
        self.items: list[Item] = correlated(completed(known, self.tokens, vocabulary), self.tokens)
        self.function_words = WORDS[request.question.language].function_words
        self.prepositions = WORDS[request.question.language].prepositions
        self.read: set[int] = set()
        self.explained: set[int] = set()
        """Words that only say again what the next one means."""
        self.glossed: set[int] = set()
        """Words in brackets."""
        self.nouns: list[Noun] = []
        self.modifiers: list[Modifier] = []
        self.links: list[Link] = []
        self.confidence = CERTAIN
        self.doubts: list[str] = []
        self.choice_words: list[str] = []
        self.action: Action = "answer"
        self.keeps_apart = any(
            item.asks(Operator.PATH, Operator.HOW_CONNECTED, Operator.CONNECTED)
            and not item.as_a(PropertyMeaning)
            for item in self.items
        )
        """Each name is a node of its own, since the question is about what lies between two."""
        self._variables: set[str] = set()

    def state(self) -> "_State":
        """What an attempt may change, so that one that leads nowhere can be undone."""
        return _State(
            set(self.read),
            list(self.nouns),
            [replace(each) for each in self.modifiers],
            list(self.links),
            self.confidence,
            list(self.doubts),
            list(self.choice_words),
            len(self.choices.sizes),
            set(self._variables),
        )

    def restore(self, state: "_State") -> None:
        """Undo what happened since ``state`` was taken."""
        self.read, self.nouns = set(state.read), list(state.nouns)
        self.modifiers, self.links = [replace(each) for each in state.modifiers], list(state.links)
        self.confidence, self.doubts = state.confidence, list(state.doubts)
        self.choice_words = list(state.choice_words)
        self._variables = set(state.variables)
        del self.choices.sizes[state.choices :]

    # -- What has been read ----------------------------------------------------------------------------------

    def take(self, *items: Item) -> None:
        """The words of these items have been understood."""
        for item in items:
            self.read.update(range(item.start, item.end))

    def taken(self, item: Item) -> bool:
        """Whether an item has been understood."""
        return item.start in self.read

    def take_all(self, *operators: Operator) -> list[Item]:
        """Take every item that is one of ``operators`` and has not been understood otherwise."""
        found = [item for item in self.items if item.asks(*operators) and not self.taken(item)]
        self.take(*found)
        return found

    def is_filler(self, position: int) -> bool:
        """Whether the word there only holds the sentence together."""
        token = self.tokens[position]
        return token.kind is TokenKind.WORD and token.key in self.function_words

    def known_positions(self) -> set[int]:
        """Where some item stands."""
        return {position for item in self.items for position in range(item.start, item.end)}

    def said(self, start: int, end: int) -> str:
        """Tokens as the user wrote them."""
        return " ".join(token.text for token in self.tokens[start:end])

    # -- Neighbours ------------------------------------------------------------------------------------------

    def adjacent(self, left_end: int, right_start: int) -> bool:
        """Whether only words without meaning stand between two positions."""
        return right_start >= left_end and all(
            self.is_filler(position) or position in self.explained
            for position in range(left_end, right_start)
        )

    def first(self, *operators: Operator, after: int = 0) -> Item | None:
        """The first item at or after a position that is one of ``operators`` and not understood otherwise."""
        return next(
            (i for i in self.items if i.start >= after and i.asks(*operators) and not self.taken(i)), None
        )

    def left_of(self, position: int, accepts: Callable[[Item], bool] = lambda _: True) -> Item | None:
        """The item that ends right before a position; those of words without meaning are looked through."""
        for item in reversed(self.items):
            if item.end > position:
                continue
            if not self.adjacent(item.end, position):
                return None  # nor are those before it
            if accepts(item):
                return item
            if not self._is_filler_item(item):
                return None
        return None

    def right_of(self, position: int, accepts: Callable[[Item], bool] = lambda _: True) -> Item | None:
        """The item that begins right after a position; those of words without meaning are looked through."""
        for item in self.items:
            if item.start < position:
                continue
            if not self.adjacent(position, item.start):
                return None  # nor are those behind it
            if accepts(item):
                return item
            if not self._is_filler_item(item):
                return None
        return None

    def _is_filler_item(self, item: Item) -> bool:
        return all(self.is_filler(p) or p in self.explained for p in range(item.start, item.end))

    def operator_left_of(self, position: int, *operators: Operator) -> Item | None:
        """One of ``operators`` right before a position, not understood otherwise."""
        return self.left_of(position, lambda item: item.asks(*operators) and not self.taken(item))

    def operator_right_of(self, position: int, *operators: Operator) -> Item | None:
        """One of ``operators`` right after a position, not understood otherwise."""
        return self.right_of(position, lambda item: item.asks(*operators) and not self.taken(item))

    # -- What has been found ---------------------------------------------------------------------------------

    def add_noun(self, kind: Kind, start: int, end: int) -> Noun:
        """A noun with a variable of its own, in its place among the others."""
        noun = Noun(kind, start, end, self.variable_for(kind))
        self.nouns.append(noun)
        self.nouns.sort(key=lambda each: each.start)
        return noun

    def variable_for(self, kind: Kind) -> str:
        """The first letter of what is meant, with a number where the letter is taken."""
        widest = self.widest(kind) or next(iter(kind.labels), "")
        letter = widest[:1].lower() if widest[:1].isascii() and widest[:1].isalpha() else "n"
        unique, number = letter, 2
        while unique in self._variables:
            unique, number = f"{letter}{number}", number + 1
        self._variables.add(unique)
        return unique

    def widest(self, kind: Kind) -> str:
        """The label that says best what these nodes are; empty for any node."""
        infos = [info for name in kind.names if (info := self.schema.label(name))]
        return max(infos, key=lambda info: (info.count, info.name)).name if infos else ""

    def properties_of(self, kind: Kind) -> list[PropertyInfo]:
        """The properties that nodes of a kind can have."""
        return list(self.schema.properties_of(kind.names or frozenset(i.name for i in self.schema.labels)))

    def property_of(self, kind: Kind, name: str) -> PropertyInfo | None:
        """The property of that name, if nodes of the kind can have it."""
        return next((each for each in self.properties_of(kind) if each.name == name), None)

    def properties(self) -> Iterator[Item]:
        """The items that name a property and have not been understood otherwise.

        A word for belonging ("part of") is none, although it may sound like one.
        """
        for item in self.items:
            if item.as_a(PropertyMeaning) and not item.asks(Operator.BELONGS) and not self.taken(item):
                yield item

    def verbs(self) -> Iterator[Item]:
        """The items that name a relationship and have not been understood otherwise."""
        for item in self.items:
            if item.as_a(RelationshipMeaning) and not self.taken(item):
                yield item

    def modifiers_of(self, noun: Noun) -> list[Modifier]:
        """The conditions on a noun, in the order of the question."""
        return sorted((each for each in self.modifiers if each.owner is noun), key=lambda each: each.start)

    def names_of(self, kind: Kind) -> frozenset[str]:
        """The properties that nodes of a kind are called by."""
        return frozenset(info.name for info in called_properties(self.schema, kind.names))

    def gives_name(self, modifier: Modifier) -> bool:
        """Whether a condition is what a node is called."""
        return modifier.property == "name" or modifier.property in self.names_of(modifier.owner.kind)

    def is_named(self, noun: Noun) -> bool:
        """Whether the question gives the name of one such node."""
        return any(self.gives_name(modifier) for modifier in self.modifiers_of(noun))

    # -- How sure it is --------------------------------------------------------------------------------------

    def doubt(self, factor: float, reason: str) -> None:
        """Lower the confidence, for a reason."""
        self.confidence *= factor
        self.doubts.append(reason)

    def choose(self, options: Sequence[Option[_Value]]) -> _Value:
        """The option that this pass takes; where there are several, its words belong to the reading."""
        if len(options) == 1:
            option = options[0]
        else:
            option = self.choices.pick(options)
            self.choice_words.append(option.said)
        self.confidence *= option.weight
        return option.value

    def left_over(self) -> list[str]:
        """The words with a meaning that nothing has understood."""
        return [
            token.text
            for position, token in enumerate(self.tokens)
            if position not in self.read and not self.is_filler(position)
        ]
