"""Functions on dates and date-times."""

import datetime as dt

from graph.etl.records import Record
from graph.etl.transforms.casting import kind_of, shown
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.expressions.functions.registry import (
    function,
)
from graph.etl.transforms.expressions.values import calculated
from graph.etl.values import Value


def _register_part(name: str, *, of: type, kind: str) -> None:
    @function(f"{name}({kind})", f"the {name} of it")
    def _part(_: Record, value: Value) -> Value:
        if not isinstance(value, of):
            raise RecordRefused(f"{shown(value)} has no {name}")
        return int(getattr(value, name))


for _name in ("year", "month", "day"):
    _register_part(_name, of=dt.date, kind="date")
for _name in ("hour", "minute", "second"):
    _register_part(_name, of=dt.datetime, kind="datetime")


@function("days_between(start, end)", "how many days lie between two dates")
def _days_between(_: Record, start: Value, end: Value) -> Value:
    if kind_of(start) not in ("date", "datetime"):
        raise RecordRefused(f"{shown(start)} is no date")
    return calculated("-", end, start)
