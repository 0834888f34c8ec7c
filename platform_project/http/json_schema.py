"""JSON Schema violations as the ``errors`` of a problem document."""

from typing import Any

from jsonschema import Draft202012Validator


def violations(validator: Draft202012Validator, value: Any, *, below: str = "") -> list[dict[str, str]]:
    """Each way in which a value does not fit, with a JSON pointer (RFC 6901) that begins with ``below``."""
    return [
        {
            "pointer": below + "".join(f"/{part}" for part in error.absolute_path),
            "code": str(error.validator),
            "detail": error.message,
        }
        for error in validator.iter_errors(value)
    ]
