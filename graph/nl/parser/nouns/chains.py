"""Chains that a question draws with arrows: each leads from one kind of nodes to the next."""

from itertools import pairwise

from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.parts import Link, Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.glosses import ARROWS
from graph.nl.parser.words.meanings import LabelMeaning, RelationshipMeaning


def link_chains(reader: Reader) -> None:
    """ "A -> R -> B -> S -> C": each noun hangs on the one before it by what stands between them."""
    for one, other in pairwise([noun for noun in reader.nouns if noun.end > noun.start]):
        drawn = [p for p in range(one.end, other.start) if _is_arrow(reader, p)]
        verbs = [verb for verb in reader.verbs() if one.end <= verb.start and verb.end <= other.start]
        if not drawn or len(verbs) != 1:
            continue
        [verb] = verbs
        meaning = verb.as_a(RelationshipMeaning)
        if meaning is None or other.start - one.end != len(drawn) + verb.end - verb.start:
            continue
        ways = reader.connections.ways(one.kind, other.kind, (meaning.types,))
        if ways and len(ways[0].hops) == 1:
            reader.take(verb)
            reader.links.append(Link(one, other, ways[0], other.start))


def named_behind_chain(reader: Reader) -> Noun | None:
    """ "A -> B, list the B": the noun that is named again behind a chain, after the word that asks for it."""
    if not any(_is_arrow(reader, position) for position in range(len(reader.tokens))):
        return None
    last = next((item for item in reversed(reader.items) if item.as_a(LabelMeaning)), None)
    meaning = last.as_a(LabelMeaning) if last else None
    asking = (Operator.LIST, Operator.COUNT, Operator.WHICH)
    if last is None or meaning is None or any(n.start <= last.start < n.end for n in reader.nouns):
        return None
    asked = any(item.asks(*asking) and item.end <= last.start for item in reader.items)
    return next((noun for noun in reader.nouns if asked and noun.kind == meaning.kind), None)


def _is_arrow(reader: Reader, position: int) -> bool:
    token = reader.tokens[position]
    return token.kind is TokenKind.SYMBOL and token.text in ARROWS
