"""Make a pattern of an answer: what its question named becomes parameters, the rest stays as it is.

Whoever keeps answers registers itself here: this room knows nothing of runs and jobs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.utils.text import slugify

from graph.cypher import ast, parse
from graph.cypher.render import render
from graph.nl.catalogue.parameters import Parameter, ParameterType
from graph.nl.catalogue.queries import equalities
from graph.nl.normalise import Question, Token, TokenKind, normalise
from graph.nl.stems import words_of
from graph.schema import GraphSchema
from platform_project.http.errors import NotFound, ValidationFailed
from security.principal import Principal

_BRACKETS: Final = re.compile(r"[()\[\]|](?![^{]*\})")
"""Signs of a template that the question happens to have, outside of its parameters."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and the query that answered it, before it was bound to the tenant."""

    question: str
    cypher: str
    params: Mapping[str, Any]
    kind: str = "table"
    subject: str = ""
    subject_plural: str = ""

    @classmethod
    def by(cls, draft: Mapping[str, Any], *, question: str) -> "Answered":
        """A question that was answered by a draft, which is JSON as stages report it.

        Raises:
            NothingToKeep: the draft has no query.
        """
        if not draft["cypher"]:
            raise NothingToKeep
        names = ("cypher", "params", "kind", "subject", "subject_plural")
        return cls(question=question, **{name: draft[name] for name in names})


AnswerSource = Callable[[Principal, UUID], Answered]
_sources: list[AnswerSource] = []


def register_answers(source: AnswerSource) -> AnswerSource:
    """Register who knows some answers by their ids; it raises ``NotFound`` or ``NothingToKeep``.

    Raises:
        ValueError: it is registered already.
    """
    if source in _sources:
        raise ValueError("These answers are registered already.")
    _sources.append(source)
    return source


class NothingToKeep(ValidationFailed):
    """It was not answered by a query."""


def answered_by(answer_id: UUID, *, principal: Principal) -> Answered:
    """What a run or a question of the principal's was asked, and what answered it.

    Raises:
        NotFound: there is no such answer, or it is not theirs to see.
        NothingToKeep: it was not answered by a query.
    """
    for source in _sources:
        try:
            return source(principal, answer_id)
        except NotFound:
            continue
    raise NotFound(f"There is no answer {answer_id}.")


def propose(answered: Answered, *, schema: GraphSchema) -> dict[str, Any]:
    """The fields of a pattern that answers this question and those like it.

    A value of the query that stands in the question becomes a parameter, of one of the values of its property
    where the graph has few of them. All others are written into the query.
    """
    question = normalise(answered.question)
    statement = parse(answered.cypher)
    compared = {
        other.name: (label, name)
        for label, name, other in equalities(statement)
        if isinstance(other, ast.Parameter)
    }
    text = question.text
    taken: dict[str, Parameter] = {}
    for old, value in answered.params.items():
        token = _naming(question, value)
        if token is None or text.count(token.text) != 1:
            continue
        parameter = _parameter(_name(old, compared.get(old), taken), value, compared.get(old), schema)
        said = re.search(rf"""["']?{re.escape(token.text)}["']?""", text)
        text = text.replace(said[0], str(parameter)) if said else text
        taken[old] = parameter
    constants = {old: _literal(value) for old, value in answered.params.items() if old not in taken}
    names = {old: ast.Parameter(parameter.name) for old, parameter in taken.items()}
    language = question.language.value
    subject = [answered.subject, answered.subject_plural]
    return {
        "name": slugify(question.text)[:80].strip("-") or "answer",
        "questions": {language: [_BRACKETS.sub(" ", text).rstrip("?!. ")]},
        "cypher": render(_with(statement, {**constants, **names})),
        "kind": answered.kind,
        "subject": {language: subject} if all(subject) else {},
    }


def _name(old: str, owner: tuple[str, str] | None, taken: Mapping[str, Parameter]) -> str:
    """What a parameter is called: as the property that it is compared with, if that can be a name."""
    wanted = "_".join(words_of(owner[1])) if owner else old
    if not re.fullmatch(r"[a-z]\w*", wanted) or any(each.name == wanted for each in taken.values()):
        wanted = f"value_{len(taken) + 1}"
    return wanted


def _naming(question: Question, value: Any) -> Token | None:
    """The one token that says a value: as text without case, or as a number."""
    found = [token for token in question.tokens if _says(token, value)]
    return found[0] if len(found) == 1 else None


def _says(token: Token, value: Any) -> bool:
    if isinstance(value, str):
        return token.kind is not TokenKind.NUMBER and token.key == value.casefold()
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and token.kind is TokenKind.NUMBER and token.value == value


def _parameter(name: str, value: Any, owner: tuple[str, str] | None, schema: GraphSchema) -> Parameter:
    """The parameter that takes a value like this one."""
    if isinstance(value, int):
        return Parameter(name, ParameterType.INTEGER)
    if isinstance(value, float):
        return Parameter(name, ParameterType.NUMBER)
    label = schema.label(owner[0]) if owner else None
    info = label.property(owner[1]) if label and owner else None
    if info and value in info.values and owner:
        return Parameter(name, ParameterType.VALUE, *owner)
    return Parameter(name, ParameterType.TEXT if " " in value else ParameterType.NAME)


def _with(statement: ast.Statement, expressions: Mapping[str, ast.Expression]) -> ast.Statement:
    """The query with these in the place of its parameters, to be run and not to be explained."""

    def change(node: ast.Node) -> ast.Node:
        return expressions[node.name] if isinstance(node, ast.Parameter) else node

    return replace(ast.rewrite(statement, change), prefix=None)


def _literal(value: Any) -> ast.Expression:
    if isinstance(value, list | tuple):
        return ast.ListLiteral(tuple(map(_literal, value)))
    return ast.Constant(value)
