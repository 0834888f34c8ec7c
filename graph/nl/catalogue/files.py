"""A catalogue as YAML: write it, read it within bounds, and take it over as a whole or not at all."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal
from uuid import UUID

import yaml
from django.db import transaction
from django.db.models import QuerySet

from graph.models import CataloguePattern, Synonym
from graph.nl.catalogue.services import (
    pattern_create,
    pattern_delete,
    pattern_replace,
    require_writer,
    synonym_delete,
    synonym_save,
    writing,
)
from graph.nl.catalogue.validation import (
    PATTERN_DEFAULTS,
    PATTERN_FIELDS,
    SYNONYM_FIELDS,
    Fault,
    can_be_stored,
    pattern_faults,
    pattern_fields,
    synonym_faults,
)
from platform_project.http.errors import ValidationFailed
from security.principal import Principal

FORMAT: Final = 1
MAX_BYTES: Final = 512 * 1024
MAX_ENTRIES: Final = 1_000
_MAX_DEPTH: Final = 8
_MAX_DIGITS: Final = 20

Change = Literal["created", "changed", "unchanged", "removed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes of one entry, or would; ``pointer`` says where it stands in the file."""

    pointer: str
    name: str
    change: Change

    def as_json(self) -> dict[str, str]:
        """The entry as JSON."""
        return asdict(self)


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as it is read, and quotes what YAML would take for the end of a line."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    folded = any(mark in text for mark in "\x85\u2028\u2029")  # unquoted, these are read as line breaks
    style = '"' if folded else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml or not
    """Reads numbers as JSON has them.

    YAML 1.1 also has them in base 60, whose reading takes the square of their length, and long whole numbers
    may be chosen so that a mapping has all of them as keys in one place.
    """


