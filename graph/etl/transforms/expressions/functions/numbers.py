"""Functions on numbers, and on what has an order."""

import math
from collections.abc import Callable
from typing import Any

from graph.etl.records import Record
from graph.etl.transforms.casting import bounded, finite
from graph.etl.transforms.expressions.functions.registry import count_of, function, number_of
from graph.etl.transforms.expressions.values import ordered
from graph.etl.values import Value


@function("abs(number)", "without its sign")
def _abs(_: Record, number: Value) -> Value:
    found = abs(number_of(number))
    return bounded(found) if isinstance(found, int) else found


@function("round(number, digits)", "rounded to so many digits behind the point, or to an integer", optional=1)
def _round(_: Record, number: Value, digits: Value = None) -> Value:
    found = number_of(number)
    if digits is None:
        return bounded(math.floor(found + 0.5) if found >= 0 else -math.floor(0.5 - found))
    return found if isinstance(found, int) else finite(round(found, min(count_of(digits), 20)))


@function("floor(number)", "the greatest integer that is not above it")
def _floor(_: Record, number: Value) -> Value:
    return bounded(math.floor(number_of(number)))


@function("ceil(number)", "the least integer that is not below it")
def _ceil(_: Record, number: Value) -> Value:
    return bounded(math.ceil(number_of(number)))


@function("least(value, value)", "the least of them; nulls do not count", is_strict=False, is_open=True)
def _least(_: Record, *values: Value) -> Value:
    return _extreme(values, lambda pair: bool(pair[0] < pair[1]))


@function("greatest(value, value)", "the greatest of them; nulls do not count", is_strict=False, is_open=True)
def _greatest(_: Record, *values: Value) -> Value:
    return _extreme(values, lambda pair: bool(pair[0] > pair[1]))


def _extreme(values: tuple[Value, ...], is_better: Callable[[tuple[Any, Any]], bool]) -> Value:
    best: Value = None
    for each in values:
        if each is not None and (best is None or is_better(ordered(each, best))):
            best = each
    return best
