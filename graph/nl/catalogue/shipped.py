"""The patterns that ship, for the sample domain: loaded for all tenants after each migration."""

from pathlib import Path
from typing import Any, Final

from django.apps import apps as installed
from django.apps.registry import Apps
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction

from graph.nl.catalogue.files import read_catalogue

PATTERNS: Final = Path(__file__).with_name("shipped.yaml")
SHIPPED: Final = "shipped"


def load_shipped(*, using: str, apps: Apps = installed) -> None:
    """Make the rows of all tenants that came with the platform what the file says.

    What an operator has changed is the operator's from then on, and stays; so does whether a pattern is
    switched on. Safe to repeat. Does nothing while the table is one of an older release.
    """
    try:
        model = apps.get_model("graph", "CataloguePattern")
        model._meta.get_field("version")
    except (LookupError, FieldDoesNotExist):
        return
    patterns, _ = read_catalogue(PATTERNS.read_text())
    with transaction.atomic(using=using):
        rows = {row.name: row for row in model._base_manager.using(using).filter(tenant=None)}
        for fields in patterns:
            _load(
                rows.pop(fields["name"], None) or model(tenant=None, source=SHIPPED, version=0), fields, using
            )
        for row in rows.values():
            if row.source == SHIPPED:
                row.delete(using=using)


def _load(row: Any, fields: dict[str, Any], using: str) -> None:
    if row.source != SHIPPED:
        return
    says = {name: value for name, value in fields.items() if name != "enabled"}
    if any(getattr(row, name) != value for name, value in says.items()):
        for name, value in says.items():
            setattr(row, name, value)
        row.version += 1
        row.save(using=using)
