"""The first generator: reads a question against the live schema, with no model and no network.

tokens -> items (``words``) -> nouns and how they hang together (``nouns``), conditions (``conditions``) ->
an operation (``asks``) -> a query tree and its Cypher (``query``). ``interpret`` goes through it, ``state``
keeps what one pass has found. Where words can mean several things, each is a reading; ``certainty`` doubts.
"""

from graph.nl.generate import CONFIDENCE_THRESHOLD, Draft, Request, register
from graph.nl.parser.describe import GENERATOR
from graph.nl.parser.interpret import interpret


@register(GENERATOR, order=100)
def parse(request: Request) -> tuple[Draft, ...]:
    """The readings in which every content word plays a part, best first; none where a word means nothing."""
    drafts, _ = interpret(request)
    return tuple(
        draft for draft in drafts if draft.confidence >= CONFIDENCE_THRESHOLD and not draft.left_over
    )


def why_not(request: Request) -> str:
    """What kept this reader from answering, in a sentence that names the words."""
    _, reason = interpret(request)
    return reason


__all__ = ["interpret", "parse", "why_not"]
