"""Moments and orders of lists; other filters are plain django-filter, one ``FilterSet`` for each list."""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import ChoiceFilter, IsoDateTimeFilter
from django_filters.fields import IsoDateTimeField


class _MomentField(IsoDateTimeField):
    def to_python(self, value: Any) -> datetime | None:
        """The moment in UTC: PostgreSQL takes no offset of 16 hours or more, which ISO 8601 allows."""
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(IsoDateTimeFilter):
    """A moment in ISO 8601, with any offset; UTC when it has none."""

    field_class = _MomentField


class OrderingFilter(ChoiceFilter):
    """``ordering=name`` or ``ordering=-name``, one of the names that stand for a column each.

    The primary key breaks ties. Without an index on the column, each page sorts the whole list.
    """

    def __init__(self, **columns: str) -> None:
        self._columns = columns
        names = [f"{sign}{name}" for name in columns for sign in ("", "-")]
        super().__init__(
            choices=[(name, name) for name in names], label="In which order; `-` turns it round."
        )

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows in this order."""
        if not value:
            return qs
        sign = "-" if value.startswith("-") else ""
        return qs.order_by(f"{sign}{self._columns[value.removeprefix('-')]}")
