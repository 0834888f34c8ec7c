"""The first generator: reads a question against the live schema, with no model and no network."""

from graph.nl.generate import CONFIDENCE_THRESHOLD, Draft, Request, register
from graph.nl.parser.interpret import interpret
from graph.nl.parser.reading import Unread
from graph.nl.parser.render import GENERATOR, render


@register(GENERATOR, order=100)
def parse(request: Request) -> Draft | None:
    """A draft when every content word was understood and one reading stands out; otherwise nothing."""
    reading = interpret(request)
    if isinstance(reading, Unread) or reading.confidence < CONFIDENCE_THRESHOLD:
        return None
    return render(reading, request.schema)


def why_not(request: Request) -> str:
    """What kept this reader from answering, in a sentence."""
    reading = interpret(request)
    return reading.reason if isinstance(reading, Unread) else f"{'; '.join(reading.doubts)}."


__all__ = ["interpret", "parse", "why_not"]
