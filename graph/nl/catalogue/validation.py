"""What is wrong with a pattern, before it is saved: everything at once, each with where it is."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from graph import cypher
from graph.cypher import CypherRefused
from graph.models import LANGUAGES, CataloguePattern, Synonym
from graph.nl.catalogue.parameters import EARLIEST, LATEST, Parameter, ParameterType, TemplateError
from graph.nl.catalogue.queries import placeholders_of
from graph.nl.catalogue.templates import Template, read_template
from graph.nl.summarise import KINDS

MAX_QUESTIONS: Final = 20
"""How many templates a pattern has in one language."""
MAX_HINTS_BYTES: Final = 4_000
_SLUG: Final = re.compile(r"[-a-zA-Z0-9_]+")
_PHRASE: Final = re.compile(r"\w[\w' -]*")
_NOBODY: Final = UUID(int=0)
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

Fault = dict[str, str]
"""``pointer``, ``code`` and ``detail``, as in the ``errors`` of a problem document."""


def pattern_faults(fields: Mapping[str, Any]) -> list[Fault]:
    """Why these fields are no pattern; empty when they are."""
    if unstorable := _unstorable(fields):
        return unstorable
    faults: list[Fault] = [*_names(fields), *_texts(fields)]
    templates, template_faults = _templates(fields.get("questions"))
    faults += template_faults
    if templates:
        faults += _cypher(fields.get("cypher"), templates[0].parameters)
    return faults


def synonym_faults(fields: Mapping[str, Any]) -> list[Fault]:
    """Why these fields are no synonym; empty when they are."""
    if unstorable := _unstorable(fields):
        return unstorable
    faults = []
    phrase, name = fields.get("phrase"), fields.get("name")
    if not isinstance(phrase, str) or not _PHRASE.fullmatch(phrase) or len(phrase) > 80:
        faults.append(_fault("/phrase", "invalid", "One or more words, of at most 80 characters."))
    elif phrase != phrase.casefold():
        faults.append(_fault("/phrase", "invalid", "In small letters."))
    if fields.get("kind") not in Synonym.Kind.values:
        faults.append(_fault("/kind", "invalid_choice", f"One of {', '.join(Synonym.Kind.values)}."))
    if not isinstance(name, str) or not 0 < len(name) <= 200 or name != name.strip():
        faults.append(_fault("/name", "invalid", "What it stands for, of at most 200 characters."))
    return faults


def can_be_stored(value: Any) -> bool:
    """Whether no text in a value, however deep and keys too, has what PostgreSQL and UTF-8 cannot hold."""
    return not any(_UNSTORABLE.search(text) for text in _strings(value))


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in (*value, *(value.values() if isinstance(value, dict) else ())):
            yield from _strings(each)


def _unstorable(fields: Mapping[str, Any]) -> list[Fault]:
    """The fields that cannot be stored, and so are not looked at any further."""
    said = "NUL characters and lone surrogates cannot be stored."
    return [_fault(f"/{name}", "invalid", said) for name, value in fields.items() if not can_be_stored(value)]


def _fault(pointer: str, code: str, detail: str) -> Fault:
    return {"pointer": pointer, "code": code, "detail": detail}


def _names(fields: Mapping[str, Any]) -> Iterator[Fault]:
    for field, longest in (("name", 80), ("category", 40)):
        value = fields.get(field)
        if not isinstance(value, str) or not _SLUG.fullmatch(value) or len(value) > longest:
            yield _fault(f"/{field}", "invalid", f"Letters, digits, - and _; at most {longest}.")
    if fields.get("kind") not in KINDS:
        yield _fault("/kind", "invalid_choice", f"One of {', '.join(KINDS)}.")
    if not isinstance(fields.get("enabled"), bool):
        yield _fault("/enabled", "invalid", "true or false.")


def _texts(fields: Mapping[str, Any]) -> Iterator[Fault]:
    description = fields.get("description")
    if not isinstance(description, str) or len(description) > 1_000:
        yield _fault("/description", "invalid", "Text of at most 1,000 characters.")
    yield from _languages("/subject", fields.get("subject"))
    for language, forms in _items(fields.get("subject")):
        if not _is_texts(forms) or len(forms) != 2 or any(len(form) > 120 for form in forms):
            yield _fault(f"/subject/{language}", "invalid", "Two texts: one of them, and many of them.")
    yield from _languages("/hints", fields.get("hints"))
    for language, hints in _items(fields.get("hints")):
        if not isinstance(hints, dict) or len(json.dumps(hints)) > MAX_HINTS_BYTES:
            yield _fault(f"/hints/{language}", "invalid", f"An object of at most {MAX_HINTS_BYTES} bytes.")


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _languages(pointer: str, value: Any) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield _fault(pointer, "invalid", f"An object by language: {', '.join(LANGUAGES)}.")
        return
    for language in value:
        if language not in LANGUAGES:
            yield _fault(pointer, "invalid_choice", f"{language!r} is none of {', '.join(LANGUAGES)}.")


def _templates(questions: Any) -> tuple[list[Template], list[Fault]]:
    """The templates that can be read, and what is wrong with the others or with all of them together."""
    faults = list(_languages("/questions", questions))
    templates = []
    for language, texts in _items(questions):
        if language not in LANGUAGES:
            continue
        if not _is_texts(texts) or len(texts) > MAX_QUESTIONS:
            faults.append(
                _fault(f"/questions/{language}", "invalid", f"A list of up to {MAX_QUESTIONS} texts.")
            )
            continue
        for i, text in enumerate(texts):
            try:
                templates.append(read_template(text))
            except TemplateError as error:
                faults.append(_fault(f"/questions/{language}/{i}", "invalid", str(error)))
    if not templates and not faults:
        faults.append(_fault("/questions", "required", "At least one question."))
    if len({frozenset(each.parameters) for each in templates}) > 1:
        faults.append(_fault("/questions", "invalid", "All questions of a pattern have the same parameters."))
    return templates, faults


def _cypher(text: Any, parameters: Sequence[Parameter]) -> list[Fault]:
    """Why the query cannot be run with what the questions give it."""
    if not isinstance(text, str) or not text.strip():
        return [_fault("/cypher", "required", "A reading query.")]
    values = {
        name: value for each in parameters if not each.is_identifier for name, value in examples(each).items()
    }
    try:
        prepared = cypher.prepare(text, params=values, tenant_id=_NOBODY)
    except CypherRefused as refused:
        return [_fault("/cypher", str(refused.layer), reason) for reason in refused.reasons]
    if prepared.explain:
        return [_fault("/cypher", "invalid", "The query itself, without EXPLAIN or PROFILE.")]
    used = prepared.params.keys() | placeholders_of(text)
    given = {*values, *(f"{each.type}:{each.name}" for each in parameters if each.is_identifier)}
    faults = [
        _fault("/cypher", "unused", f"The questions have {name}, and the query does not use it.")
        for name in sorted(given - used)
    ]
    return faults + [
        _fault("/cypher", "missing", f"The query has a {name.replace(':', ' $')}, and the questions do not.")
        for name in sorted(placeholders_of(text) - given)
    ]


def examples(parameter: Parameter) -> dict[str, Any]:
    """Values that a parameter could have, to check a query with."""
    match parameter.type:
        case ParameterType.INTEGER | ParameterType.NUMBER:
            return {parameter.name: 1}
        case ParameterType.DATE:
            return {parameter.name: EARLIEST}
        case ParameterType.SPAN:
            return dict(zip(parameter.provides, (EARLIEST, LATEST), strict=True))
    return {parameter.name: "x"}


PATTERN_DEFAULTS: Final[dict[str, Any]] = {
    "description": "",
    "category": "general",
    "kind": "table",
    "subject": {},
    "hints": {},
    "enabled": True,
}
"""What may be left out of a pattern."""
PATTERN_FIELDS: Final = (
    "name", "description", "category", "questions", "cypher", "kind", "subject", "hints", "enabled",
)  # fmt: skip
"""What a pattern says, in the order in which it is read."""
SYNONYM_FIELDS: Final = ("phrase", "kind", "name")


def pattern_fields(row: CataloguePattern) -> dict[str, Any]:
    """What a row says."""
    return {name: getattr(row, name) for name in PATTERN_FIELDS}
