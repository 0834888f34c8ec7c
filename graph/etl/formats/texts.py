"""What a text means in formats whose values are texts: CSV and GraphML."""

import json
from typing import Any, Final

from graph.etl.errors import ValueRefused

LIST_DELIMITER: Final = ";"


def parse_json(text: str) -> Any:
    """What a text of JSON holds.

    Raises:
        ValueRefused: it is none.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueRefused(f"{text[:40]!r} is no JSON") from None


def labels_in(text: str) -> list[str]:
    """The labels in a text: ``A;B``, ``:A:B`` or a list in JSON.

    Raises:
        ValueRefused: it begins as a list and is none.
    """
    if text.startswith("["):
        found = parse_json(text)
        if not isinstance(found, list):
            raise ValueRefused("labels are a list of texts")
        return found
    return [label for label in text.split(":" if text.startswith(":") else LIST_DELIMITER) if label]
