"""Questions that could be meant in two ways, of which only one is read: they are asked back."""

from typing import Final

from graph.nl.languages import Language
from graph.nl.languages.small_words import COPULAS, DOING, HAVING, TYPES
from graph.nl.normalise import TokenKind
from graph.nl.operators import Operator
from graph.nl.parser.answer import Answer
from graph.nl.parser.asks.roles import is_singular
from graph.nl.parser.query.tree import Comparison
from graph.nl.parser.state import UNREAD, Reader
from graph.nl.parser.words.general_verbs import join_the_same
from graph.nl.parser.words.glosses import ARROWS
from graph.nl.parser.words.meanings import LabelMeaning, PropertyMeaning, RelationshipMeaning, ValueMeaning

_BESIDE: Final = (Operator.AND, Operator.WITH, Operator.ALONG)
_ASKING: Final = (Operator.LIST, Operator.COUNT, Operator.WHICH)


def doubt_levels(reader: Reader) -> None:
    """ "Specimens per family", where taxa hang in a hierarchy: the levels below belong to it, too."""
    nested = {each.start for each in reader.schema.triples if each.start == each.end}
    for noun in reader.nouns:
        if not noun.kind.names & nested or not any(
            each.asks(Operator.EACH) and each.end <= noun.start for each in reader.items
        ):
            continue
        called = reader.names_of(noun.kind)
        levels = [m for m in reader.modifiers_of(noun) if m.property and m.property not in called]
        hung = any(
            noun in (link.parent, link.child) and link.parent.kind != link.child.kind for link in reader.links
        )
        if hung and any(noun.start == noun.end or m.start == noun.start for m in levels):
            reader.doubt(UNREAD, "it is not clear whether the levels below are meant, too")


def doubt_distant_values(reader: Reader) -> None:
    """ "Projects still running", where only the tasks of their members run: nothing says that they are meant.

    What a node is called may stand for it from afar ("files of ada"); any other value needs its noun.
    """
    for link in reader.links:
        noun = link.child
        said = [m for m in reader.modifiers_of(noun) if m.start <= noun.start and noun.end <= m.end]
        if len(link.way.hops) > 1 and any(m.property and not reader.gives_name(m) for m in said):
            reader.doubt(UNREAD, f"it is not clear whose {said[0].said} it is")


def doubt_enumerations(reader: Reader) -> None:
    """ "Members, students and coordinators": behind a comma, others of a row, not a condition."""
    for noun in reader.nouns:
        value = next((i for i in reader.items if i.start == noun.end and i.as_a(ValueMeaning)), None)
        comma = (
            noun.end > noun.start and f"{reader.tokens[noun.end - 1].text}," in reader.request.question.text
        )
        joint = next((i for i in reader.items if value and i.start == value.end), None)
        if value and comma and joint and joint.asks(Operator.AND) and value.start in reader.read:
            reader.doubt(UNREAD, "it is not clear what is asked of each")


def doubt_kinds_of(reader: Reader, answer: Answer) -> None:
    """ "How many kinds of tasks": where no property says of which kind they are, no number of tasks does."""
    for item in reader.items:
        kinds = item.asks(Operator.DISTINCT) and reader.tokens[item.start].key in TYPES
        if (
            kinds
            and item.start in reader.read
            and answer.said in ("number of", "list of")
            and not answer.subject
        ):
            reader.doubt(UNREAD, f"{reader.said(item.start, item.end)!r} plays no part")


def doubt_denied_verbs(reader: Reader) -> None:
    """ "Blast che non usano blastn": the value behind a denied verb is denied, and not the verb alone."""
    for link in reader.links:
        if not link.negated or link.child.end > link.child.start:
            continue
        for verb in reader.items:
            meaning = verb.as_a(RelationshipMeaning)
            if meaning and meaning.types & link.way.types:
                values = [m for m in reader.modifiers_of(link.parent) if m.start == verb.end]
                if any(isinstance(m.condition, Comparison) and m.condition.operator == "=" for m in values):
                    reader.doubt(UNREAD, f"it is not clear what {reader.said(verb.start, verb.end)!r} denies")


def doubt_excepted_relationships(reader: Reader) -> None:
    """ "The most relationships other than RUNS": it is said of relationships, and not of nodes."""
    for item in reader.items:
        number = item.asks(Operator.DEGREE, Operator.IN_DEGREE, Operator.OUT_DEGREE)
        behind = next((i for i in reader.items if i.start == item.end), None) if number else None
        if behind and behind.asks(Operator.EXCEPT, Operator.NOT) and behind.start in reader.read:
            reader.doubt(UNREAD, f"{reader.said(behind.start, behind.end)!r} is not understood here")


def doubt_statements(reader: Reader, answer: Answer) -> None:
    """ "Are the files Fasta files" is answered by yes or no, and by no list."""
    opening = [token.key for token in reader.tokens[:2]]
    if opening[:1] and opening[0] in COPULAS and opening[1:] == ["the"] and answer.kind == "list":
        reader.doubt(UNREAD, "it asks whether something is so")


