"""How the nodes of a question hang together."""

from graph.nl.parser.lexicon import Item, Operator, RelationshipMeaning
from graph.nl.parser.paths import Way, shortest_way
from graph.nl.parser.reader import AMBIGUOUS, PER_IMPLIED_HOP, QuestionReader
from graph.nl.parser.reading import Edge


def connect(reader: QuestionReader) -> bool:
    """Hang every node on an earlier one by the shortest way; false when one cannot be."""
    hints = [item for item in reader.items if isinstance(item.meaning, RelationshipMeaning)]
    by_node: dict[int, list[Item]] = {}
    for hint in hints:
        following = [i for i, node in enumerate(reader.nodes) if i and node.start >= hint.end]
        by_node.setdefault(following[0] if following else len(reader.nodes) - 1, []).append(hint)
    for index in range(1, len(reader.nodes)):
        edge = _hang(reader, index, by_node.get(index, []))
        if edge is None:
            return False
        reader.edges.append(edge)
    for hint in by_node.get(0, []):
        _require_relationship(reader, hint)
    _doubt_inner_nodes(reader)
    return True


def _hang(reader: QuestionReader, index: int, hints: list[Item]) -> Edge | None:
    """The edge to the node: by the types that the question names, or else by any."""
    types = frozenset(item.meaning.type for item in hints if isinstance(item.meaning, RelationshipMeaning))
    for wanted in (types, frozenset[str]()):
        ways: list[tuple[int, int, Way]] = []
        for earlier in range(index):
            start, end = reader.nodes[earlier].labels, reader.nodes[index].labels
            if way := shortest_way(reader.schema, start, end, wanted):
                ways.append((len(way.hops), -earlier, way))
        if not ways:
            continue
        length, earlier, way = min(ways, key=lambda each: each[:2])
        if way.alternatives:
            reader.doubt(AMBIGUOUS, "more than one relationship could be meant")
        reader.confidence *= PER_IMPLIED_HOP ** (length - 1)
        for hint in hints:
            if isinstance(hint.meaning, RelationshipMeaning) and hint.meaning.type in way.types:
                _take_verb(reader, hint)
        return Edge(-earlier, index, way)
    return None


def _take_verb(reader: QuestionReader, verb: Item) -> None:
    """A verb that was understood, with its preposition: "run by"."""
    reader.take(verb)
    for item in reader.items:
        if item.meaning is Operator.BY and item.start == verb.end:
            reader.take(item)


def _require_relationship(reader: QuestionReader, hint: Item) -> None:
    """The only node must have this relationship ("input files"); with several ends it is unclear."""
    node = reader.nodes[0]
    if not isinstance(hint.meaning, RelationshipMeaning):
        return
    kind = hint.meaning.type
    starts = any(triple.type == kind and triple.start in node.labels for triple in reader.schema.triples)
    ends = any(triple.type == kind and triple.end in node.labels for triple in reader.schema.triples)
    if starts != ends:
        node.related_by.add(kind)
        _take_verb(reader, hint)


def _doubt_inner_nodes(reader: QuestionReader) -> None:
    """A node passed on the way may be one that the question names elsewhere: then two readings exist."""
    named = [node.labels for node in reader.nodes]
    for edge in reader.edges:
        for label in edge.way.inner_labels:
            if any(reader.schema.together(labels | {label}) for labels in named if labels):
                reader.doubt(AMBIGUOUS, f"which {label} is meant is unclear")
