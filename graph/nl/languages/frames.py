"""What people say around a question in each language: read from ``frames.yaml`` once."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from graph.nl.languages.model import Frames, Language

_FILE: Final = Path(__file__).with_name("frames.yaml")
_PART: Final = re.compile(r"\{([a-z]+)\}")


@cache
def frames_of(language: Language) -> Frames:
    """The frames of a language."""
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))[language.value]
    parts: dict[str, str] = {}
    for name, text in told["parts"].items():
        parts[name] = _with_parts(text, parts)
    single = ("restating", "correcting", "asking", "pointing", "everything")
    return Frames(
        opening=tuple(_compiled(each, parts) for each in told["opening"]),
        closing=tuple(_compiled(rf"(?:{each})[ ,.!?;)]*$", parts) for each in told["closing"]),
        **{name: _compiled(told[name], parts) for name in single},
        whether=_reworded(told["whether"], parts),
        planning=_reworded(told["planning"], parts),
    )


def _reworded(told: list[list[str]], parts: Mapping[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_compiled(pattern, parts), order) for pattern, order in told)


def _compiled(text: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(_with_parts(text, parts), re.IGNORECASE)


def _with_parts(text: str, parts: Mapping[str, str]) -> str:
    return _PART.sub(lambda found: parts[found[1]], text)
