"""Italian: how numbers and dates are said."""

import re
from typing import Final

from graph.nl.languages.model import Bound, DateWords, NumberWords, Unit, word_list

_SMALL: Final = word_list(
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
    "sedici diciassette diciotto diciannove"
)
_TENS: Final = word_list("venti trenta quaranta cinquanta sessanta settanta ottanta novanta")


def _below_thousand() -> dict[str, int]:
    """The numbers that are written as one word; a vowel goes before "uno" and "otto" ("ventuno")."""
    words = {word: value for value, word in enumerate(_SMALL)}
    for tens, ten in enumerate(_TENS, 2):
        words[ten] = 10 * tens
        for unit, word in enumerate(_SMALL[1:10], 1):
            words[(ten[:-1] if word[0] in "uo" else ten) + word] = 10 * tens + unit
        words[f"{ten[:-1]}un"] = 10 * tens + 1
        words[f"{ten}tré"] = 10 * tens + 3
    below_hundred = {word: value for word, value in words.items() if value}
    for hundreds in range(1, 10):
        hundred = ("" if hundreds == 1 else _SMALL[hundreds]) + "cento"
        words[hundred] = 100 * hundreds
        for word, value in below_hundred.items():
            words[hundred + word] = 100 * hundreds + value
            if word[0] == "o":
                words[hundred[:-1] + word] = 100 * hundreds + value
    return words


NUMBERS: Final = NumberWords(
    values={**_below_thousand(), "metà": 0.5, "mezzo": 0.5, "mezza": 0.5},
    scales={"mille": 1_000, "mila": 1_000, "milione": 1_000_000, "milioni": 1_000_000},
    phrases={
        ("dozzina",): 12,
        ("una", "dozzina"): 12,
        ("mezza", "dozzina"): 6,
        ("un", "centinaio"): 100,
        ("un", "migliaio"): 1_000,
    },
    parts=re.compile("(?<=.)(?=mila)|(?<=mila)(?=.)|(?<=^mille)(?=.)"),
    one=frozenset({"un"}),
    alone=frozenset({"mille"}),
    unit_after=frozenset({"di"}),
    exactly=frozenset({"esattamente", "precisamente", "solo", "soltanto", "solamente"}),
    ones=frozenset({"un", "uno", "una"}),
)

_MONTHS: Final = word_list(
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
)
_WEEKDAYS: Final = word_list("lunedì martedì mercoledì giovedì venerdì sabato domenica")
_IN: Final = word_list(
    "in a di da nel nello nella nell negli nei nelle del dello della dell degli dei delle il lo la l i gli le"
)

