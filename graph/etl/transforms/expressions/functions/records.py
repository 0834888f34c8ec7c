"""Functions on the node or relationship itself."""

from graph.etl.records import NodeRecord, Record
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.expressions.functions.registry import function, text_of
from graph.etl.values import Value


@function("id()", "the id of the node or relationship")
def _id(record: Record) -> Value:
    return record.orig_id


@function("labels()", "the labels of the node, as a list")
def _labels(record: Record) -> Value:
    return list(_node(record).labels)


@function("has_label(text)", "whether the node has that label")
def _has_label(record: Record, label: Value) -> Value:
    return text_of(label) in _node(record).labels


@function("type()", "the type of the relationship")
def _type(record: Record) -> Value:
    if isinstance(record, NodeRecord):
        raise RecordRefused("a node has no type")
    return record.type


def _node(record: Record) -> NodeRecord:
    if not isinstance(record, NodeRecord):
        raise RecordRefused("a relationship has no labels")
    return record
