"""Numbers as they are written ("1,000", "10k", "5 GB") and as they are said ("two hundred and five")."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import Final

from graph.nl.languages import WORDS
from graph.nl.languages.measures import FACTORS
from graph.nl.languages.model import Language, NumberWords
from graph.nl.normalise.lexemes import Lexeme, Shape

Number = int | float

_KILO: Final = 1_000
_MAX_DIGITS: Final = 18
"""More make an identifier and no amount: they would not fit the graph's integers."""
_MAX_WORDS: Final = 8
_LONGEST_PHRASE: Final = 3
_GROUPED: Final = {
    Language.ENGLISH: re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"),
    Language.ITALIAN: re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"),
}
_PLAIN: Final = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_ATTACHED: Final = re.compile(r"(\d+(?:[.,]\d+)?)([A-Za-z]{2,3})")


def written_number(text: str, language: Language) -> Number | None:
    """The value of digits as the language writes them, with an optional "k"; None where they are none."""
    kilo = text[-1:] in ("k", "K")
    digits = text[:-1] if kilo else text
    if sum(map(str.isdecimal, digits)) > _MAX_DIGITS:
        return None
    if _GROUPED[language].fullmatch(digits):
        digits = digits.replace("," if language is Language.ENGLISH else ".", "")
    if language is Language.ITALIAN:
        digits = digits.replace(",", ".")
    if not _PLAIN.fullmatch(digits):
        return None
    value = float(digits) if re.search(r"[.eE]", digits) else int(digits)
    return _scaled(value, _KILO) if kilo else value


def _scaled(value: Number, factor: int) -> Number:
    """The product, as a whole number where it is one."""
    product = value * factor
    return int(product) if float(product).is_integer() else product


def number_at(lexemes: Sequence[Lexeme], at: int, language: Language) -> tuple[Number, int] | None:
    """The number that starts at a position, with how many pieces it takes; None where there is none.

    A unit of size after it belongs to it: the value is then in bytes or in base pairs. What is said of the
    end of a range is true of its beginning, too: "between 1 and 5 MB".
    """
    found = _measured_at(lexemes, at, language)
    if found is None or at == 0:
        return found
    value, taken = found
    separators = WORDS[language].dates.ranges.get((lexemes[at - 1].key,), frozenset())
    if at + taken + 1 < len(lexemes) and lexemes[at + taken].key in separators:
        plain = _plain_number_at(lexemes, at + taken + 1, language)
        end = _measured_at(lexemes, at + taken + 1, language)
        counted = _digits_at(lexemes, at + taken + 1, language) or (plain and plain[0])
        if end and counted and value < counted < end[0] and lexemes[at].shape is Shape.NUMBER:
            return _scaled(value, int(end[0] / counted)), taken
    return found


def _measured_at(lexemes: Sequence[Lexeme], at: int, language: Language) -> tuple[Number, int] | None:
    """A number with its unit, if it has one."""
    found = _plain_number_at(lexemes, at, language)
    if found is None:
        if lexemes[at].key in WORDS[language].numbers.one and (factor := _word_at(lexemes, at + 1, FACTORS)):
            return factor, 2  # "over a gigabyte"
        attached = _with_unit(lexemes[at].text, language)
        return None if attached is None else (attached, 1)
    value, taken = found
    joined = taken + _joined(lexemes, at + taken, language)
    if factor := _word_at(lexemes, at + joined, FACTORS):
        return _scaled(value, factor), joined + 1
    return value, taken


def _joined(lexemes: Sequence[Lexeme], at: int, language: Language) -> int:
    """How many words part a number from its unit: "due milioni di byte", "half a megabyte"."""
    words = WORDS[language].numbers
    return int(at < len(lexemes) and lexemes[at].key in words.unit_after)


def _digits_at(lexemes: Sequence[Lexeme], at: int, language: Language) -> Number | None:
    """What the digits at a place say before any unit or scale is counted in ("5MB", "5 million")."""
    if match := _ATTACHED.fullmatch(lexemes[at].text):
        return written_number(match[1], language)
    return written_number(lexemes[at].text, language) if lexemes[at].shape is Shape.NUMBER else None


