"""Read a change that somebody asked for in plain words, against the live schema.

What the change is follows from a phrase; which nodes it is about is read by the question parser, as if it had
been asked how many of them there are, so that conditions, synonyms and both languages are those of questions.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from typing import Final
from uuid import UUID

from graph.cypher import ast
from graph.nl import parser
from graph.nl.generate import Request, decide
from graph.nl.normalise import normalise, unframed
from graph.nl.stems import stem
from graph.nl.synonyms import DEFAULT_SYNONYMS, Synonyms
from graph.schema import GraphSchema, PropertyInfo
from graph.writes.conditions import nodes_of, parsed, without
from graph.writes.phrases import Asked, asked
from graph.writes.refusals import Reason, StatementRefused
from graph.writes.statements import (
    CreateIndex,
    DeleteWhere,
    DropIndex,
    Nodes,
    RenameProperty,
    SetWhereMissing,
    Statement,
    Value,
)

COUNTED_AS: Final = {"en": "how many {} are there", "it": "quanti {} ci sono"}
"""The question that is answered with the number of the nodes of a noun phrase."""
_NUMBER: Final = re.compile(r"[-+]?\d{1,15}(?P<fraction>\.\d{1,15})?", re.ASCII)
_PLACE: Final = re.compile(r":?(?P<label>[\w ]+?)(?:\.|\()(?P<property>\w+)\)?")
_OF: Final = re.compile(
    r"(?P<property>.+?) (?:of|on|in|for|di|del|dei|delle|degli|della)(?: the| all)* (?P<label>.+)"
)
_BY: Final = re.compile(r"(?P<label>.+?) (?:by|per) (?P<property>.+)")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads sentences for one tenant."""

    schema: GraphSchema
    tenant_id: UUID
    synonyms: Synonyms = DEFAULT_SYNONYMS

    def read(self, text: str) -> Statement:
        """The change that a sentence asks for.

        Of several ways to cut it into parts, the first that the graph can make sense of counts.

        Raises:
            StatementRefused: none can be made sense of; the first one's reason.
        """
        question = normalise(text)
        ways = asked(question.text) or asked(unframed(question).text)
        if not ways:
            raise StatementRefused(Reason.NOT_TAKEN)
        kind = ways[0].phrase.kind
        read = _READERS[kind]
        try:
            return read(self, ways[0])
        except StatementRefused:
            for way in takewhile(lambda way: way.phrase.kind == kind, ways[1:]):
                with suppress(StatementRefused):
                    return read(self, way)
            raise

    def create_index(self, way: Asked) -> Statement:
        """An index on the property of a label."""
        return CreateIndex(*self._place(way.parts["place"]))

    def drop_index(self, way: Asked) -> Statement:
        """An index that is to go."""
        return DropIndex(*self._place(way.parts["place"]))

    def rename_property(self, way: Asked) -> Statement:
        """Another name for a property of a label."""
        nodes = self._nodes(way.parts["label"], way.phrase.language)
        return RenameProperty(
            nodes, self._property(nodes.labels, way.parts["property"]), _unquoted(way.parts["new"])
        )

    def set_where_missing(self, way: Asked) -> Statement:
        """A value for those that have none; whoever did not say that they have none is refused."""
        nodes = self._nodes(way.parts["nodes"], way.phrase.language)
        name = self._property(nodes.labels, way.parts["property"])
        missing = ast.Unary("IS NULL", ast.Property(ast.Variable(nodes.variable), name))
        narrowed = without(nodes, missing)
        if narrowed == nodes and not way.phrase.missing:
            raise StatementRefused(Reason.OVERWRITES, property=name)
        return SetWhereMissing(narrowed, name, value_of(way.parts["value"]))

    def delete_where(self, way: Asked) -> Statement:
        """Nodes that are to go."""
        if way.is_about_everything:
            return DeleteWhere(Nodes(()))
        return DeleteWhere(self._nodes(way.parts["nodes"], way.phrase.language))

    def _nodes(self, phrase: str, language: str) -> Nodes:
        """The nodes that a noun phrase stands for."""
        question = normalise(COUNTED_AS[language].format(phrase))
        request = Request(question, self.schema, self.tenant_id, synonyms=self.synonyms)
        decision = decide(parser.parse(request))
        if decision.draft is None:
            if decision.readings:
                readings = [each.reading or each.explanation for each in decision.readings]
                raise StatementRefused(Reason.AMBIGUOUS, phrase=phrase, readings=readings)
            raise StatementRefused(Reason.UNREAD, phrase=phrase, why=parser.why_not(request))
        draft = decision.draft
        match parsed(draft.cypher).clauses if draft.cypher else ():
            case (ast.Match() as found, ast.Return(projection)) if _is_count(projection):
                return nodes_of(found, draft.params)
        raise StatementRefused(Reason.UNREAD, phrase=phrase, why="")

    def _place(self, phrase: str) -> tuple[str, str]:
        """The label and property of an index."""
        for shape in (_PLACE, _OF, _BY):
            if found := shape.fullmatch(phrase):
                labels = self._labels(found["label"])
                return labels[-1], self._property(labels, found["property"])
        raise StatementRefused(Reason.UNREAD, phrase=phrase, why="")

    def _labels(self, phrase: str) -> tuple[str, ...]:
        wanted = _forms(phrase)
        for label in self.schema.labels:
            if wanted & _forms(label.name):
                return (label.name,)
        for said, name in self.synonyms.labels.items():
            if self.schema.label(name) and wanted & _forms(said):
                return (name,)
        raise StatementRefused(Reason.UNKNOWN_LABEL, label=phrase)

    def _property(self, labels: tuple[str, ...], phrase: str) -> str:
        """The property of the labels that a phrase names."""
        known = self._properties(labels)
        wanted = _forms(phrase)
        for info in known:
            if wanted & _forms(info.name):
                return info.name
        for said, name in self.synonyms.properties.items():
            if wanted & _forms(said) and any(info.name == name for info in known):
                return name
        raise StatementRefused(
            Reason.UNKNOWN_PROPERTY, property=phrase, labels=labels, known=[info.name for info in known]
        )

    def _properties(self, labels: tuple[str, ...]) -> list[PropertyInfo]:
        chosen = labels or tuple(info.name for info in self.schema.labels)
        return list(self.schema.properties_of(frozenset(chosen)))


