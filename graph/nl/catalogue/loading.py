"""The catalogue of a tenant as it is now, ready to be matched.

PostgreSQL is asked each time which patterns there are and in which version: that is one small query, and a
change counts from its commit on in every process. Only when the answer differs are they read and compiled.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final
from uuid import UUID

import structlog

from graph.cypher import CypherSyntaxError, parse
from graph.models import CataloguePattern
from graph.nl.catalogue.matching import Matcher
from graph.nl.catalogue.parameters import Parameter, TemplateError
from graph.nl.catalogue.selectors import reading
from graph.nl.catalogue.templates import Template, read_template

logger: Final = structlog.get_logger(__name__)

MOST_TENANTS: Final = 64
"""Of so many tenants a process keeps the catalogue."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """An enabled pattern, compiled."""

    name: str
    version: int
    is_own: bool
    description: str
    cypher: str
    kind: str
    subject: dict[str, list[str]]
    hints: dict[str, dict[str, Any]]
    templates: tuple[tuple[str, Template], ...]
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that a tenant's questions are held against. ``version`` changes with every change of a pattern."""

    version: str
    patterns: tuple[Known, ...]
    matcher: Matcher[Known]


_lock = Lock()
_compiled: OrderedDict[UUID, Catalogue] = OrderedDict()


def catalogue_of(tenant_id: UUID) -> Catalogue:
    """The catalogue as it is now: the tenant's own patterns, and those of all that it has not replaced."""
    with reading(tenant_id):
        stamps = CataloguePattern.objects.order_by("pk").values_list("pk", "version")
        version = hashlib.sha256(repr(list(stamps)).encode()).hexdigest()[:16]
        with _lock:
            kept = _compiled.get(tenant_id)
            if kept is not None and kept.version == version:
                _compiled.move_to_end(tenant_id)
                return kept
        rows = list(CataloguePattern.objects.order_by("name"))
    compiled = compile_patterns(rows, version=version)
    with _lock:
        _compiled[tenant_id] = compiled
        while len(_compiled) > MOST_TENANTS:
            _compiled.popitem(last=False)
    return compiled


def compile_patterns(
    rows: Iterable[CataloguePattern], *, version: str = "", switched_off_too: bool = False
) -> Catalogue:
    """Compile the rows that a tenant sees. A row that cannot be read any more is left out, and said so."""
    rows = list(rows)
    replaced = {row.name for row in rows if row.tenant_id is not None}
    patterns = []
    for row in rows:
        if not (row.enabled or switched_off_too) or (row.tenant_id is None and row.name in replaced):
            continue
        try:
            patterns.append(_known(row))
        except (TemplateError, CypherSyntaxError) as error:
            logger.warning("catalogue_pattern_unreadable", pattern=row.name, reason=str(error))
    matcher: Matcher[Known] = Matcher()
    for known in patterns:
        for language, template in known.templates:
            matcher.add(known, template, language=language)
    return Catalogue(version, tuple(patterns), matcher)


def _known(row: CataloguePattern) -> Known:
    parse(row.cypher)
    templates = tuple(
        (language, read_template(text)) for language, texts in row.questions.items() for text in texts
    )
    return Known(
        name=row.name,
        version=row.version,
        is_own=row.tenant_id is not None,
        description=row.description,
        cypher=row.cypher,
        kind=row.kind,
        subject=row.subject,
        hints=row.hints,
        templates=templates,
        parameters=templates[0][1].parameters if templates else (),
    )
