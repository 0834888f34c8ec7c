"""Word forms that names in a graph take in speech: "taxa" for Taxon, "collectors" for COLLECTED."""

import re
from typing import Final

from graph.nl.languages import Language
from graph.nl.stems import singular, stem, words_of

_PLURALS: Final = {
    "child": "children",
    "person": "people",
    "genus": "genera",
    "corpus": "corpora",
    "man": "men",
    "woman": "women",
    "mouse": "mice",
    "foot": "feet",
    "tooth": "teeth",
    "leaf": "leaves",
    "life": "lives",
    "shelf": "shelves",
}
_ENDINGS: Final = {"on": "a", "um": "a", "us": "i", "is": "es", "ix": "ices", "ex": "ices", "a": "ae"}
_VOWELS: Final = "aeiou"


def irregular_plural(word: str) -> str:
    """The plural of a word that takes no "s"; the word itself where it takes one."""
    if word in _PLURALS:
        return _PLURALS[word]
    for one, many in _ENDINGS.items():
        if len(word) > len(one) + 2 and word.endswith(one):
            return word.removesuffix(one) + many
    return word


def doers_of(words: list[str]) -> set[str]:
    """What those are called from whom a relationship goes out: a collector, a runner, a member (of)."""
    verb = stem(words[0])
    if words[-1] == "of" and len(words) == 2:
        return {words[0], irregular_plural(words[0]), " ".join(words), f"{irregular_plural(words[0])} of"}
    doubled = verb + verb[-1] if len(verb) > 2 and verb[-1] not in _VOWELS and verb[-2] in _VOWELS else verb
    return {f"{verb}er", f"{verb}or", f"{doubled}er"}


_INVERSE: Final = {"child": "parent", "parent": "child", "part": "whole", "successor": "predecessor"}
_INVERSE_ITALIAN: Final = {"child": ("genitore", "genitori"), "parent": ("figlio", "figli")}


def inverse_of(words: list[str]) -> set[str]:
    """What those are called to whom a relationship leads: of CHILD_OF the parents."""
    if len(words) != 2 or words[-1] != "of" or words[0] not in _INVERSE:
        return set()
    inverse = _INVERSE[words[0]]
    plural = f"{inverse}s" if irregular_plural(inverse) == inverse else irregular_plural(inverse)
    return {inverse, plural, *_INVERSE_ITALIAN.get(words[0], ())}


_NOUN_ENDINGS: Final = (
    *(("ied", "ication"), ("ated", "ation"), ("cted", "ction"), ("uced", "uction"), ("uted", "ution")),
    *(("ted", "tion"), ("ered", "ration"), ("ed", "ation"), ("ed", "ment")),
)


def nouns_of(words: list[str]) -> set[str]:
    """What such relationships are called as things: an identification, an affiliation, a membership."""
    verb = words[0]
    if words[-1] == "of" and len(words) == 2:
        return {f"{verb}ship"}
    return {verb.removesuffix(old) + new for old, new in _NOUN_ENDINGS if verb.endswith(old)}


_DOERS: Final = re.compile(r"(?:tor[ei]|tric[ei]|membr[oi]|author|owner|creator|member)$")


def names_doers(word: str) -> bool:
    """Whether a word for a relationship is a noun for those from whom it goes out: "membro", "author"."""
    return _DOERS.search(word) is not None


_SAME_WORD: Final = 5
"""So many first letters in common make two words one: "published" and "publication"."""
_SHORT_WORD: Final = 3


def is_form_of(word: str, name: str) -> bool:
    """Whether a word is a form of a word of a name: "started" of start, "funded" of funder."""
    if word == name or stem(word) == stem(name):
        return True
    common = 0
    for left, right in zip(word, name, strict=False):
        if left != right:
            break
        common += 1
    return common >= _SAME_WORD or (common >= _SHORT_WORD and common >= min(len(stem(word)), len(stem(name))))


_PARTICIPLES: Final = re.compile(r"(?:[aiu]?t|[^aeiou]s|[rnl]t|ss)[oaie]$")


def is_participle(word: str, language: Language) -> bool:
    """Whether a word is a verb's past participle: "collected", "written", "raccolto"; no plural, no noun."""
    if language is Language.ITALIAN:
        return _PARTICIPLES.search(word) is not None
    return singular(word) == word and (word.endswith("ed") or stem(word) not in (word, word.rstrip("e")))


def is_deed(kind: str) -> bool:
    """Whether such a relationship leads to what something is done to ("COLLECTED"), and to no place."""
    return len(words_of(kind)) == 1 and kind.casefold().endswith("ed")
