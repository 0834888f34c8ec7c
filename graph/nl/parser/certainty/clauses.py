"""Clauses whose head is another noun than the one they were read of: they are asked back."""

from typing import Final

from graph.nl.languages.small_words import COPULAS, DOING, FROM, OF, RELATIVES, THEY, TYPES
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer
from graph.nl.parser.asks.roles import is_singular
from graph.nl.parser.conditions.negation import NEGATIONS
from graph.nl.parser.parts import Link, Noun
from graph.nl.parser.state import UNREAD, Reader
from graph.nl.parser.words.meanings import PropertyMeaning, RelationshipMeaning
from graph.nl.parser.words.names import is_file_name
from graph.nl.parser.words.wordforms import names_doers

_WHOSE: Final = frozenset({"whose", "cui"})


def doubt_owners(reader: Reader) -> None:
    """ "Owner of file-3", where people own tasks only: whose tasks used it is another question."""
    for item in reader.items:
        meaning = item.as_a(RelationshipMeaning)
        word = reader.tokens[item.start].key
        if meaning is None or item.start not in reader.read or not names_doers(word) or meaning.nominal:
            continue
        for link in reader.links:
            if meaning.types & link.way.types and len(link.way.hops) > 1:
                reader.doubt(UNREAD, f"nothing here has a {word!r} like that")


def doubt_heads(reader: Reader) -> None:
    """ "Users who use files that belong to an institution": what belongs is the files."""
    for noun in reader.nouns:
        pronoun = noun.end
        if noun.end == noun.start or pronoun >= len(reader.tokens):
            continue
        belongs = next((i for i in reader.items if i.start == pronoun + 1 and i.asks(Operator.BELONGS)), None)
        if reader.tokens[pronoun].key not in RELATIVES or belongs is None or reader.is_named(noun):
            continue
        link = next((each for each in reader.links if each.child.start >= belongs.end), None)
        if link is not None and link.parent is not noun and link.child is not noun:
            reader.doubt(
                UNREAD, f"it is not clear what {reader.said(belongs.start, belongs.end)!r} is said of"
            )


def doubt_origins(reader: Reader, answer: Answer) -> None:
    """ "Which countries are the collectors of fungi from": theirs, and not those of the fungi."""
    last = reader.tokens[-1]
    if last.key not in FROM or answer.kind != "distinct":
        return
    copula = next((i for i in reader.items if i.asks(Operator.YES_NO)), None)
    asked = reader.left_of(copula.start, lambda i: i.as_a(PropertyMeaning) is not None) if copula else None
    subject = next((n for n in reader.nouns if copula and n.start >= copula.end and n.end > n.start), None)
    owner = answer.target
    if copula is None or asked is None or subject is None or answer.query is None or owner is None:
        return
    others = [n for n in reader.nouns if n is not subject and n.end > n.start and n.start >= copula.end]
    if any(f"variable='{noun.variable}'" in repr(answer.query.stages) for noun in others):
        reader.doubt(UNREAD, "it is not clear who is from there")


def doubt_ranked_clauses(reader: Reader, answer: Answer) -> None:
    """ "Who ran the task that produced most files": it is the task that is ranked, and not who ran it."""
    if answer.kind != "ranking" or answer.target is None:
        return
    for item in reader.items:
        if not item.asks(Operator.TOP, Operator.BOTTOM) or item.start not in reader.read:
            continue
        for noun in reader.nouns:
            key = reader.tokens[noun.end].key if noun.end < item.start else ""
            clause = noun is not answer.target and noun.end > noun.start and key in RELATIVES - _WHOSE
            if clause and is_singular(reader, noun) and not reader.is_named(noun) and _is_child(reader, noun):
                reader.doubt(UNREAD, "it is not clear which of them is ranked")


def _is_child(reader: Reader, noun: Noun) -> bool:
    return any(link.child is noun for link in reader.links)


def doubt_denied_plurals(reader: Reader) -> None:
    """ "Institutions whose users ran no Bold task": none of them did, and not one who did not."""
    for link in reader.links:
        above = next((each for each in reader.links if each.child is link.parent), None)
        if link.negated and above is not None and _is_whose(reader, above):
            reader.doubt(UNREAD, "it is not clear whether all of them are meant")
    if any(token.key in THEY for token in reader.tokens) and any(link.negated for link in reader.links):
        reader.doubt(UNREAD, "it is not clear who is meant")


def _is_whose(reader: Reader, link: Link) -> bool:
    before = reader.tokens[link.child.start - 1].key if link.child.start else ""
    several = link.child.end > link.child.start and not is_singular(reader, link.child)
    return (
        before in _WHOSE
        and several
        and not any(i.asks(*NEGATIONS) and i.end == link.child.start for i in reader.items)
    )


_COMING: Final = frozenset({"came", "come", "comes", "coming", "derive", "derives", "proviene", "provengono"})


