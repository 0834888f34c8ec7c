"""Find the patterns that a whole question is: one walk down a tree that all their sequences share.

Words are looked up, not tried one pattern after another, so that hundreds of patterns cost what one does. A
branch and a place in the question that have led nowhere are not visited again: the work is bounded by their
number, whatever parameters there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from graph.nl.catalogue.parameters import Parameter, Vocabulary, longest, take
from graph.nl.catalogue.templates import IGNORED, Part, Template, Word
from graph.nl.normalise import Question, Token, TokenKind

MAX_TOKENS: Final = 60
"""No template is asked in more words."""
MAX_MATCHES: Final = 20
_PRONOUNS: Final = frozenset({"you", "it", "this", "that", "them", "these", "those", "me", "us"})
"""Words that stand for something said before, and are nothing's name."""

Owner = TypeVar("Owner")


@dataclass(frozen=True, slots=True)
class Match(Generic[Owner]):
    """A template that is the whole question, whose it is, and what its parameters stand for."""

    owner: Owner
    template: Template
    language: str
    values: dict[str, Any]
    literal_words: int
    """How many words of the question are the template's own: the more, the closer."""


@dataclass(slots=True)
class _Branch(Generic[Owner]):
    """What may follow: words by their stem and, as languages have stems of their own, as they are written."""

    by_stem: dict[str, "_Branch[Owner]"] = field(default_factory=dict)
    by_key: dict[str, dict[str, "_Branch[Owner]"]] = field(default_factory=dict)
    parameters: dict[Parameter, "_Branch[Owner]"] = field(default_factory=dict)
    ends: list[tuple[Owner, Template, str]] = field(default_factory=list)

    def step(self, part: Part) -> "_Branch[Owner]":
        """The branch behind a part, made when it is new."""
        if isinstance(part, Parameter):
            return self.parameters.setdefault(part, _Branch())
        following = self.by_stem.setdefault(part.stem, _Branch())
        self.by_key.setdefault(part.key, {})[part.stem] = following
        return following

    def behind(self, token: Token) -> "dict[str, _Branch[Owner]]":
        """The branches behind a word of a question."""
        found = self.by_key.get(token.key, {})
        return found | {token.stem: self.by_stem[token.stem]} if token.stem in self.by_stem else found


class Matcher(Generic[Owner]):
    """The templates of many owners, ready to be matched."""

    def __init__(self) -> None:
        self._root: _Branch[Owner] = _Branch()
        self.words: set[str] = set()
        """Every word of a template, as it is written: what a misspelt one may be meant to be."""

    def add(self, owner: Owner, template: Template, *, language: str) -> None:
        """Add every sequence that a template stands for."""
        for sequence in template.sequences:
            branch = self._root
            for part in sequence:
                branch = branch.step(part)
                if isinstance(part, Word):
                    self.words.add(part.key)
            branch.ends.append((owner, template, language))

    def matches(self, question: Question, vocabulary: Vocabulary) -> list[Match[Owner]]:
        """Up to ``MAX_MATCHES`` templates that the whole question is."""
        if not 0 < len(question.tokens) <= MAX_TOKENS:
            return []
        walk = _Walk(question.tokens, vocabulary)
        found: list[Match[Owner]] = []
        for branch, values, literal_words in walk.ends(self._root):
            found += [
                Match(owner, template, language, values, literal_words)
                for owner, template, language in branch.ends
            ]
            if len(found) >= MAX_MATCHES:
                break
        return found[:MAX_MATCHES]


_Found = tuple[_Branch[Owner], dict[str, Any], int]


class _Walk:
    """One question's way down the tree."""

    def __init__(self, tokens: Sequence[Token], vocabulary: Vocabulary) -> None:
        self._tokens = tokens
        self._vocabulary = vocabulary
        self._dead: set[tuple[int, int]] = set()

    def ends(self, branch: _Branch[Owner], at: int = 0) -> Iterator[_Found[Owner]]:
        """The branches where the question ends, words before parameters."""
        if at == len(self._tokens):
            if branch.ends:
                yield branch, {}, 0
            return
        if (id(branch), at) in self._dead:
            return
        led_somewhere = False
        for following, taken, values, literal in self._steps(branch, at):
            for end, rest, literal_words in self.ends(following, at + taken):
                led_somewhere = True
                yield end, {**values, **rest}, literal_words + literal
        if not led_somewhere:
            self._dead.add((id(branch), at))

    def _steps(
        self, branch: _Branch[Owner], at: int
    ) -> Iterator[tuple[_Branch[Owner], int, dict[str, Any], int]]:
        """Where a branch leads: to which, over how many tokens, with what values and literal words."""
        token = self._tokens[at]
        for following in branch.behind(token).values():
            yield following, 1, {}, 1
        for parameter, following in branch.parameters.items():
            for taken in range(1, min(longest(parameter), len(self._tokens) - at) + 1):
                values = self._taken(parameter, at, taken)
                if values is not None:
                    yield following, taken, values, 0
        if token.key in IGNORED:
            yield branch, 1, {}, 0

    def _taken(self, parameter: Parameter, at: int, taken: int) -> dict[str, Any] | None:
        """What the tokens give the parameter. Ignored words may stand within a name, not at its edges."""
        tokens = self._tokens[at : at + taken]
        if taken == 1 and tokens[0].kind is TokenKind.WORD and tokens[0].key in _PRONOUNS:
            return None
        if any(edge.kind is TokenKind.WORD and edge.key in IGNORED for edge in (tokens[0], tokens[-1])):
            return None
        return take(parameter, tokens, self._vocabulary)
