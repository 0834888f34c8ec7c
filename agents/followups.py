"""A prompt that answers what the run before it asked back: "2", "the second one", or the reading itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.models import AgentRun
from graph.nl import pipeline
from graph.nl.generate import Draft

READINGS: Final = "readings"
_ORDINALS: Final = {
    **dict.fromkeys(("first", "1st", "prima", "primo"), 1),
    **dict.fromkeys(("second", "2nd", "seconda", "secondo"), 2),
    **dict.fromkeys(("third", "3rd", "terza", "terzo"), 3),
    **dict.fromkeys(("fourth", "4th", "quarta", "quarto"), 4),
    **dict.fromkeys(("fifth", "5th", "quinta", "quinto"), 5),
    **dict.fromkeys(("last", "ultima", "ultimo"), -1),
}
_FILLERS: Final = (
    r"(?:i mean|i meant|please|number|no|option|reading|take|the|intendo|prendo|per favore|numero|opzione"
    r"|lettura|la|il|l)"
)
_PICK: Final = re.compile(
    rf"(?:{_FILLERS}\s+)*(?P<pick>\d{{1,2}}|[\w]+?)(?:\s+(?:one|option|reading|please|per favore))*"
)


@dataclass(frozen=True)
class Choice:
    """A reading that was chosen: its number and words, and its draft with what goes with it."""

    number: int
    text: str
    question: str
    """What was asked before, of which it is a reading."""
    drafted: dict[str, Any]


def kept_readings(readings: Sequence[dict[str, Any]], drafted: dict[str, Any]) -> dict[str, Any]:
    """What a run that asks back keeps, so that the next one of its session can go on from an answer."""
    return {
        READINGS: list(readings),
        "language": drafted["language"],
        "schema_version": drafted["schema_version"],
    }


def choice_of(run: AgentRun) -> Choice | None:
    """The reading that a run's prompt chooses, when the run before it in the session asked which one.

    The caller is in the run's tenant scope.
    """
    before = AgentRun.objects.filter(session=run.session_id, pk__lt=run.pk).order_by("-pk").first()
    if before is None or before.outcome != AgentRun.Outcome.CLARIFICATION:
        return None
    kept = before.provenance
    readings: list[dict[str, Any]] = kept.get(READINGS, [])
    position = chosen(run.prompt, [each["text"] for each in readings])
    if position is None:
        return None
    reading = readings[position]
    drafted = pipeline.as_data(
        Draft.from_json(reading["draft"]), language=kept["language"], schema_version=kept["schema_version"]
    )
    return Choice(reading["number"], reading["text"], before.prompt, drafted)


def kept_choice(choice: Choice) -> dict[str, Any]:
    """What the step of a choice shows of it: the question, which the prompt does not say, and the draft."""
    return {"question": choice.question, "draft": choice.drafted["draft"]}


def chosen(prompt: str, readings: Sequence[str]) -> int | None:
    """The position of the reading that a prompt chooses; None when it chooses none of them."""
    said = _plain(prompt)
    plain = [_plain(each) for each in readings]
    if said in plain:
        return plain.index(said)
    found = _PICK.fullmatch(said)
    if found is None:
        return None
    pick = found["pick"]
    number = int(pick) if pick.isdecimal() else _ORDINALS.get(pick, 0)
    if number == -1:
        return len(readings) - 1 if readings else None
    return number - 1 if 1 <= number <= len(readings) else None


def _plain(text: str) -> str:
    """Without case, signs at the ends, and the number that a list puts before a reading."""
    text = " ".join(re.sub(r"['’,;]", " ", text.casefold()).split()).strip(' .!?()[]"“”')
    return re.sub(r"^\d{1,2}[.)]\s+(?=\w)", "", text)
