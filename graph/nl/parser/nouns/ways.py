"""The ways on which a noun may hang on those before it."""

from graph.nl.languages.small_words import INTO
from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import Way
from graph.nl.parser.nouns.context import Context
from graph.nl.parser.parts import Noun, Option
from graph.nl.parser.state import Reader


def ways_to(
    reader: Reader, noun: Noun, hung: list[Noun], types: tuple[frozenset[str], ...], context: Context
) -> list[Option[tuple[Way, Noun]]]:
    """The shortest ways from what hangs already; the nearest noun before comes first."""
    found: list[tuple[int, int, Noun, Way]] = []
    for parent in hung:
        if not _may_be_same(parent, noun, types):
            continue
        distance = (
            noun.start - parent.start if parent.start <= noun.start else 1000 + parent.start - noun.start
        )
        for way in reader.connections.ways(parent.kind, noun.kind, types):
            found.append((len(way.hops), distance, parent, way))
    if not found:
        return []
    length = min(each[0] for each in found)
    shortest = sorted((each for each in found if each[0] == length), key=lambda each: each[1])
    if _is_told_by_value(reader, noun):  # "members of X from Y": one name says nothing of another
        shortest.sort(key=lambda each: reader.is_named(each[2]))
    if context.amount or context.negation:  # "members of X with more than 2 tasks": X is one, and named
        shortest = [each for each in shortest if not reader.is_named(each[2])] or shortest
    nearest = shortest[0][2]
    ways = [way for _, _, parent, way in shortest if parent is nearest]
    ways = _voiced(reader, noun, ways, context, hung)
    weight = 1.0 if len(ways) == 1 else 0.9
    return [Option((way, nearest), weight, way_said(way)) for way in ways]


def _is_told_by_value(reader: Reader, noun: Noun) -> bool:
    """Whether a value stands for a node, and no word says what it is."""
    return any(m.start == noun.start and m.end == noun.end for m in reader.modifiers_of(noun))


def _may_be_same(parent: Noun, noun: Noun, types: tuple[frozenset[str], ...]) -> bool:
    """Nodes of one kind hang together only where the question says how."""
    return bool(types) or not (parent.kind.names & noun.kind.names)


def _voiced(reader: Reader, noun: Noun, ways: list[Way], context: Context, others: list[Noun]) -> list[Way]:
    """Between nodes of one kind the voice says the direction: "cited by" is against the arrow.

    Between others a preposition may: "files from a task" are those to which its relationships lead.
    """
    if len(ways) > 1 and all(len(way.hops) == 1 for way in ways) and not context.verbs:
        from_it = any(item.asks(Operator.FROM) for item in context.read)
        into_it = any(reader.tokens[item.end - 1].key in INTO for item in context.read)
        ways = [way for way in ways if way.hops[0].forward is into_it] if from_it is not into_it else ways
    if len(ways) == 2 and len(ways[0].hops) == 1 and ways[0].types == ways[1].types:
        if noun.does & ways[0].types:  # "taxa without children": those are at the beginning of CHILD_OF
            return [way for way in ways if way.hops[0].forward is noun.receives]
        passive = any(item.asks(Operator.BY) for item in context.read)
        passive = passive or any(each.receives and each.end <= noun.start for each in others)
        late = any(verb.start >= noun.end for verb in context.verbs)  # "which novels does Solaris cite"
        return [way for way in ways if way.hops[0].forward != (passive != late)]
    return ways


def way_said(way: Way) -> str:
    """The relationships of a way, as a reading names them."""
    return ", ".join(hop.type for hop in way.hops)