def doubt_companions(reader: Reader, answer: Answer) -> None:
    """ "Projects with their coordinating institution": what is to stand beside each is not in the rows."""
    if answer.kind != "list" or answer.query is None or answer.target is None:
        return
    rows = repr(answer.query.columns)
    for noun in reader.nouns:
        whose = next((i for i in reader.items if i.asks(Operator.POSSESSIVE) and i.end <= noun.start), None)
        joint = whose and reader.left_of(whose.start, lambda each: each.asks(*_BESIDE))
        if joint is None or noun is answer.target or reader.tokens[joint.start].key in HAVING:
            continue
        names = {noun.variable, *(link.variable for link in reader.links if link.child is noun)} - {""}
        if not any(f"'{name}'" in rows for name in names):
            reader.doubt(UNREAD, f"{reader.said(noun.start, noun.end)!r} plays no part")


def doubt_other_answers(reader: Reader, answer: Answer) -> None:
    """ "Has X ended", "X ha un budget": asked to be told yes or no, a list or a value is no answer."""
    if answer.kind not in ("list", "distinct"):
        return
    keys = [token.key for token in reader.tokens]
    end = 0
    for modifier in sorted(reader.modifiers, key=lambda each: each.start):
        if modifier.start == end and reader.gives_name(modifier):
            end = modifier.end
    states = 0 < end < len(keys) and keys[end] in HAVING | COPULAS
    if keys[0] in HAVING | DOING or states:
        reader.doubt(UNREAD, "it asks whether something is so")


def doubt_chains(reader: Reader, answer: Answer) -> None:
    """ "A → B → C, list the C": what is asked for is named again behind the chain."""
    if not any(token.kind is TokenKind.SYMBOL and token.text in ARROWS for token in reader.tokens):
        return
    last = next((item for item in reversed(reader.items) if item.as_a(LabelMeaning)), None)
    meaning = last.as_a(LabelMeaning) if last else None
    if last is None or meaning is None or answer.target is None:
        return
    asked = any(item.asks(*_ASKING) and item.end <= last.start for item in reader.items)
    if asked and not meaning.kind.names & answer.target.kind.names:
        reader.doubt(UNREAD, f"{reader.said(last.start, last.end)!r} plays no part")


def doubt_counted_lists(reader: Reader, answer: Answer) -> None:
    """ "For each project, list its members": they are to be listed, and a number of them is no list."""
    if answer.kind != "groups" or not reader.links or any(reader.properties()):
        return
    listed = any(i.asks(Operator.LIST) and not i.asks(Operator.COUNT) for i in reader.items)
    if listed and not any(i.asks(Operator.COUNT, Operator.DISTRIBUTED) for i in reader.items):
        reader.doubt(UNREAD, "it is not clear whether they are to be counted")


def doubt_other_verbs(reader: Reader) -> None:
    """ "Fasta files produced by Bold tasks", where such files are only used: the other verb is not said."""
    said = [m.types for i in reader.items if (m := i.as_a(RelationshipMeaning)) and i.start in reader.read]
    for link in reader.links:
        ends = link.parent.kind, link.child.kind
        alone = link.child.end == link.child.start or len(link.way.hops) > 1
        if alone or any(types & link.way.types for types in said):
            continue
        near = ends[0].names | ends[1].names
        for types in said:
            fits = any(len(way.hops) == 1 for way in reader.connections.ways(*ends, (types,)))
            if not fits and join_the_same(reader, types, link.way.types, near):
                reader.doubt(UNREAD, f"{', '.join(sorted(types))} does not lead from one to the other")


def doubt_shared_conditions(reader: Reader) -> None:
    """ "Tasks started and ended in March": the first is no column that is asked for."""
    conditions = {modifier.property for modifier in reader.modifiers}
    for item in reader.items:
        joint = reader.right_of(item.end, lambda each: each.asks(Operator.AND))
        following = next((each for each in reader.items if joint and each.start == joint.end), None)
        one, other = item.as_a(PropertyMeaning), following.as_a(PropertyMeaning) if following else None
        verbs = reader.tokens[item.start].key.endswith("ed") and item.start in reader.read
        if verbs and one and other and other.names & conditions and not one.names & conditions:
            reader.doubt(UNREAD, f"it is not clear what is said of {reader.said(item.start, item.end)!r}")


def doubt_lists(reader: Reader, answer: Answer) -> None:
    """ "Outputs per task", "tasks by user", "and the failed ones": it is not clear what is asked for."""
    said = any(
        noun.end > noun.start and not any(m.start == noun.start for m in reader.modifiers_of(noun))
        for noun in reader.nouns
    )
    if not said and any(token.key == "ones" for token in reader.tokens):
        reader.doubt(UNREAD, "it is not clear which are meant")
    if answer.kind != "list" or reader.request.question.language is not Language.ENGLISH:
        return
    for item in reader.items:
        if item.start not in reader.read:
            continue
        by_kind = item.asks(Operator.BY) and any(
            noun.start == item.end and not any(reader.modifiers_of(noun)) and is_singular(reader, noun)
            for noun in reader.nouns
            if noun.end > noun.start
        )
        of_noun = any(noun.end == item.start for noun in reader.nouns)
        verb = next((i for i in reader.items if i.end == item.start and i.as_a(RelationshipMeaning)), None)
        if (reader.tokens[item.start].key == "per" and verb) or (by_kind and of_noun):
            reader.doubt(UNREAD, "it is not clear whether a number is asked for")
