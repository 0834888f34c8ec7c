"""What is said when there are no rows to tell of: unknown, which one, refused, this is how it would run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph.nl.harm import Reason


@dataclass(frozen=True, slots=True)
class Replies:
    """One language."""

    unknown: str
    ask_instead: str
    which: str
    choose: str
    refused: str
    harmful: str
    see_instead: str
    would_run: str
    would_be_refused: str
    profiled: str
    may_change: str
    may_only_read: str
    all_rights: str
    reasons: Mapping[Reason, str]


ENGLISH: Final = Replies(
    unknown="I do not know how to answer that from this graph. {reason}",
    ask_instead="You could ask:",
    which="That can be read in more than one way. Which do you mean?",
    choose="Answer with the number.",
    refused="That cannot be run: {reason}",
    harmful="I will not do that, because it {reason}. Nothing was run and nothing was changed.",
    see_instead="You can see what it would touch, without touching it: {alternative}",
    would_run="This query would run, and nothing was run:",
    would_be_refused="This would be refused, and nothing was run: {reason}",
    profiled="The query was run to measure it, and its rows are left out:",
    may_change="You may read your tenant's graph, and propose changes of it, which are made once approved.",
    may_only_read="You may read your tenant's graph and not change it: that needs the scope graph:write.",
    all_rights="Nothing was changed. Ask /v1/agent-runs for all that you may do.",
    reasons={reason: reason.value for reason in Reason},
)
ITALIAN: Final = Replies(
    unknown="Non so rispondere a questa domanda con questo grafo. {reason}",
    ask_instead="Si può chiedere:",
    which="La domanda si può leggere in più modi. Quale si intende?",
    choose="Rispondere con il numero.",
    refused="Non si può eseguire: {reason}",
    harmful="Non lo faccio, perché {reason}. Nulla è stato eseguito e nulla è cambiato.",
    see_instead="Si può vedere che cosa toccherebbe, senza toccarlo: {alternative}",
    would_run="Questa query verrebbe eseguita; nulla è stato eseguito:",
    would_be_refused="Questa richiesta verrebbe rifiutata; nulla è stato eseguito: {reason}",
    profiled="La query è stata eseguita per misurarla; le righe non sono mostrate:",
    may_change="Può leggere il grafo del proprio tenant e proporne modifiche, fatte una volta approvate.",
    may_only_read="Può leggere il grafo del proprio tenant e non modificarlo: serve lo scope graph:write.",
    all_rights="Nulla è cambiato. Tutto ciò che può fare lo dice /v1/agent-runs.",
    reasons={
        Reason.DROPS: "toglierebbe ciò che contiene i dati",
        Reason.DESTROYS: "distruggerebbe dei dati",
        Reason.OVERWRITES: "sovrascriverebbe dei dati",
        Reason.WRITES: "scrive nel grafo",
        Reason.CARRIES_AWAY: "porterebbe via tutto",
        Reason.ENDLESS: "non avrebbe fine",
        Reason.COMMANDS: "dà ordini alla macchina",
        Reason.EVADES: "aggirerebbe le regole",
        Reason.CROSSES: "chiede i dati di un altro tenant, e ognuno vede solo i propri",
    },
)
_LANGUAGES: Final = {"en": ENGLISH, "it": ITALIAN}


def replies_in(language: str) -> Replies:
    """The replies of a language; English for one that is not known."""
    return _LANGUAGES.get(language, ENGLISH)
