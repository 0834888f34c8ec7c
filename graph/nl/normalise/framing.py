"""Take away what is said around a question: greetings, reasons for asking, thanks, and second thoughts.

Only whole phrases that a language is known to frame questions with are taken away, never a word that could
say what is asked for.
"""

from typing import Final

from graph.nl.languages.frames import frames_of
from graph.nl.languages.model import Frames, Language

_MAX_ROUNDS: Final = 4
"""Nobody frames a question in more layers."""
_MAX_PLANS: Final = 2
"""A wish for the query stands before the question, behind it, or both."""
_REACH: Final = 1_000
"""Characters; longer texts are no questions in a frame."""


def without_frames(text: str, language: Language) -> str:
    """The question itself; the text as it is where nothing is around it, or nothing else is in it."""
    if len(text) > _REACH:
        return text
    frames = frames_of(language)
    inner = text
    for pattern, order in frames.whether:
        inner = pattern.sub(order, inner)
    inner = _closed(_restated(_corrected(_opened(inner, frames), frames), frames), frames)
    inner = _planned(inner, frames)
    return inner if any(map(str.isalnum, inner)) else text


def _opened(text: str, frames: Frames) -> str:
    """Without what stands before the question."""
    for _ in range(_MAX_ROUNDS):
        found = next((found for each in frames.opening if (found := each.match(text))), None)
        if found is None or not any(map(str.isalnum, text[found.end() :])):
            break
        text = text[found.end() :]
    return text


def _closed(text: str, frames: Frames) -> str:
    """Without what stands after it."""
    for _ in range(_MAX_ROUNDS):
        found = next((found for each in frames.closing if (found := each.search(text))), None)
        if found is None or not any(map(str.isalnum, text[: found.start()])):
            break
        text = text[: found.start()]
    return text


def _planned(text: str, frames: Frames) -> str:
    """A wish for the query alone, in the words that the parser knows for it."""
    asked = ""
    for _ in range(_MAX_PLANS):
        found = next(((p, order) for p, order in frames.planning if p.search(text)), None)
        if found is None:
            break
        pattern, order = found
        word = order.split()[0]
        inner = pattern.sub(order, text, count=1).removeprefix(word).strip()
        if not any(map(str.isalnum, inner)):
            break
        asked, text = word, inner
    return f"{asked} {text}" if asked else text


def _corrected(text: str, frames: Frames) -> str:
    """What is asked in the end: "how many users, no wait, how many institutions are there?"."""
    found = frames.correcting.match(text)
    return text[found.end() :] if found and frames.asking.match(text, found.end()) else text


def _restated(text: str, frames: Frames) -> str:
    """A question that is put once more is asked as it is put the second time.

    That it points back to the first is harmless only where the first is about all that there is: what else
    the first says would be lost.
    """
    found = frames.restating.search(text)
    if found is None or not frames.asking.match(text, found.end()):
        return text
    first, second = text[: found.start()].strip(" ,;:.?!"), text[found.end() :]
    if frames.pointing.search(second) and not frames.everything.fullmatch(first):
        return text
    return second
