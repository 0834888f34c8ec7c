"""The form of the analytics page: the arguments of a measure, by its schema, and whose graph is meant."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from graph.admin.console_forms import TenantForm
from graph.analytics.computing.registry import Measure
from graph.analytics.requests import arguments_of
from jobs.presentation import words

NAMES: Final = {
    **dict.fromkeys(("label", "labels", "start_label", "end_label", "node_label"), "analytics-labels"),
    "types": "analytics-types",
}
"""For which arguments a browser offers the names that the graph has, and from which list."""
_FURTHER: Final = frozenset(
    {"labels", "types", "samples", "row_limit", "limit", "start_label", "end_label", "node_label", "directed"}
)
"""What seldom has to be said."""
_LEFT_OUT: Final[tuple[Any, ...]] = ("", None, [], False)


class MeasureForm(TenantForm):
    """The arguments of one measure."""

    def __init__(self, *args: Any, measure: Measure, chooses_tenant: bool, **kwargs: Any) -> None:
        super().__init__(*args, chooses_tenant=chooses_tenant, **kwargs)
        self._schema = arguments_of(measure)
        required_first = sorted(self._schema.items(), key=lambda item: not item[1].get("required"))
        self.fields = {name: _field(name, each) for name, each in required_first} | self.fields

    def arguments(self) -> dict[str, Any]:
        """What was said, once the form is valid; what was left empty is left out."""
        said = {name: self.cleaned_data[name] for name in self._schema}
        return {name: value for name, value in said.items() if value not in _LEFT_OUT}

    def first_fields(self) -> list[forms.BoundField]:
        """The fields that are looked at each time: those that must be filled in, then whose graph it is."""
        return [self[name] for name in self.fields if not self._is_further(name)]

    def further_fields(self) -> list[forms.BoundField]:
        """The others."""
        return [self[name] for name in self.fields if self._is_further(name)]

    def is_further_used(self) -> bool:
        """Whether any of the others says something of its own, or has something wrong with it."""
        return any(
            field.errors or str(field.value()) not in ("None", "", "False", str(field.field.initial))
            for field in self.further_fields()
        )

    def _is_further(self, name: str) -> bool:
        return name in _FURTHER


def _field(name: str, schema: Mapping[str, Any]) -> forms.Field:
    shown: dict[str, Any] = {
        "label": schema.get("title") or words(name),
        "help_text": schema.get("description", ""),
        "required": bool(schema.get("required")),
        "initial": schema.get("default"),
    }
    if "enum" in schema:
        choices = [(value, words(value)) for value in schema["enum"]]
        shown["initial"] = schema.get("default", schema["enum"][0])
        return forms.ChoiceField(**shown, choices=choices, widget=UnfoldAdminSelectWidget)
    offered = {"list": NAMES[name]} if name in NAMES else {}
    plain = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", **offered})
    match schema["type"]:
        case "boolean":
            return forms.BooleanField(**{**shown, "required": False}, widget=UnfoldBooleanSwitchWidget)
        case "integer":
            return forms.IntegerField(
                **shown,
                min_value=schema["minimum"],
                max_value=schema["maximum"],
                widget=UnfoldAdminIntegerFieldWidget,
            )
        case "array":
            return _NamesField(
                **{**shown, "help_text": f"{shown['help_text']} Names with commas."}, widget=plain
            )
    return forms.CharField(**shown, max_length=schema["maxLength"], strip=True, widget=plain)


class _NamesField(forms.CharField):
    """Names with commas between them, as a list."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
