"""How people ask for data to be destroyed, overwritten or carried away, or for the rules to be ignored."""

import re
from typing import Final

from graph.nl.harm.model import Reason
from graph.nl.harm.plain import TOLD

_DESTROY: Final = (
    r"(?:delete|remove|wipe(?: out)?|erase|purge|drop(?!-(?:off|down|out|in)\b| off\b)"
    r"|truncate|destroy|nuke|obliterate|eliminate|eradicate|annihilate"
    r"|get rid of|getting rid of|throw away|do away with|clean out|clear out|detach)"
)
_EMPTY: Final = (
    r"(?:(?:clear|empty)(?! (?!contents?|data)\w+ (?:of|in|with|per|by)\b)|reset|flush"
    r"|kill|trash|discard|scrap|zap|clean(?: up)?(?= (?:the|all|every|our"
    r"|this|everything)\b)|burn|blow away|strip|unset|nullify|null out|blank out|disconnect|unlink|merge)"
)
"""Verbs that are also adjectives, or said of other things: only who is told to do it destroys."""
_ENCLITIC: Final = r"(?:mi|ci|l[oaie]|mel[oaie]|cel[oaie])?"
_DISTRUGGI: Final = (
    r"(?:(?:cancell(?:a|are|i|ate|iamo|ar)|elimin(?:a|are|i|ate|iamo|ar)|rimuov(?:i|ere|a|ete|iamo|er)"
    r"|svuot(?:a|are|i|iamo|ar)|distrugg(?:i|ere|iamo|er)|azzer(?:a|are|i|ar)|tronca(?:re)?|resett(?:a|are)"
    r"|ripulisci|ripulire|butta|spazza)"
    rf"{_ENCLITIC}(?: via)?|sbarazzati d\w+|formatta(?:re)?|fai piazza pulita)"
)
_VUOTA: Final = rf"(?:(?:vuota(?:re)?|pulisci|pulire){_ENCLITIC})"
_TOGLI: Final = rf"(?:(?:togli(?:ere)?|scollega(?:re)?|stacca(?:re)?|unisci){_ENCLITIC})"
_OVERWRITE: Final = (
    r"(?:set|overwrite|(?:update|change)(?! (?:history|log|date|time)s?\b)"
    r"|replace|modify|rewrite|alter|rename|impost(?:a|are)|sovrascriv(?:i|ere)"
    r"|modifica(?:re)?|cambia(?:re)?|aggiorna(?:re)?|sostitui(?:sci|re)|rinomina(?:re)?"
    r"|(?:mark|flag|tag|label|segna|contrassegna|etichetta)\b(?=.* (?:as|come)))"
)
_ALL: Final = (
    r"(?:all|every|everything|everyone|entire|whole|any|tutt[oiae]|ogni|inter[oa]|intero|database|db|graph"
    r"|graf[oi]|nodes?|nod[oi]|relationships?|edges?|relazion[ei]|tables?|data|dati|records?|contents?)"
)
_EACH: Final = r"(?:all|every|everything|each|tutt[oiae]|ogni)"
_EVERYTHING: Final = (
    r"(?:graph|database|db|dataset|data|everything|it all|grafo|database|dati|tutto|ogni cosa|nodes|nodi)"
)
_NOT_DENIED: Final = r"(?<!not )(?<!n't )(?<!never )(?<!non )(?<!without )(?<!senza )"
_WISHED: Final = (
    r"\b(?:(?:can|could|may) (?:we|i|someone|somebody|anyone|anybody)|possible to|si poss?ono|si può)\s+"
)
_CONFIGURED: Final = r"(?:tenant|role|provider|model|setting|limit|quota|password|backup|key|ruolo|limite)s?"
"""What is administered, and not held by the graph."""
_ASSIGNS: Final = (
    rf"(?:set|update|change|modify|impost(?:a|are)|cambia(?:re)?|modifica(?:re)?|aggiorna(?:re)?)"
    rf"\b(?!.*\b{_CONFIGURED}\b).+ (?:of|on|in|for|d[ei]l?|dell[aeo]|degli|dei|su\w*) .+ (?:to|a|in|con) \S"
)
_GONE: Final = (
    rf"(?:\b{_EVERYTHING}|\b(?:all|every|each)\b.*) (?:(?:to |be |get )*(?:gone|disappear|vanish)"
    r"|to (?:be|get) (?:deleted|removed|wiped|erased|emptied|destroyed))\b"
)

