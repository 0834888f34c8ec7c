"""How a question was understood, in words."""

from typing import Any

from graph.nl.generate import Draft
from graph.nl.parser.answer import Answer
from graph.nl.parser.conditions.phrases import Phrases, clause, operation, phrases_in
from graph.nl.parser.parts import Link, Noun
from graph.nl.parser.query.cypher import write
from graph.nl.parser.state import Reader
from graph.nl.stems import plural, spoken

GENERATOR = "parser"


def draft_of(reader: Reader, answer: Answer) -> Draft:
    """The draft of an answer: the query with everything that its summary needs."""
    cypher, params = write(answer.query) if answer.query else ("", {})
    one, many = answer.subject or ("", "")
    if answer.target and not answer.subject:
        one, many = noun_phrase(reader, answer.target), noun_phrase(reader, answer.target, many=True)
    reading = " ".join([operation(answer.said, _phrases(reader)), *([many] if many else [])])
    ways = [_way(reader, link) for link in reader.links]
    return Draft(
        cypher=cypher,
        params=params,
        generator=GENERATOR,
        confidence=round(reader.confidence, 3),
        explanation="; ".join([reading, *ways, *reader.doubts]),
        used_words=tuple(reader.tokens[i].text for i in sorted(reader.read)),
        left_over=tuple(reader.left_over()),
        kind=answer.kind,
        subject=one,
        subject_plural=many,
        hints=_hints(reader, answer),
        action=reader.action,
        table=answer.table,
        reading="; ".join([reading, *filter(None, reader.choice_words)]),
    )


def noun_phrase(reader: Reader, noun: Noun, *, many: bool = False) -> str:
    """A noun with its conditions: "failed Blast task", "files named reads.fasta and whose size is 5"."""
    phrases = _phrases(reader)
    infos = sorted(
        (i for name in noun.kind.labels if (i := reader.schema.label(name))), key=lambda i: (i.count, i.name)
    )
    labels = [info.name for info in infos] or [" or ".join(sorted(noun.kind.any_of)) or "node"]
    head = spoken(labels[-1])
    modifiers = reader.modifiers_of(noun)
    before = [each.said.lower() for each in modifiers if each.adjective]
    properties = [spoken(info.name) for info in reader.properties_of(noun.kind)]
    behind = [
        clause(each.said, properties, phrases) for each in modifiers if not each.adjective and each.said
    ]
    behind += [_link_phrase(reader, link, phrases) for link in reader.links if link.parent is noun]
    named = [*before, *labels[:-1], plural(head) if many else head]
    return " ".join([*named, *([phrases.joint.join(behind)] if behind else [])])


def _phrases(reader: Reader) -> Phrases:
    return phrases_in(reader.request.question.language)


def _link_phrase(reader: Reader, link: Link, phrases: Phrases) -> str:
    verb = spoken(link.way.hops[0].type)
    much = f"{link.amount[0]} {link.amount[1]} " if link.amount else ""
    sign = phrases.beginnings["without" if link.negated else "with"]
    return (
        f"{sign} {much}{verb} {noun_phrase(reader, link.child, many=True)}"
        if link.child.kind.names
        else f"{sign} {verb}"
    )


def _way(reader: Reader, link: Link) -> str:
    types = ", ".join(hop.type for hop in link.way.hops)
    start, end = (spoken(reader.widest(noun.kind) or "node") for noun in (link.parent, link.child))
    return f"{start} to {end} by {types}"


def _hints(reader: Reader, answer: Answer) -> dict[str, Any]:
    """What the summary needs beside the subject."""
    hints = dict(answer.hints)
    if answer.measure:
        hints["measure"] = [
            noun_phrase(reader, answer.measure),
            noun_phrase(reader, answer.measure, many=True),
        ]
    return hints
