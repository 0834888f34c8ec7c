"""What goes on from something said before, and says by itself too little to be answered."""

import re
from typing import Final

from agents.intent.model import Category, Intent, Prompt, Source
from agents.intent.rules import rule
from agents.intent.rules.graph import names_a_label

_MOST_WORDS: Final = 8
_OPENS: Final = (
    r"(?:(?:and|but|so|then|ok(?:ay)?|now|what about|how about|only|just|the same|same|e|ed|ma|allora|poi"
    r"|ora|solo|soltanto|invece|idem|lo stesso)\b,? ?)"
)
_FOLLOWS: Final = re.compile(rf"^{_OPENS}+(?P<rest>.+)$")
_POINTS_BACK: Final = re.compile(
    r"\b(?:ones?|those|them|these|quell[ioae]|quei|quegli|quest[ie]|essi|esse|loro)\b"
    r"(?! \w+ (?:that|who|che)\b)|\b(?:show me|give me|list|any) more\W*$|\b(?:mostrane|dammene|elencane)\b"
    r"|\b(?:ordin|raggrupp|filtr|cont)al[ie]\b"
)
_NAMES_THEM: Final = re.compile(
    r"\b(?:those|quell[ie]|quei) (?:who|that|which|with|without|che|con|senza)\b"
    r"|\b(?:which|each|no|every) one\b|\b(?:i|il|la|le) loro\b"
)


@rule("followup", order=45)
def follows_up(prompt: Prompt) -> Intent | None:
    """It points back to what is not in it: "e quelli più piccoli?", "and the smaller ones?"."""
    if len(prompt.text.split()) > _MOST_WORDS or _NAMES_THEM.search(prompt.text):
        return None
    follows = _FOLLOWS.match(prompt.text)
    points_back = _POINTS_BACK.search(prompt.text) and not names_a_label(prompt)
    if not follows and not points_back:
        return None
    about = (follows["rest"] if follows else prompt.text).strip(" ?!.,;:")
    return Intent(
        Category.GRAPH,
        0.5,
        "goes on from what was said before",
        (f"“{about}”",),
        Source.FOLLOWUP if points_back else Source.RULE,
    )
