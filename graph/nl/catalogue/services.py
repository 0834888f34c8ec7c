"""Make, change, switch and delete patterns and synonyms, of a tenant or of all.

Rows of all tenants are written only by those who act in the platform's own tenant.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from graph.errors import PatternExists, PatternNotFound
from graph.models import CataloguePattern, Synonym
from graph.nl.catalogue.validation import (
    PATTERN_DEFAULTS,
    PATTERN_FIELDS,
    Fault,
    pattern_faults,
    pattern_fields,
    synonym_faults,
)
from platform_project.http.errors import PermissionRefused, ValidationFailed
from platform_project.http.merge_patch import merge_patch
from security.principal import Principal
from security.tenancy import acts_platform_wide
from tenants.context import across_tenants, tenant_scope

logger: Final = structlog.get_logger(__name__)


def require_writer(*, by: Principal, tenant_id: UUID | None) -> None:
    """Go on when the principal may write rows of this tenant, or of all when it is None.

    Raises:
        PermissionRefused: it is not the principal's own, and the principal does not act for the platform.
    """
    if by.tenant_id != tenant_id and not acts_platform_wide(by):
        raise PermissionRefused(
            "What holds for all tenants is changed only in the platform's own. A tenant's own pattern of the "
            "same name takes its place."
        )


@contextmanager
def writing(tenant_id: UUID | None) -> Iterator[None]:
    """A transaction that may write a tenant's rows, or those of all."""
    with tenant_scope(tenant_id) if tenant_id is not None else across_tenants():
        yield


def pattern_create(
    *,
    by: Principal,
    tenant_id: UUID | None,
    fields: Mapping[str, Any],
    source: CataloguePattern.Source = CataloguePattern.Source.OPERATOR,
) -> CataloguePattern:
    """Make a pattern.

    Raises:
        PermissionRefused: see ``require_writer``.
        ValidationFailed: it is not one; ``errors`` says all that is wrong.
        PatternExists: the tenant has one of this name.
    """
    require_writer(by=by, tenant_id=tenant_id)
    row = CataloguePattern(
        tenant_id=tenant_id,
        source=source,
        created_by=by.sub,
        **{**PATTERN_DEFAULTS, **{name: fields[name] for name in PATTERN_FIELDS if name in fields}},
    )
    refuse(pattern_faults(pattern_fields(row)))
    try:
        with writing(tenant_id):
            row.save(force_insert=True)
    except IntegrityError as error:
        raise PatternExists(f"There is a pattern {row.name} already.") from error
    _log("catalogue_pattern_created", row, by=by)
    return row


def pattern_update(*, by: Principal, row: CataloguePattern, changes: Mapping[str, Any]) -> CataloguePattern:
    """Change some fields; objects are merged into what they are by then (RFC 7386: null drops a language).

    What ships becomes an operator's with the first change of what it says, and is no longer updated with the
    platform. Nothing is written, and the version stays, when nothing changes.

    Raises:
        PermissionRefused, ValidationFailed, PatternExists: as for ``pattern_create``.
        PatternNotFound: it was deleted meanwhile.
    """

    def merged(before: dict[str, Any]) -> dict[str, Any]:
        return before | {name: merge_patch(before[name], changes[name]) for name in before if name in changes}

    return _pattern_change(by=by, row=row, says=merged)


def pattern_replace(*, by: Principal, row: CataloguePattern, fields: Mapping[str, Any]) -> CataloguePattern:
    """Let a pattern say this and nothing else; otherwise as ``pattern_update``.

    Raises:
        PermissionRefused, ValidationFailed, PatternExists, PatternNotFound: as for ``pattern_update``.
    """
    return _pattern_change(by=by, row=row, says=lambda _: {**PATTERN_DEFAULTS, **fields})


