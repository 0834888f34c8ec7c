"""From the meanings in a question to one reading of the whole."""

from graph.nl.generate import Request
from graph.nl.parser.conditions import attach_literals, attach_property_literals, attach_values
from graph.nl.parser.joins import connect
from graph.nl.parser.operations import decide
from graph.nl.parser.reader import QuestionReader
from graph.nl.parser.reading import Reading, Unread


def interpret(request: Request) -> Reading | Unread:
    """The best reading of the question, however sure, or why there is none."""
    reader = QuestionReader(request)
    reader.find_nodes()
    attach_values(reader)
    if not reader.nodes:
        return Unread("Nothing in the question names anything that this graph holds.")
    attach_property_literals(reader)
    attach_literals(reader)
    if not connect(reader):
        return Unread("What the question names is not connected in this graph.")
    return reader.finish(decide(reader))
