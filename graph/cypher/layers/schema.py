"""Layer 7: what the query names is there, in the live schema of the tenant's graph.

A query with a wrong label, property or direction is no error to a server: it answers "nothing", which reads
like an answer. So a name that the graph does not have, and a relationship that never leads that way, is a
refusal for a query that was generated, and a notice for one that a person has typed and may know better.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from rapidfuzz import fuzz, process, utils

from graph.cypher import ast
from graph.cypher.errors import Layer
from graph.cypher.layers.report import LayerReport, passed, refuse
from graph.cypher.scopes import ANY_NODE, NodeShape, RelationshipShape, scoped, shape_at
from graph.schema import GraphSchema, Triple

ALWAYS_THERE: Final = frozenset({"orig_id"})
"""Properties that every node of a graph has, which its schema leaves out."""
_NEAR_ENOUGH: Final = 65
_MAX_NEAREST: Final = 3


def check(
    statement: ast.Statement, schema: GraphSchema, *, strict: bool
) -> tuple[LayerReport, tuple[str, ...]]:
    """The report, and what does not fit the graph as notices.

    A schema that could not be read completely refuses nothing either.

    Raises:
        CypherRefused: ``strict``, and something does not fit.
    """
    found = tuple(dict.fromkeys(misfits(statement, schema)))
    if strict and not schema.notices:
        refuse(Layer.SCHEMA, found)
    detail = f"{len(found)} names or directions unknown" if found else "all names and directions are there"
    return passed(Layer.SCHEMA, detail), found


def misfits(statement: ast.Statement, schema: GraphSchema) -> Iterator[str]:
    """What a query names that the graph does not have, each with the nearest names that it has."""
    labels = {each.name for each in schema.labels}
    denied = _denied_paths(statement)
    for node, scope in scoped(statement):
        match node:
            case ast.Label(name) if name not in labels:
                yield _unknown("label", name, labels)
            case ast.RelationshipPattern(types=types):
                known = schema.relationship_counts
                yield from (_unknown("relationship type", each, known) for each in types if each not in known)
            case ast.PathPattern():
                left = node.start
                for step in node.steps:
                    ends = shape_at(left, scope), shape_at(step.node, scope)
                    yield from _unlinked(*ends, step, schema, denied=id(node) in denied)
                    left = step.node
            case _:
                for variable, key in _properties(node):
                    yield from _unknown_property(scope.get(variable), key, schema)
        if isinstance(node, ast.NodePattern):
            for entry in node.properties:
                yield from _unknown_property(shape_at(node, scope), entry.key, schema)
        if isinstance(node, ast.RelationshipPattern):
            for entry in node.properties:
                yield from _unknown_property(RelationshipShape(node.types), entry.key, schema)


def _denied_paths(statement: ast.Statement) -> frozenset[int]:
    """Which paths, by identity, a query wants not to be there."""
    return frozenset(
        id(each)
        for node in ast.walk(statement)
        if isinstance(node, ast.Unary) and node.operator == "NOT"
        for each in ast.walk(node.operand)
        if isinstance(each, ast.PathPattern)
    )


def _properties(node: ast.Node) -> Iterator[tuple[str, str]]:
    """The variables whose properties are read directly here, and which."""
    match node:
        case ast.Property(ast.Variable(variable), key):
            yield variable, key
        case ast.MapProjection(variable, items):
            yield from ((variable, item.key) for item in items if isinstance(item, ast.OneProperty))


def _unknown_property(
    owner: NodeShape | RelationshipShape | None, key: str, schema: GraphSchema
) -> Iterator[str]:
    match owner:
        case NodeShape(alternatives) if key not in ALWAYS_THERE and _is_known(owner, schema):
            names = {name for labels in alternatives for name in _node_properties(labels, schema)}
            what = "" if owner == ANY_NODE else " of " + " or ".join(map(":".join, map(sorted, alternatives)))
        case RelationshipShape(types) if schema.relationships:
            known = [each for each in schema.relationships if not types or each.type in types]
            names = {each.name for info in known for each in info.properties}
            what = f" of {' or '.join(types)}" if types else " of a relationship"
        case _:
            return
    if key not in names:
        yield _unknown(f"property{what}", key, names)


def _is_known(shape: NodeShape, schema: GraphSchema) -> bool:
    """Whether its labels are there; of a label that is not, one complaint is enough."""
    return all(schema.label(label) for labels in shape.alternatives for label in labels)


def _node_properties(labels: frozenset[str], schema: GraphSchema) -> set[str]:
    """The properties of nodes that have one of the labels; of all nodes, for no label."""
    infos = [each for each in schema.labels if not labels or each.name in labels]
    return {each.name for info in infos for each in info.properties}


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    found = process.extract(
        name,
        sorted(known),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=_MAX_NEAREST,
        score_cutoff=_NEAR_ENOUGH,
    )
    nearest = ", ".join(match for match, _, _ in found)
    kind, _, owner = what.partition(" of ")
    of = f" of {owner}" if owner else ""
    return f"the graph has no {kind} {name}{of}" + (f" (nearest: {nearest})" if nearest else "")


def _unlinked(
    left: NodeShape, right: NodeShape, step: ast.Step, schema: GraphSchema, *, denied: bool
) -> Iterator[str]:
    """Why no relationship of this step can be there.

    Of longer ones only the names are checked, and one of any type claims nothing: whether something is
    connected at all is a fair question. So is, of one that is denied, whether none of these nodes has it when
    others do that share a label with them: that no Fasta file is an output is an answer.
    """
    relationship = step.relationship
    labels = {label for shape in (left, right) for each in shape.alternatives for label in each}
    types = relationship.types
    known = all(schema.label(label) for label in labels) and set(types) <= schema.relationship_counts.keys()
    if not types or relationship.length is not None or not known:
        return
    start, end = (right, left) if relationship.direction == "left" else (left, right)
    leading = [each for each in schema.triples if each.type in types]
    backwards = _leads(end, start, leading)
    if _leads(start, end, leading) or (relationship.direction == "either" and backwards):
        return
    if not (denied and not backwards and _leads_for_others(start, end, leading, schema)):
        yield _misled(start, relationship, end, leading, backwards)


def _leads(start: NodeShape, end: NodeShape, triples: Sequence[Triple]) -> Triple | None:
    """The commonest of the triples that a relationship from one to the other can be."""
    there = {(each.start, each.type, each.end) for each in triples}

    def fits(triple: Triple) -> bool:
        starts = [labels for labels in start.alternatives if not labels or triple.start in labels]
        ends = [labels for labels in end.alternatives if not labels or triple.end in labels]
        return any(
            all(
                (one, triple.type, other) in there
                for one in a or {triple.start}
                for other in b or {triple.end}
            )
            for a, b in product(starts, ends)
        )

    return _commonest(filter(fits, triples))


def _leads_for_others(
    start: NodeShape, end: NodeShape, triples: Sequence[Triple], schema: GraphSchema
) -> bool:
    """Whether nodes that have a label in common with these are so connected."""

    def shared(shape: NodeShape) -> set[str]:
        sets = [each.labels for each in schema.label_sets]
        return {label for labels in shape.alternatives for each in sets if labels <= each for label in each}

    starts, ends = shared(start), shared(end)
    return any(each.start in starts and each.end in ends for each in triples)


def _commonest(triples: Iterable[Triple]) -> Triple | None:
    """Of labels that always stand together, the shortest is likeliest to be the name that people use."""
    return min(triples, key=lambda each: (-each.count, len(each.start + each.end)), default=None)


def _misled(
    start: NodeShape,
    relationship: ast.RelationshipPattern,
    end: NodeShape,
    leading: Sequence[Triple],
    backwards: Triple | None,
) -> str:
    asked = f"from {_words(start)} to {_words(end)}"
    if backwards and relationship.direction != "either":
        way = f"{backwards.type} goes from {backwards.start} to {backwards.end}"
        return f"{way}, never the other way" if ANY_NODE in (start, end) else f"{way}, not {asked}"
    real = _commonest(leading)
    way = f"; {real.type} goes from {real.start} to {real.end}" if real else ""
    return f"no {' or '.join(relationship.types)} leads {asked}{way}"


def _words(shape: NodeShape) -> str:
    named = (":".join(sorted(labels)) or "any node" for labels in shape.alternatives)
    return " or ".join(sorted(named))
