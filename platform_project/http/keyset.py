"""A place in an ordered list, told by the values that its rows are ordered by."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Self

from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

# The values of the column and of the primary key, as text.
Position = list[str | None]


@dataclass(frozen=True)
class Keyset:
    """An order by one column, which may be of a related row; the primary key breaks ties. Nulls come last."""

    model: type[Model]
    column: str
    descending: bool

    @classmethod
    def of(cls, queryset: QuerySet[Any]) -> Self:
        """The order that a query has; descending by primary key when it has none.

        Raises:
            TypeError: the query is ordered by something else than one column.
        """
        match queryset.query.order_by or ("-pk",):
            case (str(term),):
                return cls(queryset.model, term.removeprefix("-"), term.startswith("-"))
            case terms:
                raise TypeError(f"A list in pages is ordered by one column, and not by {terms}.")

    def sorted(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in this order."""
        key = "-pk" if self.descending else "pk"
        if self.column == "pk":
            return rows.order_by(key)
        column = F(self.column)
        # Indexes put nulls first when they are read backwards: only said where there can be some.
        last = True if self._is_nullable else None
        return rows.order_by(
            column.desc(nulls_last=last) if self.descending else column.asc(nulls_last=last), key
        )

    def position(self, row: Model) -> Position:
        """Where a row stands."""
        value = None if self.column == "pk" else reduce(_attribute, self.column.split(LOOKUP_SEP), row)
        return [_as_text(value), _as_text(row.pk)]

    def after(self, rows: QuerySet[Any], position: Position) -> QuerySet[Any]:
        """The rows that come after a place.

        Raises:
            ValueError: it is not a place in this order.
        """
        value, key = self._values(position)
        beyond = "lt" if self.descending else "gt"
        tie = Q(**{f"pk__{beyond}": key})
        if self.column == "pk":
            return rows.filter(tie)
        if value is None:
            return rows.filter(tie, **{f"{self.column}__isnull": True})
        further = Q(**{f"{self.column}__{beyond}": value}) | (Q(**{self.column: value}) & tie)
        if self._is_nullable:
            return rows.filter(further | Q(**{f"{self.column}__isnull": True}))
        # Says nothing new, but is a condition that an index can begin with.
        return rows.filter(further, **{f"{self.column}__{beyond}e": value})

    def _values(self, position: Position) -> tuple[Any, Any]:
        try:
            value, key = position
            parsed = None if value is None else self._path[-1].to_python(value)
            return parsed, self.model._meta.pk.to_python(key)
        except (TypeError, ValidationError) as error:
            raise ValueError("This is no place in the list.") from error

    @property
    def _path(self) -> list[Field[Any, Any]]:
        return [self.model._meta.pk] if self.column == "pk" else get_fields_from_path(self.model, self.column)

    @property
    def _is_nullable(self) -> bool:
        return any(field.null for field in self._path)


def _attribute(row: Any, name: str) -> Any:
    return None if row is None else getattr(row, name)


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    # Not str(), whose form the fields do not all read back, nor Django's JSON, which drops microseconds.
    return value.isoformat() if isinstance(value, date) else str(value)
