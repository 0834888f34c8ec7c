"""Talk: greetings, thanks, and questions about who answers."""

import re
from typing import Final

from agents.intent.model import Category, Intent, Prompt
from agents.intent.rules import rule

_GREETING: Final = (
    r"(?:hi|hello|hey|thanks?|thank you|good (?:morning|evening|night|afternoon|day|bye)|goodbye|bye|ciao"
    r"|salve|buongiorno|buonasera|buonanotte|arrivederci|grazie|please|ok(?:ay)?|so|and|well|great|there|scusa|scusi)"
)
_ABOUT_YOU: Final = (
    r"(?:(?:who|what|how|where|how old) (?:are|were|is|do|can|did) (?:you|your (?:name|job|age|purpose)|u)"
    r"(?: (?:called|doing|today|feeling|from|do|help|do for me|help me|made|here))*"
    r"|who (?:made|built|created|programmed|trained|wrote) you|are you (?:an? )?\w+(?: \w+)?"
    r"|how does (?:this|it|that) work|how do i use (?:this|it|you)"
    r"|chi (?:sei|ti ha (?:fatto|creato|costruito))|come (?:ti chiami|stai|va|funzioni|funziona)"
    r"|(?:che )?cosa (?:sai|puoi|fai|sei)(?: fare)?(?: per me)?|sei (?:un[ao']? ?)?\w+)"
)
_TALK: Final = re.compile(rf"(?:{_GREETING}\W+)*{_ABOUT_YOU}\W*(?:{_GREETING}\W*)*")


@rule("talk", order=5)
def is_talk(prompt: Prompt) -> Intent | None:
    """It asks about who answers, and not about data."""
    if _TALK.fullmatch(prompt.text):
        return Intent(Category.CHAT, 0.9, "asks about who answers", (prompt.text,))
    return None
