"""Leave out of a schema what no query can name."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from graph.names import can_be_named
from graph.schema.model import GraphSchema, LabelSet, PropertyInfo


def nameable(schema: GraphSchema) -> GraphSchema:
    """The schema without the labels, types and properties that cannot be named; ``unnameable`` lists them.

    The nodes and relationships themselves still count, under the other labels that they have.
    """
    odd = tuple(sorted({name for name in _names(schema) if not can_be_named(name)}))
    if not odd:
        return schema
    label_sets: Counter[frozenset[str]] = Counter()
    for each in schema.label_sets:
        label_sets[each.labels.difference(odd)] += each.count
    return replace(
        schema,
        labels=tuple(
            replace(each, properties=_properties(each.properties))
            for each in schema.labels
            if each.name not in odd
        ),
        label_sets=tuple(LabelSet(labels, count) for labels, count in label_sets.items()),
        triples=tuple(each for each in schema.triples if {each.start, each.type, each.end}.isdisjoint(odd)),
        relationship_counts={
            kind: count for kind, count in schema.relationship_counts.items() if kind not in odd
        },
        relationships=tuple(
            replace(each, properties=_properties(each.properties))
            for each in schema.relationships
            if each.type not in odd
        ),
        degrees=tuple(each for each in schema.degrees if {each.label, each.type}.isdisjoint(odd)),
        unnameable=odd,
    )


def _names(schema: GraphSchema) -> Iterator[str]:
    for label in schema.labels:
        yield from (label.name, *(each.name for each in label.properties))
    for kind in schema.relationships:
        yield from (kind.type, *(each.name for each in kind.properties))


def _properties(found: tuple[PropertyInfo, ...]) -> tuple[PropertyInfo, ...]:
    return tuple(each for each in found if can_be_named(each.name))
