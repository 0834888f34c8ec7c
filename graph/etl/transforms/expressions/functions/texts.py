"""Functions on texts."""

from graph.etl.records import Record
from graph.etl.transforms import casting
from graph.etl.transforms.casting import whole
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.expressions.functions.registry import (
    count_of,
    function,
    list_of,
    number_of,
    text_of,
)
from graph.etl.transforms.expressions.values import check_length, equal, few
from graph.etl.values import Value


@function("lower(text)", "the text in small letters")
def _lower(_: Record, text: Value) -> Value:
    return text_of(text).lower()


@function("upper(text)", "the text in capital letters")
def _upper(_: Record, text: Value) -> Value:
    return text_of(text).upper()


@function("trim(text)", "without the white space around it")
def _trim(_: Record, text: Value) -> Value:
    return text_of(text).strip()


@function("left(text, count)", "its first characters")
def _left(_: Record, text: Value, count: Value) -> Value:
    return text_of(text)[: count_of(count)]


@function("right(text, count)", "its last characters")
def _right(_: Record, text: Value, count: Value) -> Value:
    whole_text = text_of(text)
    return whole_text[max(0, len(whole_text) - count_of(count)) :]


@function("substring(text, start, count)", "characters from the start, which counts from 1", optional=1)
def _substring(_: Record, text: Value, start: Value, count: Value = casting.MOST_INTEGER) -> Value:
    begin = whole(number_of(start))
    return text_of(text)[max(0, begin - 1) : max(0, begin - 1 + count_of(count))]


@function("replace(text, old, new)", "with each old part replaced by the new")
def _replace(_: Record, text: Value, old: Value, new: Value) -> Value:
    texts = text_of(text), text_of(old), text_of(new)
    if not texts[1]:
        raise RecordRefused("replace() was given no text to look for")
    check_length(len(texts[0]) + texts[0].count(texts[1]) * max(0, len(texts[2]) - len(texts[1])))
    return texts[0].replace(texts[1], texts[2])


@function("starts_with(text, part)", "whether it begins with that")
def _starts_with(_: Record, text: Value, part: Value) -> Value:
    return text_of(text).startswith(text_of(part))


@function("ends_with(text, part)", "whether it ends with that")
def _ends_with(_: Record, text: Value, part: Value) -> Value:
    return text_of(text).endswith(text_of(part))


@function("contains(text, part)", "whether that is in it; also of a list and an item")
def _contains(_: Record, text: Value, part: Value) -> Value:
    if isinstance(text, list):
        return any(each is not None and equal(part, each) for each in text)
    return text_of(part) in text_of(text)


@function("split(text, separator)", "the parts between the separators, as a list")
def _split(_: Record, text: Value, separator: Value) -> Value:
    if not separator:
        raise RecordRefused("split() was given no separator")
    between = text_of(separator)
    few([None] * min(text_of(text).count(between), 20_000))
    return list(text_of(text).split(between))


@function("join(list, separator)", "the items as one text; nulls are left out")
def _join(_: Record, items: Value, separator: Value) -> Value:
    texts = [casting.to_text(each) for each in list_of(items) if each is not None]
    check_length(sum(map(len, texts)) + len(texts) * len(text_of(separator)))
    return text_of(separator).join(texts)


@function("length(text)", "how many characters it has; of a list, how many items")
def _length(_: Record, text: Value) -> Value:
    return len(text) if isinstance(text, list) else len(text_of(text))