def _plain_number_at(lexemes: Sequence[Lexeme], at: int, language: Language) -> tuple[Number, int] | None:
    match lexemes[at].shape:
        case Shape.WORD:
            return _spoken(lexemes, at, language)
        case Shape.NUMBER:
            value = written_number(lexemes[at].text, language)
            if value is None:
                return None
            if scale := _word_at(lexemes, at + 1, WORDS[language].numbers.scales):
                return _scaled(value, scale), 2
            return value, 1
    return None


def _word_at(lexemes: Sequence[Lexeme], at: int, table: Mapping[str, int]) -> int | None:
    if at >= len(lexemes) or lexemes[at].shape is not Shape.WORD:
        return None
    return table.get(lexemes[at].key)


def _with_unit(text: str, language: Language) -> Number | None:
    """ "5GB" in one word."""
    match = _ATTACHED.fullmatch(text) if text[0].isdigit() else None
    factor = FACTORS.get(match[2].casefold()) if match else None
    value = written_number(match[1], language) if match and factor else None
    return None if value is None or factor is None else _scaled(value, factor)


def _spoken(lexemes: Sequence[Lexeme], at: int, language: Language) -> tuple[Number, int] | None:
    """The longest number in words from a position on."""
    words = WORDS[language].numbers
    if at and lexemes[at].key in words.ones and lexemes[at - 1].key in words.exactly:
        return 1, 1
    if lexemes[at].key not in _openers(language) and not words.parts.search(lexemes[at].key):
        return None
    keys = [each.key for each in takewhile(_is_word, lexemes[at : at + _MAX_WORDS])]
    if at and (lexemes[at - 1].key, keys[0]) in words.pronouns:
        return None
    for length in range(min(len(keys), _LONGEST_PHRASE), 0, -1):
        if (value := words.phrases.get(tuple(keys[:length]))) is not None:
            return value, length
    return _sum(keys, words)


@cache
def _openers(language: Language) -> frozenset[str]:
    """Words that a number may begin with; all others are passed over at once."""
    words = WORDS[language].numbers
    return words.alone.union(words.values, words.one, (phrase[0] for phrase in words.phrases))


def _is_word(lexeme: Lexeme) -> bool:
    return lexeme.shape is Shape.WORD


def _sum(keys: Sequence[str], words: NumberWords) -> tuple[Number, int] | None:
    """The number at the beginning of ``keys``, and how many of them it takes."""
    if keys[0] in words.one and (len(keys) == 1 or keys[1] not in words.scales):
        return None
    total = _Sum(words)
    found: tuple[Number, int] | None = None
    for taken, key in enumerate(keys, 1):
        if key in words.joined_by and total.after_scale:
            continue
        if not all(map(total.add, words.parts.split(key))):
            break
        found = total.value, taken
    return found


class _Sum:
    """Adds up the words of a number for as long as they make one: "two three" do not."""

    def __init__(self, words: NumberWords) -> None:
        self._words = words
        self._thousands: Number = 0
        self._group: Number = 0
        self._room: Number = 1_000
        """What may still be added to the group is less than this."""
        self._highest = 10**9
        self.after_scale = False

    @property
    def value(self) -> Number:
        """What the words have come to."""
        return self._thousands + self._group

    def add(self, word: str) -> bool:
        """Take the next word; False where no number goes on like this."""
        scale = self._words.scales.get(word)
        if scale is not None:
            return self._multiply(word, scale)
        value = 1 if word in self._words.one and not self.value else self._words.values.get(word)
        if value is None or not value < self._room or (self.value and not value):
            return False
        self._group += value
        self._room = 100 if value and value % 100 == 0 else 10 if value >= 20 and value % 10 == 0 else 0
        self.after_scale = False
        return True

    def _multiply(self, word: str, scale: int) -> bool:
        """ "Two hundred" goes on below a hundred, "two thousand" below a thousand."""
        if not self._group and word not in self._words.alone:
            return False
        counted = self._group or 1
        if scale == 100 and counted < 100:
            self._group, self._room = counted * scale, 100
        elif 100 < scale < self._highest:
            self._thousands += counted * scale
            self._group, self._room, self._highest = 0, 1_000, scale
        else:
            return False
        self.after_scale = True
        return True