DATES: Final = DateWords(
    months={
        **{word: number for number, word in enumerate(_MONTHS, 1)},
        **{word[:3]: number for number, word in enumerate(_MONTHS, 1)},
        "sett": 9,
    },
    weekdays={
        **{word: number for number, word in enumerate(_WEEKDAYS)},
        **{word.replace("ì", "i"): number for number, word in enumerate(_WEEKDAYS)},
    },
    days={
        ("oggi",): 0,
        ("ieri",): -1,
        ("domani",): 1,
        ("avantieri",): -2,
        ("altro", "ieri"): -2,
        ("l", "altro", "ieri"): -2,
        ("dopodomani",): 2,
    },
    units={
        **dict.fromkeys(("minuto", "minuti"), Unit.MINUTE),
        **dict.fromkeys(("ora", "ore"), Unit.HOUR),
        **dict.fromkeys(("giorno", "giorni"), Unit.DAY),
        **dict.fromkeys(("settimana", "settimane"), Unit.WEEK),
        **dict.fromkeys(("mese", "mesi"), Unit.MONTH),
        **dict.fromkeys(("trimestre", "trimestri"), Unit.QUARTER),
        **dict.fromkeys(("anno", "anni"), Unit.YEAR),
    },
    bounds={
        **{(word,): Bound.IN for word in _IN},
        **{(word,): Bound.IN for word in ("durante", "per")},
        **dict.fromkeys((("nel", "corso"), ("entro", "gli"), ("entro", "le")), Bound.IN),
        ("entro",): Bound.UNTIL,
        **{
            (f"{side}{ending}", to): bound
            for sides, bound in (
                (("successiv", "posterior"), Bound.AFTER),
                (("anterior", "antecedent", "precedent"), Bound.BEFORE),
            )
            for side in sides
            for ending in "oaie"
            for to in ("a", "al", "allo", "alla", "all")
        },
        **{(word,): Bound.SINCE for word in ("dal", "dallo", "dalla", "dall", "dai", "da")},
        ("a", "partire", "da"): Bound.SINCE,
        ("a", "partire", "dal"): Bound.SINCE,
        ("a", "partire", "dall"): Bound.SINCE,
        ("dopo",): Bound.AFTER,
        **{("da", "prima", word): Bound.BEFORE for word in ("di", "del", "dello", "della", "dell")},
        **{("non", "prima", word): Bound.SINCE for word in ("di", "del", "dello", "della", "dell", "dei")},
        **{("non", "oltre", word): Bound.UNTIL for word in ("il", "l", "la")},
        ("non", "oltre"): Bound.UNTIL,
        **{("prima", word): Bound.BEFORE for word in ("di", "del", "dello", "della", "dell", "dei")},
        **{("fino", word): Bound.UNTIL for word in ("a", "al", "allo", "alla", "all", "ai", "ad")},
        **{("entro", word): Bound.UNTIL for word in ("il", "l", "la")},
    },
    articles=frozenset(word_list("il lo la l i gli le del dello della dell dei di nel al all")),
    ranges={
        **{(word,): frozenset({"e", "ed", "-"}) for word in ("tra", "fra")},
        **{
            (word,): frozenset({"a", "al", "all", "alla", "ad", "fino", "-"})
            for word in ("da", "dal", "dall", "dalla")
        },
    },
    onwards=frozenset({"poi"}),
    tails={
        ("in", "poi"): Bound.SINCE,
        ("in", "avanti"): Bound.SINCE,
        ("o", "dopo"): Bound.SINCE,
        ("o", "successivi"): Bound.SINCE,
        ("o", "più", "tardi"): Bound.SINCE,
        ("o", "prima"): Bound.UNTIL,
        ("o", "precedenti"): Bound.UNTIL,
    },
    halves=frozenset({"metà", "semestre"}),
    seasons={"primavera": 3, "estate": 6, "autunno": 9},
    opening=frozenset({"primo", "prima", "primi", "prime"}),
    current=frozenset(word_list("questo questa quest corrente")),
    previous=frozenset(word_list("scorso scorsa passato passata precedente")),
    following=frozenset(word_list("prossimo prossima prossimi prossime")),
    rolling=frozenset(word_list("ultimo ultima ultimi ultime scorsi scorse")),
    ago=frozenset({"fa"}),
    one=frozenset({"un", "uno", "una"}),
    ages={
        **{("più", word, "di"): Bound.BEFORE for word in ("vecchi", "vecchie")},
        **{("più", word, "di"): Bound.SINCE for word in ("recenti", "nuovi", "nuove")},
    },
    distances={("più", "di"): Bound.BEFORE, ("oltre",): Bound.BEFORE, ("meno", "di"): Bound.SINCE},
    clock=frozenset({"alle", "ore"}),
    ordinals={
        "primo": 1,
        "prima": 1,
        "secondo": 2,
        "seconda": 2,
        "terzo": 3,
        "quarto": 4,
        "ultimo": 4,
    },
    year_after=frozenset({"nel", "del", "durante"}),
    restating=frozenset({("cioè",), ("ossia",), ("ovvero",), ("vale", "a", "dire")}),
    edges={
        **{
            (bound, edge, of): Bound.SINCE
            for bound in ("dall", "da", "dal")
            for edge in ("inizio", "principio")
            for of in ("di", "del", "dell", "della")
        },
        **{
            (*bound, "fine", of): Bound.UNTIL
            for bound in (("entro",), ("entro", "la"), ("fino", "alla"), ("prima", "della"))
            for of in ("di", "del", "dell", "della")
        },
    },
    also=frozenset({"e", "ed", "o", "od"}),
    doubtful=frozenset({"mar", "set", "ago", "dic", "gen", "ott", "lug"}),
)
