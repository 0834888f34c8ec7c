"""Whether there is something, and whether something is said of all."""

from graph.nl.languages.small_words import PLURAL_COPULAS
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer
from graph.nl.parser.asks.roles import begins_yes_no, is_singular
from graph.nl.parser.asks.shares import all_have
from graph.nl.parser.conditions.every import asks_of_all
from graph.nl.parser.nouns.links import connect
from graph.nl.parser.parts import Noun
from graph.nl.parser.query.build import counted, pattern_of
from graph.nl.parser.query.tree import Column, Comparison, Number, Query
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item


def yes_or_no(reader: Reader) -> Answer | None:
    """ "Is there a task that ...", "did ada run a Blast task"."""
    first = next((item for item in reader.items if not item.asks(Operator.POLITE)), None)
    if first is None or not begins_yes_no(reader) or not reader.nouns:
        return None
    if reader.first(Operator.COUNT, Operator.LIST, Operator.WHICH):
        return None
    root = reader.nouns[0]
    reader.take(first)
    connect(reader, root)
    reader.take_all(Operator.YES_NO)
    every = reader.operator_left_of(root.start, Operator.ALL, Operator.EACH)
    if every or asks_of_all(reader) or _speaks_of_all(reader, first, root):
        reader.take(*([every] if every else []))
        query = all_have(reader, root)
        return Answer("boolean", "whether all are", query, target=root) if query else None
    pattern = pattern_of(reader, root)
    answer = Comparison(counted(reader, root, pattern), ">", Number(0))
    return Answer("boolean", "whether there is", Query(pattern, (Column(answer, "answer"),)), target=root)


def _speaks_of_all(reader: Reader, first: Item, root: Noun) -> bool:
    """ "Are the Blast tasks finished": a definite plural and what they are; one alone is no answer."""
    article = next((item for item in reader.items if item.end == root.start), None)
    definite = article is not None and article.asks(Operator.DEFINITE) and first.end == article.start
    return (
        definite
        and not is_singular(reader, root)
        and reader.said(first.start, first.end).casefold() in PLURAL_COPULAS
    )
