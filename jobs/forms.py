"""A form out of a JSON Schema, for the payload of a new job.

Each property is a field, those of nested objects too; what no field can express (arrays, alternatives, free
objects) is asked for as JSON. The fields read what was typed, and the schema itself has the last word.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from jobs.models import Execution
from jobs.presentation import readable, words
from jobs.registry import JobType
from tenants.models import Tenant

Schema = Mapping[str, Any]
NOT_GIVEN: Final = ("", "Not given")
LONG_TEXT: Final = 500


@dataclass(frozen=True)
class Property:
    """A property that has a field of its own: where it is in the payload, and its schema."""

    path: tuple[str, ...]
    schema: Schema
    required: bool

    @property
    def pointer(self) -> str:
        """The name of its field."""
        return pointer_to(self.path)


def pointer_to(path: Iterable[str]) -> str:
    """A place in a payload as violations of its schema have it; ``/`` is the whole."""
    return "".join(f"/{part}" for part in path) or "/"


def properties_of(schema: Schema, *, path: tuple[str, ...] = (), required: bool = True) -> Iterator[Property]:
    """The properties of an object, with nested objects opened up; one for the whole when it names none."""
    if schema.get("type") != "object" or not schema.get("properties"):
        if path or schema.get("additionalProperties", True) is not False:
            yield Property(path, schema, required)
        return
    wanted = schema.get("required", ())
    for name, inner in schema["properties"].items():
        yield from properties_of(inner, path=(*path, name), required=required and name in wanted)


class JobForm(forms.Form):
    """What a new job is given. ``payload`` is what the fields say once the form is valid."""

    # Names that no JSON pointer can be.
    tenant = forms.ModelChoiceField(
        queryset=Tenant.objects.none(), widget=UnfoldAdminSelectWidget, help_text="Whose job it is."
    )
    priority = forms.TypedChoiceField(coerce=int, widget=UnfoldAdminSelectWidget)

    def __init__(
        self,
        *args: Any,
        job_type: JobType,
        priorities: list[Execution.Priority],
        chooses_tenant: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.payload: dict[str, Any] = {}
        self._job_type = job_type
        self._properties = list(properties_of(cast(Schema, job_type.payload.schema)))
        self.fields |= {each.pointer: _field(each) for each in self._properties}
        self.fields["priority"].choices = [(each.value, each.label) for each in priorities]  # type: ignore[attr-defined]
        self.fields["priority"].initial = Execution.Priority.NORMAL
        if chooses_tenant:
            tenants = Tenant.objects.filter(status=Tenant.Status.ACTIVE).order_by("name")
            self.fields["tenant"].queryset = tenants  # type: ignore[attr-defined]
        else:
            del self.fields["tenant"]

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The payload's fields under the names of the nested objects that they belong to."""
        groups: dict[str, list[forms.BoundField]] = {}
        for each in self._properties:
            groups.setdefault(" · ".join(map(words, each.path[:-1])), []).append(self[each.pointer])
        return list(groups.items())

    def turn(self) -> list[forms.BoundField]:
        """The fields that are not of the payload."""
        return [self[name] for name in ("tenant", "priority") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Put the payload together, and show what its schema says against it beside the fields."""
        for each in self._properties:
            value = self.cleaned_data.get(each.pointer)
            if value is not None:
                self.payload = _with(self.payload, each.path, value)
        for error in self._job_type.payload.iter_errors(self.payload):
            place = tuple(map(str, error.absolute_path))
            if error.validator == "required":
                missing = (name for name in error.validator_value if name not in error.instance)
                for name in missing:
                    self._complain((*place, name), "This field is required.")
            else:
                self._complain(place, error.message)
        return self.cleaned_data

    def _complain(self, path: tuple[str, ...], message: str) -> None:
        """Show an error beside the field of a place in the payload, or of what it is a part of."""
        names = (pointer_to(path[:length]) for length in range(len(path), -1, -1))
        name = next((name for name in names if name in self.fields), None)
        if name is None:
            place = "/".join(path)
            self.add_error(None, f"{place}: {message}" if place else message)
        elif not self.has_error(name):
            self.add_error(name, message)


def _with(value: Any, path: tuple[str, ...], new: Any) -> Any:
    """An object with a value at a path."""
    if not path:
        return new
    return {**value, path[0]: _with(value.get(path[0], {}), path[1:], new)}


def _field(each: Property) -> forms.Field:
    """The field of a property."""
    schema = each.schema
    shown: dict[str, Any] = {
        "label": schema.get("title") or words(each.path[-1] if each.path else "payload"),
        "help_text": schema.get("description", ""),
        "initial": schema.get("default"),
        "required": each.required,
    }
    if "enum" in schema:
        return _choice(schema, shown)
    make = _FIELDS.get(schema["type"]) if isinstance(schema.get("type"), str) else None
    return make(schema, shown) if make else _json(schema, shown)


def _choice(schema: Schema, shown: dict[str, Any]) -> forms.Field:
    return _select([(json.dumps(value), readable(value)) for value in schema["enum"]], shown)


def _select(choices: list[tuple[str, str]], shown: dict[str, Any]) -> forms.Field:
    """One of some JSON values, or none where it may be left out."""
    initial = None if shown["initial"] is None else json.dumps(shown["initial"])
    optional = [] if shown["required"] or initial is not None else [NOT_GIVEN]
    return forms.TypedChoiceField(
        **{**shown, "initial": initial},
        choices=[*optional, *choices],
        coerce=json.loads,
        empty_value=None,
        widget=UnfoldAdminSelectWidget,
    )


def _text(schema: Schema, shown: dict[str, Any]) -> forms.Field:
    longest = schema.get("maxLength")
    is_long = longest is not None and longest > LONG_TEXT
    return forms.CharField(
        **shown,
        strip=False,
        min_length=schema.get("minLength"),
        max_length=longest,
        empty_value=None,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}) if is_long else UnfoldAdminTextInputWidget,
    )


def _integer(schema: Schema, shown: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(**_bounded(schema, shown), widget=UnfoldAdminIntegerFieldWidget)


def _number(schema: Schema, shown: dict[str, Any]) -> forms.Field:
    return _NumberField(**_bounded(schema, shown), widget=UnfoldAdminDecimalFieldWidget)


class _NumberField(forms.FloatField):
    """A number that stays whole when it was typed so."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return int(number) if number is not None and number.is_integer() else number


def _bounded(schema: Schema, shown: dict[str, Any]) -> dict[str, Any]:
    """The bounds of a number, also in words: what is typed is seen before it is refused."""
    least, most = schema.get("minimum"), schema.get("maximum")
    bounds = {(True, True): f"From {least} to {most}.", (True, False): f"{least} or more.",
              (False, True): f"{most} or less."}  # fmt: skip
    said = bounds.get((least is not None, most is not None), "")
    help_text = " ".join(filter(None, [shown["help_text"], said]))
    return {**shown, "help_text": help_text, "min_value": least, "max_value": most}


def _boolean(schema: Schema, shown: dict[str, Any]) -> forms.Field:
    """A switch; a choice where it may also be left out, since a switch cannot say so."""
    if shown["initial"] is None and not shown["required"]:
        return _select([("true", "yes"), ("false", "no")], shown)
    return forms.BooleanField(**{**shown, "required": False}, widget=UnfoldBooleanSwitchWidget)


def _json(schema: Schema, shown: dict[str, Any]) -> forms.Field:
    is_list = schema.get("type") == "array"
    kind = "A list in JSON" if is_list else "An object in JSON" if schema.get("type") == "object" else "JSON"
    items = schema.get("items")
    known = items.get("enum") if is_list and isinstance(items, Mapping) else None
    of = f" of: {', '.join(map(json.dumps, known))}" if known else ""
    return _JSONField(
        **{**shown, "help_text": " ".join(filter(None, [shown["help_text"], f"{kind}{of}."]))},
        widget=UnfoldAdminExpandableTextareaWidget(
            attrs={"class": "font-mono", "placeholder": "[]" if is_list else "{}"}
        ),
    )


class _JSONField(forms.JSONField):
    """JSON in which an empty list or object is a value."""

    empty_values = (None, "")


_FIELDS: Final[dict[str, Callable[[Schema, dict[str, Any]], forms.Field]]] = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
