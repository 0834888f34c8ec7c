"""Word forms of both languages: enough to see that "databases" is a database and "ran" is to run."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from graph.nl.languages import english, italian
from graph.nl.languages.model import Language, word_list

_VOWELS: Final = "aeiouy"
_SPELT_TWICE: Final = {"our": "or", "is": "iz", "ys": "yz", "tr": "ter", "br": "ber", "ogu": "og"}
"""Ends of stems in British and in American English."""


@lru_cache(maxsize=16384)
def stem(word: str, language: str = Language.ENGLISH) -> str:
    """The form under which a word's inflections meet. It need not be a word itself.

    Only stems of the same language can be compared: in an Italian question, names of the graph are stemmed as
    Italian has them, too.
    """
    return _italian_stem(word) if language == Language.ITALIAN else _english_stem(word)


def singular(noun: str, language: str = Language.ENGLISH) -> str:
    """The singular of a noun; other words come back as they are, or lose an ending."""
    return _italian_singular(noun) if language == Language.ITALIAN else _english_singular(noun)


def plural(noun: str, language: str = Language.ENGLISH) -> str:
    """The plural of the last word of an English noun, or of the first word of an Italian one."""
    return _italian_plural(noun) if language == Language.ITALIAN else _english_plural(noun)


# -- English -----------------------------------------------------------------------------------------------


def _english_stem(word: str) -> str:
    word = word.casefold()
    word = english.IRREGULAR.get(word, word)
    word = _english_singular(word)
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and any(letter in _VOWELS for letter in rest):
            word = rest
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return _american(word)


def _american(root: str) -> str:
    """One of the two spellings of English for a stem that has both: "colour", "organise", "centre"."""
    root = root.replace("isation", "ization")
    for british, american in _SPELT_TWICE.items():
        if root.endswith(british) and len(root) > len(british) + 1:
            return root.removesuffix(british) + american
    return root


def _english_singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes", "uses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _english_plural(noun: str) -> str:
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return noun + "es"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + "s"


# -- Italian -----------------------------------------------------------------------------------------------

_ITALIAN_VOWELS: Final = "aeiou"
_ITALIAN_SINGULARS: Final = ("ione", "ente", "ante", "tore", "ale", "are", "ile", "ice")
"""Nouns in "-e" that speak of one: "istituzione", "utente"."""
_SHORTEST: Final = 3
"""Words of so few letters have no endings to lose."""
_VERB_ENDING: Final = re.compile(
    r"(?<=.{4})(?:iscono|isce|ano|ono|are|ere|ire|[aei]va|[aei]vano|arono|irono"
    r"|[aiu]t[oaie])$"
)


def _italian_stem(word: str) -> str:
    """Without the endings of gender, number and the common verb forms; loan words as English has them."""
    word = word.casefold()
    if word in italian.IRREGULAR:
        return italian.IRREGULAR[word]
    accented, word = word[-1:] in "àèéìòù", _without_accents(word)
    if len(word) <= _SHORTEST:
        return word
    if word[-1:] not in _ITALIAN_VOWELS:
        return _english_stem(word)
    root = word if accented else _VERB_ENDING.sub("", word)
    bare = root.rstrip(_ITALIAN_VOWELS)
    root = bare if len(bare) >= 2 else root
    if root.endswith("tric"):
        return root[:-4] + "tor"
    return root[:-1] if root.endswith(("ch", "gh")) else root


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _italian_singular(noun: str) -> str:
    """A guess by the ending: "-i" may also have been "-e"."""
    if noun in italian.INVARIABLE or noun[-1:] not in ("i", "e") or len(noun) < 4:
        return noun
    if noun.endswith(_ITALIAN_SINGULARS):
        return noun
    for many, one in (
        ("zioni", "zione"),
        ("sioni", "sione"),
        ("tori", "tore"),
        ("enti", "ente"),
        ("anti", "ante"),
    ):
        if noun.endswith(many):
            return noun.removesuffix(many) + one
    for many, one in (("chi", "co"), ("ghi", "go"), ("che", "ca"), ("ghe", "ga"), ("i", "o"), ("e", "a")):
        if noun.endswith(many):
            return noun.removesuffix(many) + one
    return noun


def _italian_plural(noun: str) -> str:
    first, space, rest = noun.partition(" ")
    if first in italian.INVARIABLE or first[-1:] not in ("o", "a", "e"):
        return noun
    for one, many in (
        ("io", "i"),
        ("co", "chi"),
        ("go", "ghi"),
        ("ca", "che"),
        ("ga", "ghe"),
        ("ista", "isti"),
    ):
        if first.endswith(one):
            return first.removesuffix(one) + many + space + rest
    return first[:-1] + {"o": "i", "a": "e", "e": "i"}[first[-1]] + space + rest


# -- Names -------------------------------------------------------------------------------------------------


def words_of(name: str) -> list[str]:
    """The words of an identifier: ``BlastDb`` and ``blast_db`` are both ``blast db``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\-.\s]+", " ", name)
    return spaced.casefold().split()


def spoken(name: str) -> str:
    """An identifier as one would say it."""
    return " ".join(words_of(name))


__all__ = ["plural", "singular", "spoken", "stem", "word_list", "words_of"]
