"""Read files of questions, and say exactly what is wrong with one."""

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

from graph.evaluation.cases import Case, Compare, Mode

QUESTIONS: Final = Path(__file__).parent / "questions"
_SCHEMA: Final = Path(__file__).parent / "questions.schema.json"
_MAX_SHOWN: Final = 10


class InvalidQuestions(Exception):
    """A file of questions cannot be used; the message lists what is wrong, and where."""


def read_cases(path: Path) -> tuple[Case, ...]:
    """The questions of a file.

    Raises:
        InvalidQuestions: it cannot be read, is no JSON, breaks the schema, or uses an id twice.
    """
    try:
        entries = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InvalidQuestions(f"{path}: {error.strerror}.") from error
    except ValueError as error:
        raise InvalidQuestions(f"{path}: not JSON in UTF-8: {error}") from error
    if problems := [*_violations(entries), *_repeated_ids(entries)]:
        shown = "".join(f"\n- {each}" for each in problems[:_MAX_SHOWN])
        more = f"\n... and {len(problems) - _MAX_SHOWN} more" if len(problems) > _MAX_SHOWN else ""
        raise InvalidQuestions(f"{path}:{shown}{more}")
    return tuple(_case(entry) for entry in entries)


@cache
def validator() -> Draft202012Validator:
    """What checks an entry's form."""
    return Draft202012Validator(json.loads(_SCHEMA.read_text("utf-8")))


def _violations(entries: Any) -> list[str]:
    return [
        f"{_place(error.absolute_path, entries)}: {error.message}"
        for error in sorted(validator().iter_errors(entries), key=lambda each: list(map(str, each.path)))
    ]


def _place(path: Any, entries: Any) -> str:
    """Where in the file: by the entry's id when it has one."""
    parts = list(path)
    if not parts:
        return "the file"
    entry = entries[parts[0]]
    name = entry.get("id") if isinstance(entry, Mapping) else None
    return "/".join(map(str, [f"entry {parts[0] + 1}" + (f" ({name})" if name else ""), *parts[1:]]))


def _repeated_ids(entries: Any) -> list[str]:
    if not isinstance(entries, list):
        return []
    counts = Counter(str(entry["id"]) for entry in entries if isinstance(entry, Mapping) and "id" in entry)
    return [f"the id {name!r} is used {count} times" for name, count in sorted(counts.items()) if count > 1]


def _case(entry: Mapping[str, Any]) -> Case:
    expect = entry["expect"]
    references = [entry["cypher"], *entry.get("alternatives", ())] if "cypher" in entry else []
    return Case(
        id=entry["id"],
        question=entry["question"],
        expect=(expect,) if isinstance(expect, str) else tuple(expect),
        references=tuple(references),
        compare=_compare(entry["compare"]) if references else None,
        empty=entry.get("empty", False),
        as_role=entry.get("as_role", "user"),
        language=entry.get("language", "en"),
        category=entry.get("category", "other"),
    )


def _compare(entry: Mapping[str, Any]) -> Compare:
    return Compare(**{**entry, "mode": Mode(entry["mode"]), "key": tuple(entry.get("key", ()))})
