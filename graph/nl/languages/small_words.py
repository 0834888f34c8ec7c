"""Small words of both languages that rules of grammar look for by themselves.

What asks for something has an operator, and stands in the phrases of its language. These only show how
words hang together, and no word of the one language is such a word of the other.
"""

from typing import Final

from graph.nl.languages.model import Phrase, word_list


def _words(text: str) -> frozenset[str]:
    return frozenset(word_list(text))


PLURAL_COPULAS: Final = _words("are were sono erano")
COPULAS: Final = PLURAL_COPULAS | _words("is was è era")
HAVING: Final = _words("have has had ha hanno")
DOING: Final = _words("do does did")
MAY: Final = _words("can could may")
WHICH: Final = _words("which who whose")
RELATIVES: Final = _words("that which who whose che cui")

OF: Final = _words("of di del dello della dell dei degli delle")
OF_WHICH: Final[frozenset[Phrase]] = frozenset(
    {("of", "which"), ("of", "whom"), ("di", "cui"), ("dei", "quali"), ("delle", "quali")}
)
FROM: Final = _words("from da dal dallo dalla dall dai dagli dalle")
INTO: Final = _words("into")
IN: Final = _words("in")
AT: Final = _words("at")
IN_THEM: Final[frozenset[Phrase]] = frozenset({("in", "them"), ("in", "it"), ("al", "loro"), ("al", "suo")})
"""Where a text is found: "names that have 'of' in them"."""
HOW: Final = _words("how quanto")

EACH: Final = _words("every each ogni ciascun ciascuno ciascuna")
ONE: Final = _words("one uno una un")
ONES: Final = _words("one ones")
"""Words that stand for a noun that was said before."""
THEY: Final = _words("they them he she essi esse")
NUMBER: Final = _words("number numbers")
WHICH_ONE: Final = _words("quale qual")
"""What asks for one, where its noun may be a plural as well: "quale file"."""
COUPLES: Final = _words("couple paio")
RANKING: Final = _words("rank ranking ranked classifica")
NUMBER_OF: Final = NUMBER | {"numero"}
DEGREES: Final = _words("degree in-degree out-degree indegree outdegree connectivity grado connettività")
RELATIONSHIPS: Final = _words(
    "relationship relationships edge edges relation relations relazione relazioni arco archi"
)
TYPES: Final = _words("type types kind kinds sort sorts tipo tipi")

NOTHING: Final = _words("nothing nobody noone niente nulla nessuno")
NOR: Final = _words("nor né")
AND_ALSO: Final = _words("che sia")
"""What the second of two begins with in "sia ... che ..."."""
DENIES_TWICE: Final = _words("non") | {"non ha", "non hanno"}
"""What "mai", "nulla" and "né" behind it deny no second time."""
DENYING_PREFIXES: Final = ("un", "non-", "in")
"""Of verbs that nobody has done: "unused"."""
OPPOSITE_PREFIXES: Final = (*DENYING_PREFIXES, "non", "dis", "im")
"""Of what is not so: "inactive"."""
TRUTHS: Final = {"true": True, "false": False, "vero": True, "falso": False}
