"""The base of what comes in: fields that nobody knows are refused."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

UNKNOWN_FIELD: Final = "unknown_field"
_MOST_NAMED: Final = 20


class StrictSerializer(serializers.Serializer[Any]):
    """A request's body, or a part of one, that says which fields it does not know.

    What is silently ignored looks to its sender as if it had been done: a question with a misspelt
    ``session_id`` would begin a new session. Stands before ``ModelSerializer`` where there is a model.
    """

    def to_internal_value(self, data: Any) -> Any:
        """The values of the fields.

        Raises:
            ValidationError: fields are not valid, or not known (code ``unknown_field``, twenty at most).
        """
        faults: dict[str, Any] = self._unknown(data)
        values = None
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            faults |= serializers.as_serializer_error(error)
        if faults:
            raise serializers.ValidationError(faults)
        return values

    def _unknown(self, data: Any) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping):
            return {}
        known = {field.field_name for field in self._writable_fields}
        refusal = ErrorDetail("There is no field of this name.", code=UNKNOWN_FIELD)
        return {str(name): [refusal] for name in islice((n for n in data if n not in known), _MOST_NAMED)}
