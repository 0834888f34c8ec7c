"""The state of one pass over a question: what has been read, and what has been found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.nl.generate import Request
from graph.nl.normalise import Token
from graph.nl.parser.lexicon import FUNCTION_WORDS, Item, LabelMeaning, Operator, build_lexicon
from graph.nl.parser.reading import Edge, Node, Reading
from graph.schema import GraphSchema

CERTAIN: Final = 0.98
PER_UNREAD_WORD: Final = 0.5
PER_IMPLIED_HOP: Final = 0.97
AMBIGUOUS: Final = 0.6
NO_VERB: Final = 0.92
GUESSED_NAME: Final = 0.88
GUESSED_NUMBER: Final = 0.95
"""What each kind of doubt leaves of the confidence. One word that was not understood is enough to fall
below the threshold; a guess that the answer shows openly is not."""


@dataclass(frozen=True, slots=True)
class _State:
    """What an attempt may change."""

    read: frozenset[int]
    confidence: float
    doubts: tuple[str, ...]
    nodes: int
    edges: int


class QuestionReader:
    """One pass over one question. What it cannot place stays unread and costs confidence."""

    def __init__(self, request: Request) -> None:
        self.schema: GraphSchema = request.schema
        self.tokens: Sequence[Token] = request.question.tokens
        self.items: list[Item] = list(build_lexicon(request.schema, request.synonyms).items(self.tokens))
        self.read: set[int] = set()
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.confidence = CERTAIN
        self.doubts: list[str] = []

    def state(self) -> _State:
        """What an attempt may change, so that one that leads nowhere can be undone."""
        return _State(
            frozenset(self.read), self.confidence, tuple(self.doubts), len(self.nodes), len(self.edges)
        )

    def restore(self, state: _State) -> None:
        """Undo what happened since ``state`` was taken."""
        self.read, self.confidence, self.doubts = set(state.read), state.confidence, list(state.doubts)
        del self.nodes[state.nodes :], self.edges[state.edges :]

    def take(self, item: Item) -> None:
        """The words of an item have been understood."""
        self.read.update(range(item.start, item.end))

    def take_operators(self, *operators: Operator) -> list[Item]:
        """Take all items that are one of ``operators``."""
        found = [item for item in self.items if item.meaning in operators]
        for item in found:
            self.take(item)
        return found

    def taken(self, item: Item) -> bool:
        """Whether an item has been understood."""
        return item.start in self.read

    def first(self, *operators: Operator) -> Item | None:
        """The first item that is one of ``operators``."""
        return next((item for item in self.items if item.meaning in operators), None)

    def adjacent(self, left_end: int, right_start: int) -> bool:
        """Whether only function words stand between two positions."""
        return right_start >= left_end and all(
            token.stem in FUNCTION_WORDS for token in self.tokens[left_end:right_start]
        )

    def doubt(self, factor: float, reason: str) -> None:
        """Lower the confidence, for a reason."""
        self.confidence *= factor
        self.doubts.append(reason)

    def find_nodes(self) -> None:
        """Labels that stand side by side on the same nodes make one node ("Blast tasks")."""
        for item in self.items:
            if not isinstance(item.meaning, LabelMeaning):
                continue
            self.take(item)
            labels = frozenset({item.meaning.label} if item.meaning.label else ())
            last = self.nodes[-1] if self.nodes else None
            if last and last.end == item.start and (not labels or self.schema.together(last.labels | labels)):
                last.labels |= labels
                last.end = item.end
            else:
                self.nodes.append(Node(labels, item.start, item.end))

    def beside(self, start: int, end: int) -> Node | None:
        """The node that stands by the tokens ``start`` to ``end``, rather before than after."""
        before = [node for node in self.nodes if node.end <= start and self.adjacent(node.end, start)]
        after = [node for node in self.nodes if node.start >= end and self.adjacent(end, node.start)]
        return next(iter([*reversed(before), *after]), None)

    def said(self, item: Item) -> str:
        """An item as the user wrote it."""
        return " ".join(token.text for token in self.tokens[item.start : item.end])

    def node_after(self, position: int, excluded: int | None = None) -> int | None:
        """The first node that starts at or after ``position``."""
        indices = (i for i, node in enumerate(self.nodes) if node.start >= position and i != excluded)
        return next(indices, None)

    def finish(self, reading: Reading) -> Reading:
        """Charge what was left unread."""
        for item in self.items:
            if not self.taken(item) and isinstance(item.meaning, Operator):
                self.doubt(PER_UNREAD_WORD, f"{self.said(item)!r} was not understood")
                self.take(item)
        for position, token in enumerate(self.tokens):
            if position not in self.read and token.stem not in FUNCTION_WORDS:
                self.doubt(PER_UNREAD_WORD, f"{token.text!r} was not understood")
        reading.confidence = round(self.confidence, 3)
        reading.doubts = self.doubts
        reading.used_words = tuple(self.tokens[i].text for i in sorted(self.read))
        return reading
