"""English: how numbers and dates are said."""

import re
from typing import Final

from graph.nl.languages.model import Bound, DateWords, NumberWords, Unit, word_list

_SMALL: Final = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS: Final = word_list("twenty thirty forty fifty sixty seventy eighty ninety")

NUMBERS: Final = NumberWords(
    values={
        **{word: value for value, word in enumerate(_SMALL)},
        **{word: 10 * value for value, word in enumerate(_TENS, 2)},
        "half": 0.5,
    },
    scales={"hundred": 100, "thousand": 1_000, "million": 1_000_000},
    phrases={("dozen",): 12, ("a", "dozen"): 12, ("half", "a", "dozen"): 6},
    parts=re.compile("-"),
    one=frozenset({"a"}),
    alone=frozenset({"hundred", "thousand"}),
    joined_by=frozenset({"and"}),
    unit_after=frozenset({"a", "of"}),
    pronouns=frozenset(
        (word, "one") for word in word_list("which no any each every the this that another last first")
    ),
)

_MONTHS: Final = word_list(
    "january february march april may june july august september october november december"
)
_WEEKDAYS: Final = word_list("monday tuesday wednesday thursday friday saturday sunday")
_UNITS: Final = {unit.value: unit for unit in Unit}

DATES: Final = DateWords(
    months={
        **{word: number for number, word in enumerate(_MONTHS, 1)},
        **{word[:3]: number for number, word in enumerate(_MONTHS, 1)},
        "sept": 9,
    },
    weekdays={word: number for number, word in enumerate(_WEEKDAYS)},
    days={
        ("today",): 0,
        ("yesterday",): -1,
        ("tomorrow",): 1,
        ("day", "before", "yesterday"): -2,
        ("day", "after", "tomorrow"): 2,
    },
    units={**_UNITS, **{f"{word}s": unit for word, unit in _UNITS.items()}},
    bounds={
        **dict.fromkeys(
            [("in",), ("on",), ("during",), ("within",), ("over",), ("from",), ("of",), ("for",), ("dated",)],
            Bound.IN,
        ),
        **dict.fromkeys([("since",), ("starting",), ("starting", "from")], Bound.SINCE),
        **dict.fromkeys(
            [("on", "or", "after"), ("not", "before"), ("not", "earlier", "than"), ("no", "earlier", "than")],
            Bound.SINCE,
        ),
        **dict.fromkeys([("after",), ("later", "than")], Bound.AFTER),
        **dict.fromkeys([("before",), ("prior", "to"), ("earlier", "than")], Bound.BEFORE),
        **dict.fromkeys(
            [
                ("until",),
                ("till",),
                ("through",),
                ("up", "to"),
                ("up", "to", "and", "including"),
                ("on", "or", "before"),
                ("not", "after"),
                ("no", "later", "than"),
                ("not", "later", "than"),
            ],
            Bound.UNTIL,
        ),
    },
    articles=frozenset({"the", "of"}),
    ranges={
        ("between",): frozenset({"and", "-"}),
        ("from",): frozenset({"to", "until", "till", "through", "-"}),
    },
    onwards=frozenset({"on", "onwards", "onward"}),
    tails={
        ("or", "later"): Bound.SINCE,
        ("and", "later"): Bound.SINCE,
        ("or", "earlier"): Bound.UNTIL,
        ("and", "earlier"): Bound.UNTIL,
    },
    halves=frozenset({"half"}),
    seasons={"spring": 3, "summer": 6, "autumn": 9},
    opening=frozenset({"first"}),
    current=frozenset({"this", "current"}),
    previous=frozenset({"last", "previous"}),
    following=frozenset({"next", "coming"}),
    rolling=frozenset({"past"}),
    ago=frozenset({"ago"}),
    one=frozenset({"a", "an"}),
    ages={
        ("older", "than"): Bound.BEFORE,
        ("newer", "than"): Bound.SINCE,
        ("younger", "than"): Bound.SINCE,
    },
    distances={
        ("more", "than"): Bound.BEFORE,
        ("over",): Bound.BEFORE,
        ("less", "than"): Bound.SINCE,
    },
    clock=frozenset({"at"}),
    ordinals={"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4},
    year_after=frozenset({"in", "during", "from"}),
    restating=frozenset({("i.e",), ("ie",), ("that", "is"), ("namely",), ("meaning",)}),
    edges={
        **{
            (bound, *the, edge, "of"): Bound.SINCE
            for bound in ("since", "from")
            for the in ((), ("the",))
            for edge in ("beginning", "start")
        },
        **{
            (bound, *the, "end", "of"): Bound.UNTIL
            for bound in ("by", "until", "till", "before")
            for the in ((), ("the",))
        },
    },
    also=frozenset({"and", "or"}),
    doubtful=frozenset({"may", "march", "mar", "dec", "jan", "jun"}),
)
