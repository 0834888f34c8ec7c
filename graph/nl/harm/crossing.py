"""How people ask for what is another tenant's, by the many names that a tenant has.

A graph may hold customers, companies and accounts of its own: they are asked about like all else in it.
"""

import re
from itertools import chain
from typing import Final

from graph.nl.harm.plain import TOLD, search
from graph.nl.stems import stem, words_of
from graph.nl.synonyms import DEFAULT_SYNONYMS
from graph.schema import GraphSchema

_TENANT: Final = r"(?:tenants?|tenancy|tenant_id|inquilin[oi]|organi[sz]ation'?s?'? data)"
_PARTY: Final = (
    r"(?P<party>customers?|clients?|compan(?:y|ies)|organi[sz]ations?|accounts?|workspaces?|competitors?"
    r"|subscribers?|client[ei]|aziend[ae]|organizzazion[ei]|concorrent[ei]|ditt[ae]|società|abbonat[oi]"
    r"|spazi?o? di lavoro)"
)
_OTHER: Final = r"(?:other|another|different|foreign|rival|altr[oaie]|un'altra|divers[oaie])"
_PLATFORM: Final = (
    r"(?:on|of|in|using|with|su|sulla|sul|della|del|nella|nel)(?: the| this| your| la| questa| questo)* "
    r"?(?:platform|server|installation|instance|piattaforma|installazione|istanza)"
)
_DATA: Final = r"(?:data|graph|nodes?|records?|everything|dati|grafo|nodi|tutto)"

_ALWAYS: Final = (
    rf"\b(?:other|another|different|all|every|each|any|both|across|foreign|someone else's|altr[oaie]|tutti"
    rf"|ogni|qualsiasi|fra|tra)(?: the| of the| i| gli| l')? ?{_TENANT}\b",
    rf"\b(?:without|regardless of|outside|beyond|senza|fuori|break out of|escape|leave)(?: \w+){{0,3}} "
    rf"{_TENANT}\b",
    rf"\b(?:switch|change|go|connect|log ?in|passa|cambia|vai)(?: \w+)?(?: to| into| al| a)?(?: the)? "
    rf"{_TENANT}\b",
    r"\btenant_id\b",
    rf"\b(?:their|his|her|loro|suo|altrui) (?:own )?{_TENANT}\b",
    rf"\b{_TENANT} (?:altrui|(?:is|are|non è|è)(?: not|n't)?(?: \w+)? (?:mine|ours|mio|nostro))\b",
    r"\bimpersonat(?:e|ing)\b|\bimpersona(?:re)?\b|\bmasquerad(?:e|ing) as\b",
    rf"{TOLD}(?:act|log ?in|log on|sign in|authenticate|pose|accedi|agisci|entra) (?:as|come)\b",
    r"\b(?:pretend|fai finta|fingi)\b.*\b(?:tenant|customer|cliente|admin\w*|superuser|root|another|other"
    r"|altr[oaie])\b",
    rf"\b{_DATA} (?:of|from|belonging to|owned by|di) (?:some|any|every)(?:body|one) else\b",
    r"\b(?:some|any|every)(?:body|one) else's (?:data|graph)\b|\bdati (?:altrui|di altri|degli altri)(?! \w)",
    rf"\b(?:give|grant|get|gain|want|dammi|voglio)\b.{{0,15}}\b(?:access|accesso)\b.{{0,20}}\b"
    rf"(?:{_OTHER}|somebody|someone|everyone)\b",
    rf"\b(?:{_OTHER} \w+|neighbou?rs|others|vicini)(?: \w+)? {_PLATFORM}\b",
)
_OF_TENANT: Final = (
    r"\b(?:of|from|in|for|inside|within|belonging to|owned by|as|use|using|to|di|del|dal|nel|per|come|usa"
    r"|con)(?: the| il| lo)? tenant (?!and\b|or\b|is\b|has\b|does\b|e\b|ha\b)[\"']?[\w-]+",
    r"\b(?:does|do|did|has|have|ha|hanno) (?:the |il )?tenant [\"']?[\w-]+",
    r"\b(?!my\b|our\b|this\b|the\b|a\b|own\b|each\b|per\b|by\b)[\w-]+(?:'s)? tenant(?:'s)? "
    r"(?:data|nodes?|tasks?|users?|files?)\b",
)
_ABOUT_TENANTS: Final = (
    r"\b(?:which|what|list|name|how many|count|number of|show(?: me)?|quali|quanti|elenca(?:mi)?|conta"
    r"|mostra(?:mi)?|chi sono|numero di|lista)"
    r"(?: (?:all|of|the|names?|ids?|existing|i|gli|dei|di|nomi|sono))* tenants?\b"
    r"(?! (?:am|are|is|do|did) (?:i|we|this)\b| (?:sono|siamo)\W*$)",
    r"^(?!what are (?:the )?tenants\W*$).*\btenants\b",
)
_ADMINISTERS: Final = re.compile(r"\b(?:create|add|make|register|onboard|set up|configure|suspend|rename)\b")
_OF_PARTY: Final = (
    rf"\b{_OTHER}(?: (?:of the|of|the|paying))? {_PARTY}\b",
    rf"\b{_PARTY} (?:other than|besides|apart from|divers[ie] da|oltre a) (?:us|me|ours|mine|noi|me)\b",
    rf"\b{_PARTY} than (?:mine|ours|my own|our own)\b",
    rf"\b(?:of|from|across|belonging to|between|over|di|fra|tra|da) (?:all|every|any|tutt[ie]|ogni|qualsiasi)"
    rf"(?: (?:the|our|of|single|i|gli|le))* {_PARTY}\b",
    rf"\b(?:all|every|each|any)(?: of)?(?: the| our| your)? {_PARTY}'",
    r"\b(?:a|the|our|my|un|il|i|nostr[oi]|dei|del) (?:nostr[oi] )?(?P<party>competitors?|concorrent[ei])\b",
    rf"\b{_PARTY}\b.{{0,30}} {_PLATFORM}\b",
    rf"\b{_DATA} (?:of|from|belonging to|owned by|di|del|della|dell')(?: the| il| la)? ?{_PARTY} "
    r"[\"']?[\w-]+",
    rf"\b{_DATA} (?:does|do|did|has|have|ha|hanno)(?: the| il| la| l')? ?{_PARTY} [\"']?[\w-]+",
)