def _pattern_change(
    *, by: Principal, row: CataloguePattern, says: Callable[[dict[str, Any]], dict[str, Any]]
) -> CataloguePattern:
    """Let a pattern say what follows from what it says, while nobody else changes it."""
    require_writer(by=by, tenant_id=row.tenant_id)
    try:
        with writing(row.tenant_id):
            _lock(row)
            before = pattern_fields(row)
            after = says(before)
            if after == before:
                return row
            refuse(pattern_faults(after))
            for name, value in after.items():
                setattr(row, name, value)
            if row.source == CataloguePattern.Source.SHIPPED and {**before, "enabled": row.enabled} != after:
                row.source = CataloguePattern.Source.OPERATOR
            # Readers keep what they compiled by the version, so no two contents may have the same.
            row.version += 1
            row.save()
    except IntegrityError as error:
        raise PatternExists(f"There is a pattern {row.name} already.") from error
    _log("catalogue_pattern_changed", row, by=by)
    return row


def _lock(row: CataloguePattern) -> None:
    """Bring a row up to date and let nobody else change it until the transaction ends."""
    try:
        row.refresh_from_db(from_queryset=CataloguePattern.unscoped.select_for_update())
    except CataloguePattern.DoesNotExist as error:
        raise PatternNotFound(f"There is no pattern {row.pk}.") from error


def patterns_switch(*, by: Principal, rows: Iterable[CataloguePattern], enabled: bool) -> int:
    """Switch patterns on or off; how many were not so already.

    Raises:
        PermissionRefused: one of them is not the principal's to write; none is switched then.
        PatternNotFound: one of them was deleted meanwhile; none is switched then.
    """
    # All take the locks in the same order, so that none waits for one that waits for it.
    rows = sorted(rows, key=lambda row: row.pk)
    for row in rows:
        require_writer(by=by, tenant_id=row.tenant_id)
    changed = 0
    with transaction.atomic():
        for row in rows:
            with writing(row.tenant_id):
                _lock(row)
                changed += row.enabled is not enabled
                pattern_update(by=by, row=row, changes={"enabled": enabled})
    return changed


def pattern_delete(*, by: Principal, row: CataloguePattern) -> None:
    """Delete a pattern. One that ships comes back with the next migration: switch it off instead.

    Raises:
        PermissionRefused: see ``require_writer``.
    """
    require_writer(by=by, tenant_id=row.tenant_id)
    _log("catalogue_pattern_deleted", row, by=by)
    with writing(row.tenant_id):
        row.delete()


def synonym_save(*, by: Principal, row: Synonym) -> Synonym:
    """Make or change a synonym.

    Raises:
        PermissionRefused: see ``require_writer``.
        ValidationFailed: it is not one, or the tenant has this phrase already.
    """
    require_writer(by=by, tenant_id=row.tenant_id)
    refuse(synonym_faults({"phrase": row.phrase, "kind": row.kind, "name": row.name}))
    row.created_by = row.created_by or by.sub
    try:
        with writing(row.tenant_id):
            row.save()
    except IntegrityError as error:
        raise ValidationFailed(
            extensions={
                "errors": [
                    {
                        "pointer": "/phrase",
                        "code": "unique",
                        "detail": "This phrase has a meaning of the kind.",
                    }
                ]
            }
        ) from error
    logger.info("synonym_saved", phrase=row.phrase, kind=row.kind, name=row.name, by=by.sub)
    return row


def synonym_delete(*, by: Principal, row: Synonym) -> None:
    """Delete a synonym.

    Raises:
        PermissionRefused: see ``require_writer``.
    """
    require_writer(by=by, tenant_id=row.tenant_id)
    logger.info("synonym_deleted", phrase=row.phrase, kind=row.kind, by=by.sub)
    with writing(row.tenant_id):
        row.delete()


def refuse(faults: list[Fault]) -> None:
    """Go on when there are no faults.

    Raises:
        ValidationFailed: there are.
    """
    if faults:
        raise ValidationFailed(faults[0]["detail"], extensions={"errors": faults})


def _log(event: str, row: CataloguePattern, *, by: Principal) -> None:
    logger.info(event, pattern=row.name, of=str(row.tenant_id or "all"), version=row.version, by=by.sub)