def doubt_results(reader: Reader, answer: Answer) -> None:
    """ "What did ada's tasks produce", "what came out of task 7": what is asked for is not what is named."""
    target, keys = answer.target, [token.key for token in reader.tokens]
    if answer.kind != "list" or target is None:
        return
    if set(keys) & _COMING and reader.is_named(target) and not reader.links:
        reader.doubt(UNREAD, "what came of it is not told")
    last = next((item for item in reversed(reader.items) if item.end == len(keys)), None)
    opens = keys[0] == "what" and keys[1:2] and keys[1] in DOING
    if opens and last and last.as_a(RelationshipMeaning) and not any(n.start <= 1 for n in reader.nouns):
        reader.doubt(UNREAD, "what is asked for has no name")


def doubt_sizes(reader: Reader, answer: Answer) -> None:
    """ "How big is the graph", "the size of the graph": its own, and not those of what lies in it."""
    last = next((item for item in reversed(reader.items) if item.asks(Operator.POLITE)), None)
    if last is None or last.end != len(reader.tokens) or answer.kind not in ("list", "distinct"):
        return
    whole = reader.tokens[last.end - 1].key in _GRAPHS
    joined = last.start > 0 and reader.tokens[last.start - 1].key in OF | COPULAS
    if whole and joined and not any(noun.end > noun.start for noun in reader.nouns):
        reader.doubt(UNREAD, "it is not clear what of the graph is asked for")


_GRAPHS: Final = frozenset({"graph", "database", "data", "grafo"})


def doubt_numbers_beside(reader: Reader, answer: Answer) -> None:
    """ "Databases with number of files": a number for each of them, and not one of all."""
    counting = next((item for item in reader.items if item.asks(Operator.COUNT)), None)
    joint = reader.left_of(counting.start) if counting else None
    before = [n for n in reader.nouns if joint and n.end > n.start and n.end <= joint.start]
    if answer.kind == "count" and joint and joint.asks(Operator.WITH) and before:
        reader.doubt(UNREAD, "it is not clear of what a number is asked for")


def doubt_parts_taken(reader: Reader) -> None:
    """ "Institutions that take part in X": those that coordinate it, or those whose people belong to it."""
    for item in reader.items:
        if not item.asks(Operator.BELONGS) or item.start not in reader.read:
            continue
        takes_part = any(reader.tokens[p].key.startswith("part") for p in range(item.start, item.end))
        first = next((noun for noun in reader.nouns if noun.start >= item.end), None)
        types = {t.casefold() for link in reader.links if link.child is first for t in link.way.types}
        if takes_part and any(each.endswith("_by") for each in types):
            reader.doubt(UNREAD, "it is not clear how they take part")


def doubt_ranked_levels(reader: Reader, answer: Answer) -> None:
    """ "Which genus has the most specimens": those of its species may be meant, too."""
    if answer.kind != "ranking" or answer.target is None:
        return
    nested = {each.start for each in reader.schema.triples if each.start == each.end}
    if not answer.target.kind.names & nested:
        return
    levels = [m for m in reader.modifiers_of(answer.target) if m.property and not reader.gives_name(m)]
    others = any(link.child.kind != link.parent.kind for link in reader.links)
    if others and any(m.start == answer.target.start for m in levels):
        reader.doubt(UNREAD, "it is not clear whether the levels below are meant, too")


def doubt_distinct_nodes(reader: Reader, answer: Answer) -> None:
    """ "Distinct databases", of which each is several files: one of each name, and not all files."""
    target = answer.target
    if answer.kind != "list" or target is None or not _is_distinct(reader, target):
        return
    for name in reader.names_of(target.kind):
        info = reader.property_of(target.kind, name)
        values = info.values if info and is_file_name(name) else ()
        if len({value.rsplit(".", 1)[0] for value in values}) < len(values):
            reader.doubt(UNREAD, "several of them are of one name")


def doubt_types_of_others(reader: Reader, answer: Answer) -> None:
    """ "Count tasks by type", where institutions have a type and tasks have none: their kind may be meant."""
    if answer.kind != "groups" or answer.target is None:
        return
    for item in reader.items:
        meaning = item.as_a(PropertyMeaning)
        if meaning is None or item.start not in reader.read or reader.tokens[item.start].key not in TYPES:
            continue
        own = any(info.name in meaning.names for info in reader.properties_of(answer.target.kind))
        named = any(n.end > n.start != item.start and n is not answer.target for n in reader.nouns)
        if not own and not named:
            reader.doubt(UNREAD, f"{reader.said(item.start, item.end)!r} may mean their kind")


def _is_distinct(reader: Reader, noun: Noun) -> bool:
    words = (item for item in reader.items if item.asks(Operator.DISTINCT))
    return any(reader.adjacent(item.end, noun.start) for item in words)
