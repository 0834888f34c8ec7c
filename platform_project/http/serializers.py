"""The base of what comes in: fields that nobody knows are refused, and values of another type."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.fields import Field
from rest_framework.utils import html

UNKNOWN_FIELD: Final = "unknown_field"
_MOST_NAMED: Final = 20


class StrictSerializer(serializers.Serializer[Any]):
    """A request's body, or a part of one, that takes no field that it does not know and no type for another.

    What is silently ignored looks to its sender as if it had been done: a question with a misspelt
    ``session_id`` would begin a new session. JSON has types, so there a number is no text, and neither a
    number nor a text is a boolean; forms and query strings have only texts, which stand for all of them.
    Stands before ``ModelSerializer`` where there is a model.
    """

    def to_internal_value(self, data: Any) -> Any:
        """The values of the fields.

        Raises:
            ValidationError: fields are not valid (``invalid`` for a value of another type), or not known
                (``unknown_field``, twenty at most).
        """
        faults: dict[str, Any] = self._unknown(data)
        values = None
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            faults |= serializers.as_serializer_error(error)
        faults |= self._mistyped(data)
        if faults:
            raise serializers.ValidationError(faults)
        return values

    def _unknown(self, data: Any) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping):
            return {}
        known = {field.field_name for field in self._writable_fields}
        refusal = ErrorDetail("There is no field of this name.", code=UNKNOWN_FIELD)
        return {str(name): [refusal] for name in islice((n for n in data if n not in known), _MOST_NAMED)}

    def _mistyped(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping) or html.is_html_input(data):
            return {}
        given = (
            (field, data[field.field_name]) for field in self._writable_fields if field.field_name in data
        )
        return {str(field.field_name): fault for field, value in given if (fault := _fault(field, value))}


def _fault(field: Field[Any, Any, Any, Any], value: Any) -> Any:
    """What is wrong with the type of a value, or, by index or name, with those of the values in it."""
    match field, value:
        case (_, None):
            return None
        case (serializers.CharField(), bool() | int() | float()):
            return [ErrorDetail(str(field.error_messages["invalid"]), code="invalid")]
        case (serializers.BooleanField(), _) if not isinstance(value, bool):
            return [ErrorDetail(str(field.error_messages["invalid"]), code="invalid")]
        case (serializers.ListField(), list()):
            return _faults(field.child, enumerate(value))
        case (serializers.DictField(), dict()):
            return _faults(field.child, value.items())
    return None


def _faults(child: Field[Any, Any, Any, Any], values: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    return {key: fault for key, value in values if (fault := _fault(child, value))}
