"""Verbs behind all nouns: which of them they say how to hang."""

from graph.nl.operators import Operator
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.nouns.context import Context, is_noun
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, RelationshipMeaning


def give_late_verbs(reader: Reader, contexts: dict[int, Context], root: Noun) -> None:
    """Verbs behind all nouns belong to the last of them: "which database did the failed tasks use"."""
    given = {item.start for context in contexts.values() for item in context.verbs}
    others = [noun for noun in reader.nouns if noun is not root]
    for verb in contexts[id(root)].verbs:
        meaning = verb.as_a(RelationshipMeaning)
        for noun in others:
            direct = reader.connections.ways(root.kind, noun.kind, (meaning.types,)) if meaning else ()
            if not contexts[id(noun)].verbs and direct and len(direct[0].hops) == 1:
                contexts[id(noun)].verbs.append(verb)
                break
    for verb in reader.verbs():
        if verb.start in given or not others or is_noun(reader, verb):
            continue
        meaning = verb.as_a(RelationshipMeaning)
        types = (meaning.types,) if meaning else ()
        fitting = [
            n
            for n in others
            if any(len(w.hops) == 1 for w in reader.connections.ways(root.kind, n.kind, types))
        ]
        if not fitting and (_begins_a_clause(reader, verb, root) or _denies_root(reader, verb, root, others)):
            continue
        nearest = min(
            fitting or others, key=lambda n: abs(n.start - verb.start) + (0 if n.start <= verb.start else 0.5)
        )
        context = contexts[id(nearest)]
        context.verbs.append(verb)
        if (negation := reader.operator_left_of(verb.start, *NEGATIONS)) and context.negation is None:
            context.negation = negation
        if by := reader.operator_right_of(verb.end, Operator.BY):
            context.read.append(by)


def _begins_a_clause(reader: Reader, verb: Item, root: Noun) -> bool:
    """ "Members of MOSSNET but did not collect": a further condition on what the question is about."""
    negation = reader.operator_left_of(verb.start, *NEGATIONS)
    start = negation.start if negation else verb.start
    joint = reader.operator_left_of(start, Operator.AND, Operator.BUT, Operator.OR) or _pronoun(reader, start)
    meaning = verb.as_a(RelationshipMeaning)
    return joint is not None and any(
        reader.connections.reached(root.kind, kind, forward=forward)
        for kind in (meaning.types if meaning else ())
        for forward in (True, False)
    )


def _denies_root(reader: Reader, verb: Item, root: Noun, others: list[Noun]) -> bool:
    """ "How many specimens of X are not identified": what only the root can have is denied of the root."""
    meaning = verb.as_a(RelationshipMeaning)
    if meaning is None or reader.operator_left_of(verb.start, *NEGATIONS) is None:
        return False

    def may_have(noun: Noun) -> bool:
        return any(
            reader.connections.reached(noun.kind, kind, forward=forward)
            for kind in meaning.types
            for forward in (True, False)
        )

    return may_have(root) and not any(map(may_have, others))


def _pronoun(reader: Reader, start: int) -> Item | None:
    """ "Members of X who did not collect anything": a relative pronoun behind what hangs on the root."""
    who = reader.left_of(start, lambda item: item.asks(Operator.WHO))
    return who if who and who.start > 0 else None
