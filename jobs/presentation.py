"""Executions, events and JSON in the words and shapes that people read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from jobs.models import Event, Execution

# The colours of statuses, in unfold's names.
STATUS_COLOURS: Final = {
    "pending": "warning",
    "queued": "warning",
    "held": "warning",
    "running": "info",
    "cancelling": "warning",
    "succeeded": "success",
    "finished": "success",
    "failed": "danger",
    "cancelled": "default",
}
NOTHING: Final = "–"
MOST_ROWS: Final = 50
# What a published event has beside its own data.
_ADDED: Final = frozenset({"seq", "at"})


@dataclass(frozen=True)
class Fact:
    """One thing to know: a label and a text, which may be code or lead somewhere."""

    label: str
    text: str
    is_code: bool = False
    href: str = ""


@dataclass(frozen=True)
class Table:
    """Columns and rows of text, perhaps only the first of them."""

    columns: list[str]
    rows: list[list[str]]
    total: int
    truncated: bool = False

    @property
    def note(self) -> str:
        """What is not shown, if anything."""
        if self.total > len(self.rows):
            return f"The first {len(self.rows)} of {self.total} rows."
        return "The result was cut at its limit." if self.truncated else ""


@dataclass(frozen=True)
class EventLine:
    """One event as a line of a log, with the time since its execution was made."""

    seq: int
    after: str
    name: str
    colour: str
    text: str


def status_of(execution: Execution) -> str:
    """The status in the words of its kind; ``cancelling`` from the wish until the end.

    What waits for its turn, as many of its owner, tenant or group being under way as may be, is ``held``.
    """
    if execution.cancel_requested and not execution.is_terminal:
        return "cancelling"
    return "held" if execution.held else execution.wire_status


def span(seconds: float) -> str:
    """A length of time: ``340 ms``, ``1.2 s``, ``2 min 5 s``, ``1 h 3 min``."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def moment(time: datetime) -> str:
    """A point in time, in UTC."""
    return f"{time.astimezone(UTC):%d %b %Y, %H:%M:%S}"


def took(execution: Execution) -> str:
    """How long it has been at work, so far or in all."""
    if execution.started_at is None:
        return NOTHING
    return span(((execution.finished_at or timezone.now()) - execution.started_at).total_seconds())


def words(name: str) -> str:
    """A field's name as words: ``row_count`` is ``Row count``."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def readable(value: Any) -> str:
    """A JSON value as text: scalars as they are, lists and objects of them in a line, the rest indented."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_nested(value):
        return json.dumps(value, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)
    if isinstance(value, list):
        return ", ".join(readable(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {readable(item)}" for name, item in value.items())
    return str(value)


def is_nested(value: Any) -> bool:
    """Whether a value only reads well as indented JSON."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(item, list | dict) for item in inner)


def facts_of(data: Mapping[str, Any], *, without: Iterable[str] = ()) -> list[Fact]:
    """The entries of an object that say something, each with its name in words."""
    left_out = frozenset(without)
    return [
        Fact(words(name), readable(value), is_code=is_nested(value) or "\n" in str(value))
        for name, value in data.items()
        if name not in left_out and value not in (None, "", [], {})
    ]


def parameters_of(params: Mapping[str, Any]) -> list[Fact]:
    """The parameters of a query, each by the name that the query has for it."""
    return [Fact(f"${name}", readable(value), is_code=True) for name, value in params.items()]


def table_of(data: Mapping[str, Any]) -> Table | None:
    """The table in an answer; None when it has no columns and rows."""
    columns, rows = data.get("columns"), data.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        return None
    return Table(
        columns=[str(column) for column in columns],
        rows=[[readable(cell) for cell in row] for row in rows[:MOST_ROWS]],
        total=len(rows),
        truncated=bool(data.get("truncated")),
    )


def table_of_objects(rows: Sequence[Mapping[str, Any]], *names: str) -> Table:
    """A table of objects: the named members, as columns in words."""
    return Table(
        columns=[words(name) for name in names],
        rows=[[readable(row.get(name)) for name in names] for row in rows],
        total=len(rows),
    )


def error_of(execution: Execution) -> list[Fact]:
    """Why it has failed or was cancelled; nothing when it did well."""
    return facts_of(execution.error or {}, without=("status", "title"))


def event_line(execution: Execution, message: Mapping[str, Any]) -> EventLine:
    """An event as it is published (``Event.as_message``) as a line of its execution's log."""
    name, data = message["name"], message["data"]
    said = {key: value for key, value in data.items() if key not in _ADDED and (key, value) != ("type", name)}
    after = datetime.fromisoformat(data["at"]) - execution.created_at
    return EventLine(
        seq=data["seq"],
        after="+" + span(max(0.0, after.total_seconds())),
        name=name,
        colour=_event_colour(name, said),
        text=event_text(name, said),
    )


def _event_colour(name: str, data: Mapping[str, Any]) -> str:
    if name in (Event.Name.STATUS, Event.Name.END):
        return STATUS_COLOURS.get(str(data.get("status")), "default")
    if name == Event.Name.WARNING or data.get("error"):
        return "danger" if data.get("error") else "warning"
    return "default"


def event_text(name: str, data: Mapping[str, Any]) -> str:
    """What an event says, in a line."""
    error = data.get("error") or {}
    why = f": {error.get('detail') or error.get('code')}" if error else ""
    match name:
        case Event.Name.STATUS | Event.Name.END:
            return f"{words(str(data.get('status', '')))}{why}"
        case Event.Name.PROGRESS:
            share = f" ({data['percent']} %)" if "percent" in data else ""
            return ": ".join(filter(None, [data.get("stage"), data.get("message")])) + share
        case Event.Name.STEP:
            what = " · ".join(filter(None, [data.get("tool"), data.get("action")]))
            return f"{what}{why}" if error else ": ".join(filter(None, [what, data.get("detail")]))
        case Event.Name.TODO:
            todos = data.get("todos", [])
            done = sum(todo.get("status") == "completed" for todo in todos)
            return f"{done} of {len(todos)} done"
        case _:
            said = ", ".join(
                f"{fact.label.lower()} {fact.text}" for fact in facts_of(data, without=("type",))
            )
            return ": ".join(filter(None, [words(str(data.get("type", ""))), said]))
