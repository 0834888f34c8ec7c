"""Prompts that ask for harm: to destroy or overwrite data, to look at other tenants, to take it all away.

Nothing a question leads to could do any of that, since only reading queries of one tenant are executed. These
rules are for the answer: such a prompt is refused with its reason and never taken for some harmless question.
They look at how a thing is asked for, so that "which tasks were deleted?" stays a question.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.cypher import classify
from graph.schema import GraphSchema


class Reason(StrEnum):
    """Why a prompt is refused: it ..."""

    DROPS = "would drop what holds the data"
    DESTROYS = "would destroy data"
    OVERWRITES = "would overwrite data"
    WRITES = "writes to the graph"
    CARRIES_AWAY = "would carry everything away"
    ENDLESS = "has no end"
    COMMANDS = "commands the machine"
    EVADES = "would get around the rules"
    CROSSES = "asks for the data of another tenant, and everybody sees only their own"


CONDITIONAL: Final = frozenset({Reason.DESTROYS, Reason.OVERWRITES, Reason.WRITES})
"""What is no harm but a change to be shown and approved, where it says which few nodes it is about."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What is wrong with a prompt, and the words that say so."""

    reason: Reason
    matched: tuple[str, ...]


_DESTROY: Final = (
    r"(?:delete|remove|wipe(?: out)?|erase|purge|drop(?!-(?:off|down|out|in)\b| off\b)"
    r"|truncate|destroy|nuke|obliterate|eliminate|eradicate"
    r"|get rid of|throw away|clean out|clear out|detach)"
)
_EMPTY: Final = r"(?:clear|reset|empty|flush|kill|trash|discard)"
_DISTRUGGI: Final = (
    r"(?:cancell(?:a|are|i|ate|iamo)|elimin(?:a|are|i|ate|iamo)|rimuov(?:i|ere|a|ete|iamo)|svuot(?:a|are|i|iamo)"
    r"|distrugg(?:i|ere|iamo)|azzer(?:a|are|i)|tronca(?:re)?|resett(?:a|are)|ripulisci|ripulire|butta via"
    r"|sbarazzati d\w+|spazza via|formatta(?:re)?)"
)
_OVERWRITE: Final = (
    r"(?:set|overwrite|update|change|replace|modify|rewrite|alter|imposta(?:re)?|sovrascriv(?:i|ere)"
    r"|modifica(?:re)?|cambia(?:re)?|aggiorna(?:re)?)"
)
_ALL: Final = (
    r"(?:all|every|everything|everyone|entire|whole|any|tutt[oiae]|ogni|inter[oa]|intero|database|db|graph"
    r"|graf[oi]|nodes?|nod[oi]|relationships?|edges?|relazion[ei]|tables?|data|dati|records?|contents?)"
)
_NOT_DENIED: Final = r"(?<!not )(?<!n't )(?<!never )(?<!non )(?<!without )(?<!senza )"
# Where somebody is told to do something: at the start of a sentence, or behind the words that ask for it.
_TOLD: Final = (
    r"(?:^|[.;:!?,]\s*|\b(?:please|now|then|and|also|just|simply|you|must|should|shall|let's|lets|me"
    r"|ahead and|i want to|i need to|i(?:'d| would) like to|i want you to|per favore|ora|adesso|poi"
    r"|prego|puoi|potresti|devi|dovresti|voglio|vorrei|voglio che tu)\s+)(?:to )?"
)
_WISHED: Final = r"\b(?:(?:can|could|may) (?:we|i|someone|somebody|anyone|anybody)|possible to)\s+"
_TENANT: Final = r"(?:tenants?|tenancy|tenant_id|inquilin[oi]|organi[sz]ation'?s?'? data)"