_NAME: Final = re.compile(r"\w+")
_COMPILED_ALWAYS: Final = tuple(map(re.compile, _ALWAYS))
_COMPILED_OF_TENANT: Final = tuple(map(re.compile, _OF_TENANT))
_COMPILED_ABOUT_TENANTS: Final = tuple(map(re.compile, _ABOUT_TENANTS))
_COMPILED_OF_PARTY: Final = tuple(map(re.compile, _OF_PARTY))


def crossing_in(text: str, schema: GraphSchema | None) -> str | None:
    """The words of a plain text by which it asks for what is another tenant's; None when it does not."""
    patterns = [*_COMPILED_ALWAYS]
    if not _holds_tenants(schema):
        patterns += _COMPILED_OF_TENANT
        patterns += () if _ADMINISTERS.search(text) else _COMPILED_ABOUT_TENANTS
    if found := next((found for each in patterns if (found := search(each, text))), None):
        return found[0]
    for each in _COMPILED_OF_PARTY:
        if (found := search(each, text)) and not _holds(schema, found["party"]):
            return found[0]
    return None


def _holds_tenants(schema: GraphSchema | None) -> bool:
    return schema is not None and any("tenant" in each.name.casefold() for each in schema.labels)


def _holds(schema: GraphSchema | None, noun: str) -> bool:
    """Whether a graph has something of its own that goes by this noun: a label, a property, or a value."""
    if schema is None:
        return False
    properties = [each for info in schema.labels for each in info.properties]
    labels = {info.name for info in schema.labels}
    synonyms = chain(
        (said for said, names in DEFAULT_SYNONYMS.labels.items() if labels & set(_NAME.findall(names))),
        (said for said, name in DEFAULT_SYNONYMS.values.items() if any(name in p.values for p in properties)),
    )
    names = chain(labels, (each.name for each in properties), *(each.values for each in properties), synonyms)
    known = {stem(word) for name in names for word in words_of(name)}
    return stem(noun) in known
