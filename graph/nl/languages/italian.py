"""Italian: the adjectives that compare, and the words that only hold a sentence together."""

from typing import Final

from graph.nl.languages.italian_forms import VARIED, phrases
from graph.nl.languages.model import word_list
from graph.nl.operators import Gradable

_SIZES: Final = ("size", "length", "bytes", "amount", "volume", "area", "count")
_LENGTHS: Final = ("length", "duration", "size", "minutes", "hours", "seconds")
_DURATIONS: Final = ("duration", "runtime", "minutes", "hours", "seconds", "time")
_HEIGHTS: Final = ("elevation", "altitude", "height")
_FUNDS: Final = ("budget", "funding", "funds", "capital", "revenue")
_PRICES: Final = ("price", "cost", "amount", "fee", "value", "total")


def _gradable(
    adjectives: str,
    *,
    upwards: bool,
    of: tuple[str, ...] = (),
    of_time: bool = False,
    reversed_for: tuple[str, ...] = (),
    asked: str = "",
) -> Gradable:
    """Adjectives of one scale. Before "di" they compare; otherwise they name what is first."""
    forms = [f"più {form}" for form in phrases(adjectives)]
    articles = ("", "il ", "la ", "i ", "gli ", "le ", "al ", "alla ", "ai ", "alle ")
    return Gradable(
        comparative=tuple(f"{form} {di}" for form in forms for di in VARIED["{di}"]),
        superlative=tuple(f"{article}{form}" for form in forms for article in articles),
        upwards=upwards,
        properties=of,
        of_time=of_time,
        reversed_for=reversed_for,
        questions=phrases(asked) if asked else (),
    )


GRADABLES: Final[tuple[Gradable, ...]] = (
    _gradable(
        "grande, grandi, gross{o}",
        upwards=True,
        of=_SIZES,
        asked="quanto {è} grande, quanto {è} grandi, quanto grandi, quanto pesano",
    ),
    _gradable("piccol{o}", upwards=False, of=_SIZES),
    _gradable(
        "lungo, lunga, lunghi, lunghe",
        upwards=True,
        of=_LENGTHS,
        asked="""quanto {è} lungo, quanto {è} lunghi, quanto durano, quanto dura, quanto {è} durat{o},
        quanto hanno impiegato, quanto impiegano""",
    ),
    _gradable("corto, corta, corti, corte, breve, brevi", upwards=False, of=_LENGTHS),
    _gradable("pesante, pesanti", upwards=True, of=("weight", "mass")),
    _gradable("legger{o}", upwards=False, of=("weight", "mass")),
    _gradable("ricco, ricca, ricchi, ricche, finanziat{o}", upwards=True, of=_FUNDS),
    _gradable("pover{o}", upwards=False, of=_FUNDS),
    _gradable("costos{o}, car{o}", upwards=True, of=_PRICES, asked="quanto costano, quanto costa"),
    _gradable("economico, economica, economici, economiche", upwards=False, of=_PRICES),
    _gradable("veloce, veloci, rapid{o}", upwards=True, of=("speed", "velocity"), reversed_for=_DURATIONS),
    _gradable("lent{o}", upwards=False, of=("speed", "velocity"), reversed_for=_DURATIONS),
    _gradable(
        "alto, alta, alti, alte, elevat{o}",
        upwards=True,
        of=_HEIGHTS,
        asked="quanto {è} alto, quanto {è} alti",
    ),
    _gradable("bass{o}", upwards=False, of=_HEIGHTS),
    _gradable("profond{o}", upwards=True, of=("depth",)),
    _gradable("vecchio, vecchia, vecchi, vecchie, anzian{o}", upwards=False, of=("age",), of_time=True),
    _gradable("giovane, giovani", upwards=True, of=("age",), of_time=True),
    _gradable("recente, recenti, nuov{o}", upwards=True, of_time=True),
)

_BEING: Final = word_list("è sono era erano sia siano essere viene vengono")

COMPOUNDS: Final = frozenset((verb, f"stat{ending}") for verb in (*_BEING, "mai") for ending in "oaie")
"""Two words of a passive ("sono stati eseguiti") of which the second by itself may be the noun "stato"."""