_PATTERNS: Final = (
    (Reason.DROPS, r"\b(?:drop|truncate|alter)\s+(?:the\s+)?(?:database|graph|constraint|table|schema)\b"),
    (Reason.DESTROYS, rf"{_NOT_DENIED}\b(?:{_DESTROY}|{_DISTRUGGI})\b.*?\b{_ALL}\b"),
    (Reason.DESTROYS, rf"{_TOLD}(?:{_DESTROY}|{_DISTRUGGI})\b(?!\s+by\b)"),
    (Reason.DESTROYS, rf"^(?:please |now |per favore )?{_EMPTY}\b"),
    (Reason.DESTROYS, rf"(?:{_TOLD}|{_WISHED}){_EMPTY}\b.*?\b{_ALL}\b"),
    (Reason.OVERWRITES, rf"{_TOLD}{_OVERWRITE}\b.*?\b(?:all|every|everything|each|tutt[oiae]|ogni)\b"),
    (Reason.OVERWRITES, r"\b(?:insert\s+into|update\s+\w+\s+set)\b"),
    (Reason.CARRIES_AWAY, rf"{_TOLD}(?:export|dump|download)\b.*\b(?:all|everything|entire|whole)\b"),
    (
        Reason.CARRIES_AWAY,
        rf"{_TOLD}(?:esporta|scarica|copia)(?:re)?\b.*\b(?:tutt[oiae]|inter[oa]|ogni cosa)\b",
    ),
    (Reason.ENDLESS, r"\b(?:forever|every second|infinite loop|all'infinito)\b"),
    (
        Reason.COMMANDS,
        r"\brm -rf\b|\bshutdown\b|\bpoweroff\b|\breboot\b|\bmkfs\b|\bload csv\b",
    ),
    (
        Reason.EVADES,
        r"\b(?:ignore|bypass|override|disregard|disable|skip|circumvent|forget|turn off|ignora|aggira"
        r"|disattiva|disabilita|scavalca|salta)(?:re)?\b.*\b(?:tenant\w*|filters?|filtr[oi]|instructions?|istruzioni"
        r"|rules?|regol[ae]|polic(?:y|ies)|guards?|restrictions?|restrizioni|safety|validation|isolation"
        r"|isolamento|limits?|security|sicurezza)\b",
    ),
)
_CROSSING: Final = (
    rf"\b(?:other|another|different|all|every|each|any|both|across|foreign|someone else's|altr[oaie]|tutti"
    rf"|ogni|qualsiasi|fra|tra)(?: the| of the| i| gli| l')? ?{_TENANT}\b",
    rf"\b(?:without|regardless of|outside|beyond|senza|fuori)(?: \w+){{0,3}} {_TENANT}\b",
    rf"\b(?:switch|change|go|connect|log ?in|passa|cambia|vai)(?: \w+)?(?: to| into| al| a)?(?: the)? "
    rf"{_TENANT}\b",
    r"\btenant_id\b",
)
_OF_TENANT: Final = (
    r"\b(?:of|from|in|for|inside|within|belonging to|owned by|as|use|using|to|di|del|dal|nel|per|come|usa"
    r"|con)(?: the| il| lo)? tenant (?!and\b|or\b|is\b|has\b|does\b|e\b|ha\b)[\"']?[\w-]+",
    r"\b(?:does|do|did|has|have|ha|hanno) (?:the |il )?tenant [\"']?[\w-]+",
    r"\b(?!my\b|our\b|this\b|the\b|a\b|own\b|each\b|per\b|by\b)[\w-]+(?:'s)? tenant(?:'s)? "
    r"(?:data|nodes?|tasks?|users?|files?)\b",
)
# What stands in quotation marks is a value and asks for nothing, unless it is to be run or names a tenant.
_QUOTED: Final = re.compile(
    rf"(?P<kept>\btenant |{_TOLD}(?:run|execute|perform|do|esegui(?:re)?|lancia(?:re)?)\b[^\"']{{0,40}})?"
    r"(?:\"[^\"]*\"|(?<!\w)'[^']*'(?!\w))"
)
_WHOLLY_QUOTED: Final = re.compile(
    r"[^\w\"']*(?:(?:please|per favore)[^\w\"']+)?(?:\"([^\"]*)\"|'([^']*)')[^\w\"']*"
)
# A clause with its node pattern: "match (n)" is Cypher, "match users (and tasks)" is not.
_CYPHER: Final = re.compile(r"\b(?:match|merge|create)\s*\(\s*\w*\s*[:{)]")

_COMPILED: Final = tuple((reason, re.compile(pattern)) for reason, pattern in _PATTERNS)
_COMPILED_CROSSING: Final = tuple(map(re.compile, _CROSSING))
_COMPILED_OF_TENANT: Final = tuple(map(re.compile, _OF_TENANT))

_MARKS: Final = str.maketrans("‘’“”«»", '\'\'""""')
_REACH: Final = 1_000
"""Characters. What stands this near to each other is looked at together."""


def harm_in(text: str, *, schema: GraphSchema | None = None) -> Harm | None:
    """The harm that a prompt in English or Italian asks for; None when it asks for none.

    Args:
        schema: the live graph. Where it has tenants among its own labels, they may be asked about by name.
    """
    plain = _plain(text)
    if query := _CYPHER.search(plain):
        kinds = classify(plain[query.start() :]) - {"read"}
        if kinds:
            return Harm(Reason.WRITES, tuple(sorted(kinds)))
    plain = _without_quoted(plain)
    for pattern in (*_COMPILED_CROSSING, *(() if _holds_tenants(schema) else _COMPILED_OF_TENANT)):
        if found := _search(pattern, plain):
            return Harm(Reason.CROSSES, (found[0],))
    for reason, pattern in _COMPILED:
        if found := _search(pattern, plain):
            return Harm(reason, (found[0].strip(" ,.;:!?"),))
    return None


def _search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match within a reach: words far apart mean nothing together, and would cost their product."""
    spans = range(0, max(1, len(text) - _REACH), _REACH)
    return next((found for at in spans if (found := pattern.search(text, at, at + 2 * _REACH))), None)


def _without_quoted(text: str) -> str:
    """A plain text without what it only quotes; one that is a quotation as a whole says what is quoted."""
    if whole := _WHOLLY_QUOTED.fullmatch(text):
        return whole[1] or whole[2] or ""
    return _QUOTED.sub(lambda found: found[0] if found["kept"] else "''", text)


def _plain(text: str) -> str:
    """In lower case, composed, without invisible signs, spaces evened out, quotes and apostrophes plain."""
    text = unicodedata.normalize("NFKC", text).translate(_MARKS)
    visible = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return " ".join(visible.casefold().split())


def _holds_tenants(schema: GraphSchema | None) -> bool:
    return schema is not None and any("tenant" in each.name.casefold() for each in schema.labels)
