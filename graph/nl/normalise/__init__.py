"""Stage 1: one spelling for what people type in many ways, cut into tokens that know what they are."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from graph.nl.languages import WORDS, Language, LanguageWords
from graph.nl.languages.measures import FACTORS
from graph.nl.normalise.dates import DateReader
from graph.nl.normalise.framing import without_frames
from graph.nl.normalise.language import language_of
from graph.nl.normalise.lexemes import Lexeme, Shape, lexemes
from graph.nl.normalise.model import Correction, DateSpan, Question, Token, TokenKind
from graph.nl.normalise.numbers import number_at
from graph.nl.normalise.text import MAX_LENGTH, normal_form
from graph.nl.stems import stem

_KINDS: Final = {
    Shape.QUOTED: TokenKind.QUOTED,
    Shape.LABEL: TokenKind.LABEL,
    Shape.SYMBOL: TokenKind.SYMBOL,
}
_SIGNS: Final = {"!=": "<>", "==": "=", "=>": ">=", "=<": "<=", "-->": "->", "<--": "<-", "<-->": "<->"}
"""Other ways to write a sign."""


def normalise(
    text: str,
    *,
    now: dt.datetime | None = None,
    zone: dt.tzinfo = dt.UTC,
    default_language: Language | None = None,
) -> Question:
    """The question in its normal form, in tokens.

    Punctuation goes; signs that carry meaning (``>``, ``->``) stay as tokens, so that a reader that does
    not understand them notices. Dates are counted from ``now`` in ``zone``.

    Args:
        now: an aware datetime; the present when it is left out.
        default_language: where the words do not tell; without it a dictionary is asked.

    Raises:
        ValueError: ``now`` is naive.
    """
    if now is not None and now.tzinfo is None:
        raise ValueError("The moment that dates are counted from needs a time zone.")
    asked_at = (now or dt.datetime.now(dt.UTC)).astimezone(zone)
    normal = normal_form(text)
    language = language_of(normal, default=default_language)
    return Question(text, normal, _tokens(normal, language, asked_at), language, asked_at)


def retold(question: Question, text: str) -> Question:
    """The same question with another text in normal form, in the same language, asked at the same time."""
    return replace(question, text=text, tokens=_tokens(text, question.language, question.asked_at))


def unframed(question: Question) -> Question:
    """The question without what is said around it: greetings, reasons for asking, thanks."""
    inner = without_frames(question.text, question.language)
    return question if inner == question.text else retold(question, inner)


def keys_of(phrase: str, language: Language) -> tuple[str, ...]:
    """The keys of a phrase's tokens, as they are in a question of that language.

    There are thousands of phrases, nearly all of them plain words, which need no more than to be parted.
    """
    words = phrase.casefold().split()
    if all(map(str.isalpha, words)) and _words_of_figures(language).isdisjoint(words):
        return tuple(words)
    asked_at = dt.datetime.now(dt.UTC)
    return tuple(token.key for token in _tokens(normal_form(phrase), language, asked_at))


@cache
def _words_of_figures(language: Language) -> frozenset[str]:
    """Words that may make one token with their neighbours, or that are spelt in another way."""
    words = WORDS[language]
    numbers, dates = words.numbers, words.dates
    phrases = (*numbers.phrases, *dates.days, *words.compounds)
    return frozenset(word for phrase in phrases for word in phrase).union(
        *(FACTORS, numbers.values, numbers.scales, numbers.one, numbers.alone, numbers.ones),
        *(dates.months, dates.weekdays, dates.units, dates.seasons, words.respelt),
    )


def _tokens(text: str, language: Language, now: dt.datetime) -> tuple[Token, ...]:
    words = WORDS[language]
    pieces = [_respelt(piece, text, words) for piece in lexemes(text, negation=words.negation)]
    return tuple(_read(text, pieces, language, now))


def _respelt(piece: Lexeme, text: str, words: LanguageWords) -> Lexeme:
    """With the accents that were left out, or typed as an apostrophe."""
    if piece.shape is not Shape.WORD or not words.respelt:
        return piece
    if text[piece.end : piece.end + 1] == "'" and (spelt := words.respelt.get(f"{piece.key}'")):
        return Lexeme(spelt, Shape.WORD, piece.start, piece.end + 1)
    spelt = words.respelt.get(piece.key)
    return Lexeme(spelt, Shape.WORD, piece.start, piece.end) if spelt else piece


def _read(text: str, pieces: Sequence[Lexeme], language: Language, now: dt.datetime) -> Iterator[Token]:
    dates = DateReader(pieces, language, now)
    at = 0
    while at < len(pieces):
        if date := dates.read(at):
            span, taken = date
            written = text[pieces[at].start : pieces[at + taken - 1].end]
            yield Token(written, TokenKind.DATE, written.casefold(), span)
        elif number := number_at(pieces, at, language):
            value, taken = number
            written = text[pieces[at].start : pieces[at + taken - 1].end]
            yield Token(written, TokenKind.NUMBER, written.casefold(), value)
        elif _is_compound(pieces[at : at + 2], language):
            taken = 2
            written = text[pieces[at].start : pieces[at + 1].end]
            yield Token(written, TokenKind.WORD, stem(pieces[at].text, language))
        else:
            taken = 1
            if pieces[at].shape is not Shape.COMMA:
                yield _token(pieces[at], language)
        at += taken


def _is_compound(pair: Sequence[Lexeme], language: Language) -> bool:
    compounds = WORDS[language].compounds
    return bool(compounds) and tuple(piece.key for piece in pair) in compounds


def _token(piece: Lexeme, language: Language) -> Token:
    kind = _KINDS.get(piece.shape, TokenKind.WORD)
    match kind:
        case TokenKind.QUOTED:
            return Token(piece.text, kind, "")
        case TokenKind.LABEL:
            return Token(piece.text, kind, piece.text)
        case TokenKind.SYMBOL:
            return Token(piece.text, kind, _SIGNS.get(piece.text, piece.text))
    return Token(piece.text, kind, stem(piece.text, language))


__all__ = [
    "MAX_LENGTH",
    "Correction",
    "DateSpan",
    "Language",
    "Question",
    "Token",
    "TokenKind",
    "keys_of",
    "normalise",
    "retold",
    "unframed",
]