_READERS: Final[dict[str, Callable[[Reader, Asked], Statement]]] = {
    CreateIndex.kind: Reader.create_index,
    DropIndex.kind: Reader.drop_index,
    RenameProperty.kind: Reader.rename_property,
    SetWhereMissing.kind: Reader.set_where_missing,
    DeleteWhere.kind: Reader.delete_where,
}


def _is_count(projection: ast.Projection) -> bool:
    """Whether nothing but one number is returned: a LIMIT would mean fewer nodes than the pattern has."""
    match projection:
        case ast.Projection(items=(ast.Item(expression, alias),)):
            is_number = isinstance(expression, ast.CountRows) or (
                isinstance(expression, ast.FunctionCall) and expression.name.lower() == "count"
            )
            return is_number and projection == ast.Projection((ast.Item(expression, alias),))
    return False


def value_of(text: str) -> Value:
    """The value that is meant: what stands in quotes is text, and so is what is no number, true or false."""
    if text[0] in "\"'":
        return _unquoted(text)
    if found := _NUMBER.fullmatch(text):
        return float(text) if found["fraction"] else int(text)
    return {"true": True, "false": False}.get(text.casefold(), text)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`" else text


def _forms(name: str) -> set[str]:
    """A name without case and without what stands between its words, as it is and by the stems of these."""
    words = re.findall(r"[^\W_]+", name)
    return {"".join(words).casefold(), "".join(map(stem, words))}
