"""Why there is nothing, as far as the live values tell."""

from typing import Any, Final

from graph.nl.generate import Draft
from graph.nl.summarise.cells import capital, cell, noun
from graph.nl.summarise.words import Words

_SHOWN_VALUES: Final = 10


def nothing(draft: Draft, words: Words) -> str:
    """That there are none, and which of the conditions nothing meets, or that none meets all of them."""
    text = capital(words.there_are_none.format(noun=noun(draft, 0, words)))
    conditions: list[dict[str, Any]] = draft.hints.get("conditions", [])
    unmet = [_unmet(condition, words) for condition in conditions if not condition["occurs"]]
    if not unmet and len(conditions) > 1 and draft.hints.get("each_holds"):
        unmet = [words.together]
    return " ".join([text, *unmet])


def _unmet(condition: dict[str, Any], words: Words) -> str:
    """What the property has instead."""
    said = {"label": condition["label"], "property": condition["property"]}
    if condition["minimum"] is not None:
        ends = {end: cell(condition[end], words) for end in ("minimum", "maximum")}
        return words.range_present.format(**said, **ends)
    values = [cell(each, words) for each in condition["values"]]
    shown = ", ".join(values[:_SHOWN_VALUES]) + (", ..." if len(values) > _SHOWN_VALUES else "")
    return words.present.format(**said, value=cell(condition["asked"], words), values=shown)
