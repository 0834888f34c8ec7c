"""Examples of what is sent and answered, for the API's description."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework.serializers import BaseSerializer

Kind = TypeVar("Kind", bound=type[BaseSerializer[Any]])

# Those that a view describes with a serializer.
_STATUSES = ["200", "201", "202", "503"]


def example(value: Mapping[str, Any]) -> Callable[[Kind], Kind]:
    """Decorate a serializer with an example of it; a list of them is shown as a page."""
    shown = OpenApiExample("Example", value=value, status_codes=_STATUSES)
    decorated: Callable[[Kind], Kind] = extend_schema_serializer(examples=[shown])
    return decorated
