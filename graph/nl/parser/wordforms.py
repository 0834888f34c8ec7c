"""Word forms that names in a graph take in speech: "taxa" for Taxon, "collectors" for COLLECTED."""

from typing import Final

from graph.nl.stems import stem

_PLURALS: Final = {"child": "children", "person": "people", "genus": "genera", "man": "men", "woman": "women"}
_ENDINGS: Final = {"on": "a", "um": "a", "us": "i", "is": "es", "ix": "ices", "ex": "ices"}
_VOWELS: Final = "aeiou"


def irregular_plural(word: str) -> str:
    """The plural of a word that takes no "s"; the word itself where it takes one."""
    if word in _PLURALS:
        return _PLURALS[word]
    for singular, plural in _ENDINGS.items():
        if len(word) > len(singular) + 2 and word.endswith(singular):
            return word.removesuffix(singular) + plural
    return word


def doers_of(words: list[str]) -> set[str]:
    """What those are called from whom a relationship goes out: a collector, a runner, a member (of)."""
    verb = stem(words[0])
    if words[-1] == "of" and len(words) == 2:
        return {words[0], irregular_plural(words[0]), " ".join(words), f"{irregular_plural(words[0])} of"}
    doubled = verb + verb[-1] if len(verb) > 2 and verb[-1] not in _VOWELS and verb[-2] in _VOWELS else verb
    return {f"{verb}er", f"{verb}or", f"{doubled}er"}


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