def _whole(_: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    if len(node.value) > _MAX_DIGITS:
        raise ValueError(f"a whole number has at most {_MAX_DIGITS} characters")
    return int(node.value)


def _fraction(_: yaml.SafeLoader, node: yaml.ScalarNode) -> float:
    return float(node.value)


_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor("tag:yaml.org,2002:float", _fraction)


def export_catalogue(tenant_id: UUID | None) -> str:
    """A tenant's own patterns and synonyms, or those of all, as a file that ``import_catalogue`` takes."""
    with writing(tenant_id):
        document = {
            "format": FORMAT,
            "patterns": [
                _without_defaults(pattern_fields(row)) for row in _patterns(tenant_id).order_by("name")
            ],
            "synonyms": [
                {name: getattr(row, name) for name in SYNONYM_FIELDS}
                for row in _synonyms(tenant_id).order_by("kind", "phrase")
            ],
        }
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def read_catalogue(text: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The patterns, with defaults for what they leave out, and the synonyms of a file.

    Raises:
        ValidationFailed: it is too large, no such file, or an entry is not valid. ``errors`` points to each.
    """
    document = _load(text)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _invalid("/format", "A catalogue begins with `format: 1`.")
    if unknown := document.keys() - {"format", "patterns", "synonyms"}:
        raise _invalid(f"/{min(map(str, unknown))}", "A catalogue has format, patterns and synonyms.")
    # A list that is left out, or left empty, has no entries.
    patterns, synonyms = (
        [] if (it := document.get(name)) is None else it for name in ("patterns", "synonyms")
    )
    faults = [
        *_list_faults("/patterns", patterns, PATTERN_FIELDS, ("name",)),
        *_list_faults("/synonyms", synonyms, SYNONYM_FIELDS, ("kind", "phrase")),
    ]
    if not faults:
        patterns = [PATTERN_DEFAULTS | each for each in patterns]
        faults = [
            {**fault, "pointer": f"/{kind}/{i}{fault['pointer']}"}
            for kind, entries, faults_of in (
                ("patterns", patterns, pattern_faults),
                ("synonyms", synonyms, synonym_faults),
            )
            for i, entry in enumerate(entries)
            for fault in faults_of(entry)
        ]
    if faults:
        raise ValidationFailed(faults[0]["detail"], extensions={"errors": faults})
    return patterns, synonyms


def import_catalogue(
    text: str, *, by: Principal, tenant_id: UUID | None, dry_run: bool = False, replace: bool = False
) -> list[Entry]:
    """Take a file over into a tenant's catalogue, or that of all, by the names of its entries.

    All of it or, when something in it is not valid, nothing. Taking the same file over again changes nothing.

    Args:
        dry_run: only say what would become of each entry.
        replace: also remove what the file does not have.

    Raises:
        PermissionRefused: see ``services.require_writer``.
        ValidationFailed: see ``read_catalogue``.
    """
    require_writer(by=by, tenant_id=tenant_id)
    patterns, synonyms = read_catalogue(text)
    with suppress(_DryRun), transaction.atomic(), writing(tenant_id):
        entries = [
            *_take_patterns(patterns, by=by, tenant_id=tenant_id, replace=replace),
            *_take_synonyms(synonyms, by=by, tenant_id=tenant_id, replace=replace),
        ]
        if dry_run:
            raise _DryRun
    return entries


class _DryRun(Exception):
    """Takes back what was done to find out what would be done."""


def _take_patterns(
    patterns: Sequence[Mapping[str, Any]], *, by: Principal, tenant_id: UUID | None, replace: bool
) -> list[Entry]:
    rows = {row.name: row for row in _patterns(tenant_id).select_for_update()}
    entries = []
    for i, fields in enumerate(patterns):
        row = rows.pop(fields["name"], None)
        change: Change = "unchanged"
        if row is None:
            pattern_create(by=by, tenant_id=tenant_id, fields=fields)
            change = "created"
        elif dict(fields) != pattern_fields(row):
            pattern_replace(by=by, row=row, fields=fields)
            change = "changed"
        entries.append(Entry(f"/patterns/{i}", fields["name"], change))
    if replace:
        for row in rows.values():
            pattern_delete(by=by, row=row)
            entries.append(Entry("", row.name, "removed"))
    return entries


def _take_synonyms(
    synonyms: Sequence[Mapping[str, Any]], *, by: Principal, tenant_id: UUID | None, replace: bool
) -> list[Entry]:
    rows = {(row.kind, row.phrase): row for row in _synonyms(tenant_id).select_for_update()}
    entries = []
    for i, fields in enumerate(synonyms):
        row = rows.pop((fields["kind"], fields["phrase"]), None)
        change: Change = "unchanged"
        if row is None:
            synonym_save(by=by, row=Synonym(tenant_id=tenant_id, **fields))
            change = "created"
        elif row.name != fields["name"]:
            row.name = fields["name"]
            synonym_save(by=by, row=row)
            change = "changed"
        entries.append(Entry(f"/synonyms/{i}", fields["phrase"], change))
    if replace:
        for row in rows.values():
            synonym_delete(by=by, row=row)
            entries.append(Entry("", row.phrase, "removed"))
    return entries


def _patterns(tenant_id: UUID | None) -> QuerySet[CataloguePattern]:
    return CataloguePattern.unscoped.filter(tenant=tenant_id)


def _synonyms(tenant_id: UUID | None) -> QuerySet[Synonym]:
    return Synonym.unscoped.filter(tenant=tenant_id)


def _without_defaults(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in fields.items()
        if name not in PATTERN_DEFAULTS or value != PATTERN_DEFAULTS[name]
    }


def _load(text: str) -> Any:
    """The document. References are refused: a short text could stand for an endless one."""
    if len(text.encode()) > MAX_BYTES:
        raise _invalid("", f"A catalogue has at most {MAX_BYTES // 1024} KiB.")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > _MAX_DEPTH:
                raise _invalid("", f"References and more than {_MAX_DEPTH} levels are not taken.")
        # As JSON, for that is how it is stored: a date or a key that is no text would come back as another.
        document = json.loads(json.dumps(yaml.load(text, Loader=_Loader), allow_nan=False))  # noqa: S506
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise _invalid("", f"That is no catalogue: {' '.join(str(error).split())}") from error
    # Of the document too: what is wrong with it is said with the names that it uses.
    if not can_be_stored(document):
        raise _invalid("", "NUL characters and lone surrogates cannot be stored.")
    return document


def _list_faults(pointer: str, entries: Any, fields: Sequence[str], key: Sequence[str]) -> list[Fault]:
    """Why these are no entries that could be looked at one by one."""
    if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
        return [_fault(pointer, "invalid", f"A list of at most {MAX_ENTRIES} entries.")]
    faults, seen = [], set()
    for i, entry in enumerate(entries):
        if not isinstance(entry, dict):
            faults.append(_fault(f"{pointer}/{i}", "invalid", "An object."))
            continue
        for name in sorted(map(str, entry.keys() - set(fields))):
            faults.append(_fault(f"{pointer}/{i}/{name}", "unknown_field", "There is no field of this name."))
        named = str([entry.get(name) for name in key])
        if named in seen:
            faults.append(_fault(f"{pointer}/{i}/{key[-1]}", "unique", "It stands in the file twice."))
        seen.add(named)
    return faults


def _fault(pointer: str, code: str, detail: str) -> Fault:
    return {"pointer": pointer, "code": code, "detail": detail}


def _invalid(pointer: str, detail: str) -> ValidationFailed:
    return ValidationFailed(detail, extensions={"errors": [_fault(pointer, "invalid", detail)]})
