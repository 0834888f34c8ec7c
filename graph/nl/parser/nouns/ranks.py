"""Nodes of one kind that lie in each other, told apart by a rank: "family of X", "species of the genus Y"."""

from dataclasses import replace
from itertools import combinations, permutations
from typing import Final

from graph.nl.languages.small_words import DOING, HAVING, OF
from graph.nl.operators import Operator
from graph.nl.parser.nouns.connections import MAX_HOPS, Way
from graph.nl.parser.parts import Link, Modifier, Noun
from graph.nl.parser.query.build import renamed
from graph.nl.parser.state import Reader
from graph.nl.parser.words.general_verbs import inner_way
from graph.nl.parser.words.meanings import Item

MOST_RANKS: Final = 12
_JOINING: Final = (Operator.AND, Operator.OR, Operator.BUT)


def separate_ranks(reader: Reader) -> None:
    """Two ranks, or a rank and the name of another node, are said of two nodes, one inside the other.

    Which of them is the upper one the ranks tell, so that the nodes between may be passed either way. Where
    something is counted "per genus", it is what lies in each.
    """
    _give_ranks_to_names(reader)
    for noun in list(reader.nouns):
        way = inner_way(reader, noun.kind)
        if way is None or any(noun in (link.parent, link.child) for link in reader.links):
            continue
        for first, second in combinations(reader.modifiers_of(noun), 2):
            rank = next((m for m in (first, second) if _is_rank(reader, noun, m)), None)
            if rank is None or not _are_of_two(reader, noun, first, second):
                continue
            _separate(reader, noun, way, rank, second if rank is first else first)
            break


def _give_ranks_to_names(reader: Reader) -> None:
    """ "Which taxa belong to the family X": right before a name the rank is that of whatever has the name."""
    for rank, name in permutations(reader.modifiers, 2):
        apart = rank.owner is not name.owner and rank.owner.kind.names & name.owner.kind.names
        beside = rank.end == name.start and rank.owner.start < rank.start and reader.gives_name(name)
        if apart and beside and _is_rank(reader, rank.owner, rank):
            rank.condition = renamed(rank.condition, rank.owner.variable, name.owner.variable)
            rank.owner = name.owner


def _is_rank(reader: Reader, noun: Noun, modifier: Modifier) -> bool:
    """Whether a condition says of which sort a node is: a property of few values, and no name."""
    info = reader.property_of(noun.kind, modifier.property)
    return info is not None and 0 < len(info.values) <= MOST_RANKS and not reader.gives_name(modifier)


def _are_of_two(reader: Reader, noun: Noun, first: Modifier, second: Modifier) -> bool:
    """Whether a word stands between that makes them two; "genus Prunus" is one, and so is "A or B"."""
    ranks = [_is_rank(reader, noun, each) for each in (first, second)]
    if not all(ranks) and not reader.gives_name(first if ranks[1] else second):
        return False
    between = range(first.end, second.start)
    if not between or (all(ranks) and first.property != second.property):
        return False
    joined = any(item.asks(*_JOINING) and item.start in between for item in reader.items)
    return not joined and any(_parts(reader, position) for position in between)


def _parts(reader: Reader, position: int) -> bool:
    """Whether a word stands there by which one thing is another's: "of", "in", "per", "has"."""
    item = _item_at(reader, position)
    marks = item is not None and item.asks(Operator.EACH, Operator.WITH, Operator.YES_NO, Operator.BELONGS)
    return marks or reader.tokens[position].key in reader.prepositions | OF | HAVING | DOING


def _item_at(reader: Reader, position: int) -> Item | None:
    return next((item for item in reader.items if item.start <= position < item.end), None)


def _separate(reader: Reader, noun: Noun, way: Way, rank: Modifier, other: Modifier) -> None:
    """Give what is said from the second condition on a node of its own."""
    each_of = reader.operator_left_of(other.start, Operator.EACH) is not None
    node = reader.add_noun(noun.kind, other.start, other.end if each_of else other.start)
    later = [m for m in reader.modifiers_of(noun) if m is other or (m.start > other.start and m is not rank)]
    for each in later:
        each.condition = renamed(each.condition, noun.variable, node.variable)
        each.owner = node
    hops = tuple(replace(hop, most=MAX_HOPS) for hop in way.hops)
    reader.take_all(Operator.BELONGS)
    for position in range(min(rank.end, other.start), max(rank.end, other.start)):
        item = _item_at(reader, position)
        if item is not None and item.asks(Operator.WITH, Operator.YES_NO):
            reader.take(item)
    reader.links.append(Link(noun, node, Way(hops), other.start, either=not each_of))
