""" "All" and "every": what is said of the whole, and what of each single one."""

from graph.nl.languages.small_words import COPULAS, DOING, HAVING
from graph.nl.operators import Operator
from graph.nl.parser.parts import Noun
from graph.nl.parser.state import Reader
from graph.nl.parser.words.meanings import Item, RelationshipMeaning


def take_all_of(reader: Reader, noun: Noun) -> None:
    """ "All tasks" are the tasks; "tasks that all failed" is another question, and "all" stays unread."""
    covered = {p for m in reader.modifiers_of(noun) if m.adjective for p in range(m.start, m.end)}
    position = noun.start - 1
    while position >= 0 and (position in covered or reader.is_filler(position)):
        position -= 1
    opening = next((i for i in reader.items if not reader.taken(i)), None)
    for item in reader.items:
        if (
            item.asks(Operator.ALL)
            and item.start <= position < item.end
            and not (opening and opening.asks(Operator.YES_NO))
            and not asks_of_all(reader)
            and not is_of_every(reader, item, noun)
        ):
            reader.take(item)


def asks_of_all(reader: Reader) -> bool:
    """ "Tutti i task sono finiti?", "every task has an output?": a question by its mark alone."""
    opening = next((item for item in reader.items if not item.asks(Operator.POLITE)), None)
    marked = reader.request.question.original.rstrip().endswith("?")
    return (
        marked
        and opening is not None
        and opening.asks(Operator.ALL, Operator.EACH)
        and any(token.key in COPULAS | HAVING | DOING for token in reader.tokens)
        and not any(i.asks(Operator.COUNT, Operator.WHICH, Operator.WHO, Operator.LIST) for i in reader.items)
    )


def _is_of_whose(reader: Reader, every: Item, noun: Noun) -> bool:
    """ "Users all of whose tasks failed": of each single one, which is not read."""
    whose = (i for i in reader.items if every.end <= i.start and i.end <= noun.start)
    return any(item.asks(Operator.WITH, Operator.WHO) for item in whose)


def is_of_every(reader: Reader, every: Item, noun: Noun) -> bool:
    """ "Users who ran all Blast tasks", "members of all projects": of each single one, which is not read."""
    doer = any(n.does and n.end <= every.start and reader.adjacent(n.end, every.start) for n in reader.nouns)
    before = reader.left_of(every.start)
    if before and before.asks(Operator.BY):
        before = reader.left_of(before.start)
    verb = before is not None and before.as_a(RelationshipMeaning) is not None
    return (
        _is_of_whose(reader, every, noun)
        or doer
        or (verb and any(other.end <= every.start for other in reader.nouns if other is not noun))
    )
