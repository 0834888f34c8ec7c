"""Load the catalogue patterns that ship with the platform."""

from pathlib import Path

import yaml
from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PATTERNS = Path(__file__).resolve().parents[1] / "nl" / "patterns.yaml"


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create or update the global patterns by name."""
    pattern_model = apps.get_model("graph", "CataloguePattern")
    for entry in yaml.safe_load(PATTERNS.read_text()):
        singular, plural = entry["subject"]
        pattern_model._base_manager.using(schema_editor.connection.alias).update_or_create(
            tenant=None,
            name=entry["name"],
            defaults={
                "questions": entry["questions"],
                "cypher": entry["cypher"].strip(),
                "kind": entry["kind"],
                "subject": singular,
                "subject_plural": plural,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("graph", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