_ACCENTED: Final = word_list(
    "più perché può però così metà né attività proprietà entità quantità qualità università città"
)
_WITHOUT_ACCENTS: Final = str.maketrans("àèéìòù", "aeeiou")

RESPELT: Final = {
    **{word.translate(_WITHOUT_ACCENTS): word for word in _ACCENTED if word not in ("né", "metà")},
    **{f"{word.translate(_WITHOUT_ACCENTS)}'": word for word in _ACCENTED},
    "e'": "è",
}
"""Accents that were left out, or typed as an apostrophe: "piu", "piu'"."""

FUNCTION_WORDS: Final = frozenset(
    word_list(
        "il lo la i gli le li l un uno una di a da in con su tra fra del dello della dell dei degli "
        "delle al allo alla all ai agli alle dal dallo dalla dall dai dagli dalle nel nello nella nell "
        "nei negli nelle sul sullo sulla sull sui sugli sulle d c ci vi ne si ha hanno ho abbiamo aveva "
        "avevano avere che cui quale quali qual chi mi me mia mio nostri nostro nostra nostre loro suo "
        "sua suoi sue quello quella quelli quelle quei "
        "anche attualmente compare compaiono appare appaiono occorre occorrono figura figurano risulta "
        "risultano esistono esiste grafo come stanno sta tipo così proviene provengono provenienti "
        "viene trovano"
    )
) | frozenset((*_BEING, *(" ".join(pair) for pair in COMPOUNDS if pair[0] in _BEING)))
"""Words that carry no condition: leaving one out never changes what is asked."""

PREPOSITIONS: Final = frozenset(
    word_list(
        "a ad da di in con su per tra fra del dello della dell dei degli delle al allo alla all ai agli alle "
        "dal dallo dalla dall dai dagli dalle nel nello nella nell nei negli nelle sul sullo sulla sull sui "
        "sugli sulle presso d"
    )
)

PLURALS: Final = frozenset(
    word_list("i gli le quali dei degli delle dai dagli dalle ai agli alle nei negli nelle sui sugli sulle")
)

SKIPPED: Final = frozenset(
    word_list("il lo la i gli le l un uno una di del dello della dei degli delle dell d mi")
)
"""Words that change nothing in a pattern of the catalogue, nor in a question that is held against it."""

IRREGULAR: Final = {
    **dict.fromkeys(("è", "sono", "era", "erano", "sia", "siano", "essere"), "essere"),
    **dict.fromkeys(("ha", "hanno", "ho", "abbiamo", "aveva", "avevano", "avere", "avendo"), "avere"),
    **dict.fromkeys(("usa", "usano", "usato", "usata", "usati", "usate", "usare", "usando"), "usare"),
    **dict.fromkeys(("fa", "fanno", "fatto", "fatta", "fatti", "fatte", "fare"), "fare"),
    **dict.fromkeys(
        ("produce", "producono", "produrre", "prodotto", "prodotta", "prodotti", "prodotte"), "produrre"
    ),
    **dict.fromkeys(
        ("scrive", "scrivono", "scrivere", "scritto", "scritta", "scritti", "scritte"), "scrivere"
    ),
    **dict.fromkeys(("legge", "leggono", "leggere", "letto", "letta", "letti", "lette"), "leggere"),
    **dict.fromkeys(("appartiene", "appartengono", "appartenere", "appartenenti"), "appartenere"),
    **dict.fromkeys(("contiene", "contengono", "contenere", "contenente", "contenenti"), "contenere"),
    **dict.fromkeys(("stato", "stati", "stata", "state"), "stato"),
    **dict.fromkeys(("attività", "attivita"), "attività"),
    **dict.fromkeys(("crea", "creano", "creare", "creato", "creata", "creati", "create"), "creare"),
    **dict.fromkeys(("lavoro", "lavori"), "lavoro"),
}
"""Forms of words that no ending tells of."""

INVARIABLE: Final = frozenset(
    {"file", "database", "software", "pipeline", "cluster", "analisi", "tesi", "specie"}
)
"""Loan words and others that end in a vowel and are their own plural."""
