"""Functions on any value: casts, lists, and what becomes of nulls."""

from graph.etl.records import Record
from graph.etl.transforms import casting
from graph.etl.transforms.casting import cast, kind_of
from graph.etl.transforms.expressions.functions.registry import function, list_of
from graph.etl.transforms.expressions.values import equal, joined
from graph.etl.values import Value


@function("coalesce(value, value)", "the first that is not null", is_strict=False, is_open=True)
def _coalesce(_: Record, *values: Value) -> Value:
    return next((each for each in values if each is not None), None)


@function("nullif(value, other)", "null when they are the same, else the value", is_strict=False)
def _nullif(_: Record, value: Value, other: Value) -> Value:
    return None if value is not None and other is not None and equal(value, other) else value


def _register_cast(kind: str) -> None:
    @function(f"{kind}(value)", f"the value as {kind}, as the step `cast` makes it")
    def _cast(_: Record, value: Value) -> Value:
        return cast(value, kind)


for _kind in casting.KINDS:
    _register_cast(_kind)


@function("distinct(list)", "the list with each value once")
def _distinct(_: Record, items: Value) -> Value:
    found: dict[tuple[str, str], Value] = {}
    for each in list_of(items):
        found.setdefault((kind_of(each), repr(each)), each)
    return list(found.values())


@function("concat(value, value)", "as `||`, but nulls are left out", is_strict=False, is_open=True)
def _concat(_: Record, *values: Value) -> Value:
    present = [each for each in values if each is not None]
    return joined(present) if present else None
