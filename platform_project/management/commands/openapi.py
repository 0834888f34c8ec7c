"""``manage.py openapi``: write the API's description, or say whether the written one is fresh."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

from platform_project.settings.env import BASE_DIR

DIRECTORY = BASE_DIR / "docs" / "openapi"


class Command(BaseCommand):
    """The description of ``/v1`` as JSON and as YAML; nothing is written that is not valid."""

    help = "Write docs/openapi/v1.json and v1.yaml."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and whether only to compare."""
        parser.add_argument("--directory", type=Path, default=DIRECTORY)
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when they are stale.")

    def handle(self, *, directory: Path, check: bool, **options: Any) -> None:
        """Write or compare both files.

        Raises:
            CommandError: the generator has warned, the description is not valid, or a file is stale.
        """
        wanted = {directory / name: text for name, text in documents(description()).items()}
        stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
        if check and stale:
            names = ", ".join(path.name for path in stale)
            raise CommandError(f"Not what the code says any more: {names}. Run `make openapi`.")
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path])
            self.stdout.write(f"wrote {path}")


def description() -> dict[str, Any]:
    """The API's description, as ``/v1/openapi.json`` serves it.

    Raises:
        CommandError: something in the code could not be described.
        ValidationError: the outcome is no OpenAPI 3.1 (jsonschema).
    """
    GENERATOR_STATS.reset()
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    GENERATOR_STATS.emit_summary()
    if GENERATOR_STATS:
        raise CommandError("drf-spectacular has warned of what is listed above.")
    validate_schema(found)  # type: ignore[no-untyped-call]
    return found


def documents(found: dict[str, Any]) -> dict[str, str]:
    """The files' texts by their names; the same description always makes the same texts."""
    yaml: bytes = OpenApiYamlRenderer().render(found, renderer_context={})  # type: ignore[no-untyped-call]
    return {
        "v1.json": json.dumps(found, indent=1, ensure_ascii=False) + "\n",
        "v1.yaml": yaml.decode(),
    }