PATTERNS: Final[tuple[tuple[Reason, re.Pattern[str]], ...]] = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        (
            Reason.DROPS,
            r"\b(?:drop|truncate|alter)\s+(?:the\s+)?(?:database|graph|constraint|table|schema)\b",
        ),
        (Reason.DESTROYS, rf"{_NOT_DENIED}\b(?:{_DESTROY}|{_DISTRUGGI})\b.*?\b{_ALL}\b"),
        (Reason.DESTROYS, rf"{TOLD}(?:{_DESTROY}|{_DISTRUGGI})\b(?!\s+by\b)"),
        (
            Reason.DESTROYS,
            rf"^(?:please |now |per favore )?(?:clear|reset|empty|flush|kill|trash|discard|{_VUOTA})"
            r"\b(?! (?:\w+ )?(?:that|which|of|with|in|per|by|che|di|con)\b)",
        ),
        (Reason.DESTROYS, rf"(?:{TOLD}|{_WISHED})(?:{_EMPTY}|{_VUOTA}|{_TOGLI})\b.*?\b{_ALL}\b"),
        (Reason.DESTROYS, rf"\b(?:want|need|like|make|have|wish)\b.*{_GONE}"),
        (Reason.DESTROYS, rf"\bmake\b.*\b{_EVERYTHING} empty\b|\bburn (?:it|everything)(?: all)? down\b"),
        (Reason.DESTROYS, r"\b(?:fai|fare|facciamo|far) (?:sparire|scomparire)\b|\bche sparisca"),
        (Reason.OVERWRITES, rf"{TOLD}{_OVERWRITE}\b.*?\b{_EACH}\b"),
        (Reason.OVERWRITES, rf"{TOLD}(?:overwrite|sovrascriv(?:i|ere))\b"),
        (Reason.OVERWRITES, rf"{TOLD}{_ASSIGNS}"),
        (
            Reason.OVERWRITES,
            rf"{TOLD}(?:set|impost(?:a|are)) (?!of\b)(?!.*\b{_CONFIGURED}\b).+ (?:to|a) .+? "
            r"(?:on|for|of|everywhere|su|sui|sugli|sulle|ovunque)\b",
        ),
        (Reason.OVERWRITES, r"\b(?:insert\s+into|update\s+\w+\s+set)\b"),
        (Reason.CARRIES_AWAY, rf"{TOLD}(?:export|dump|download)\b.*\b(?:all|everything|entire|whole)\b"),
        (
            Reason.CARRIES_AWAY,
            rf"{TOLD}(?:dump|export|download|send|e-?mail|mail|upload|copy)\b(?:(?! query| plan).)*?"
            r"\b(?:the|our|this|entire|whole|full) (?:entire |whole |full |complete )?"
            r"(?:graph|database|db|dataset)\b",
        ),
        (Reason.CARRIES_AWAY, r"\b(?:full|complete|entire) (?:dump|export|copy) of\b"),
        (
            Reason.CARRIES_AWAY,
            rf"{TOLD}(?:esporta|scarica|copia|invia|manda)(?:mi)?(?:re)?\b.*"
            r"\b(?:tutt[oiae]|inter[oa]|l'intero|ogni cosa|grafo|database)\b",
        ),
        (Reason.ENDLESS, r"\b(?:forever|every second|infinite loop|endless loop|all'infinito|per sempre)\b"),
        (
            Reason.COMMANDS,
            r"\brm -rf\b|\bshutdown\b|\bpoweroff\b|\breboot\b|\bmkfs\b|\bload csv\b|\bsudo\b"
            r"|\bcall\s+[\w.]*(?:drop|delete|create|remove|kill|load|export|import|periodic|iterate|cypher|"
            r"write|refactor)[\w.]*\s*\(",
        ),
        (
            Reason.EVADES,
            r"\b(?:ignore|bypass|override|disregard|disable|skip|circumvent|forget|turn off|ignora|aggira"
            r"|disattiva|disabilita|scavalca|salta)(?:re)?\b.*\b(?:tenant\w*|filters?|filtr[oi]"
            r"|instructions?|istruzioni|rules?|regol[ae]|polic(?:y|ies)|guards?|restrictions?|restrizioni"
            r"|safety|validation|isolation|isolamento|limits?|limit[ei]|security|sicurezza)\b",
        ),
    )
)
